"""Owns what a cause is: how it is recognised, what is said of it, how it is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from flasktutor.language import _
from flasktutor.values import frozen

Raiser = Literal["", "package", "own"]
Rank = Literal["", "first", "alone"]


DOCUMENTATION = "https://flask.palletsprojects.com/en/stable/{page}/"


@frozen(kw_only=True)
class Sign:
    """One way to recognise a cause; every part that is given must hold.

    `errors` are names of exception types without their modules; `message` is a
    pattern for the message's first line, `line` one for any single line of the text
    (what is no exception: a shell's or pip's words), `context` one for the whole
    text around, `without` one that must not occur there, `inside` and `file` ones for the
    function and the file that the learner's own line stands in. `raised_in` asks whose code
    raised the error: a package's or the learner's own; where the text does not tell, the sign
    fits, but is not certain.
    Named groups become facts that the words may use.
    `flask` are the versions of Flask it holds for: another one that the text states rules it out.
    `rank` is for lines: a `first` one comes before the errors in the text, for it says what
    they happened in; one that counts `alone` tells nothing where the text shows an error.
    `certain` says whether the sign leaves no other cause; None: as its cause says.
    """

    errors: tuple[str, ...] = ()
    message: str = ""
    line: str = ""
    context: str = ""
    without: str = ""
    inside: str = ""
    file: str = ""
    raised_in: Raiser = ""
    flask: str = ""
    rank: Rank = ""
    certain: bool | None = None


@frozen(kw_only=True)
class Removed:
    """Names that Flask no longer has: `flask.Markup` and the first version without it."""

    names: tuple[str, ...]
    since: str


@frozen(kw_only=True)
class Repair:
    """One way to repair: what it does, commands by system, or code to write.

    `run` maps a system's key (see `System.names`) to commands, one per line. `install`,
    `upgrade`, `reinstall` and `show` name packages instead, for the tool that the environment
    is kept with. `unless` names a fact: where that is known, another repair fits better.
    """

    say: str
    run: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    install: str = ""
    upgrade: str = ""
    reinstall: str = ""
    show: str = ""
    unless: str = ""


@frozen(kw_only=True)
class Cause:
    """Why Flask fails, in one language, with its templates not yet filled in.

    `found_by_check` marks what check-install sees, `found_by_trace` what trace does, `by_rule`
    what code recognises.
    `certain` says whether its signs leave no other cause, so that a text alone is enough;
    where they do not, `confirm` is what would make it certain. `page` names a page of Flask's
    documentation, `example` is a text that shows the cause.
    """

    id: str
    lesson: str
    means: str
    why: str
    fixes: tuple[Repair, ...]
    signs: tuple[Sign, ...] = ()
    removed: tuple[Removed, ...] = ()
    found_by_check: bool = False
    found_by_trace: bool = False
    by_rule: bool = False
    certain: bool = True
    confirm: Repair | None = None
    page: str = ""
    example: str = ""

    @property
    def link(self) -> str:
        """The address of its page in Flask's documentation, or ""."""
        return DOCUMENTATION.format(page=self.page) if self.page else ""


@frozen(kw_only=True)
class CodePlace:
    """A line of code as a traceback names it (1-based; 0 when unknown), in the function `name`."""

    file: str
    line: int = 0
    code: str = ""
    name: str = ""

    def __str__(self) -> str:
        """The place as Python's tracebacks write it."""
        inside = f", in {self.name}" if self.name else ""
        return f'File "{self.file}", line {self.line}{inside}'


@frozen(kw_only=True)
class FoundError:
    """One error found in a text: its type without module, its message, the learner's own line.

    `type` is "" when the text holds a message but no exception; `context` is all of
    the text that belongs to it, `places` are its frames from the outside in. A `handled`
    one was caught before another was raised; the `last` is what the text ends with.
    `flask` is the version of Flask that is stated, or "". `hint` is what Python adds to the
    message where a name is like another: ". Did you mean: 'route'?".
    """

    type: str
    message: str
    place: CodePlace | None = None
    context: str = ""
    places: tuple[CodePlace, ...] = ()
    handled: bool = False
    last: bool = False
    flask: str = ""
    hint: str = ""


@frozen(kw_only=True)
class Fix:
    """A repair for one system: what it does, commands to copy, code to write."""

    say: str
    commands: tuple[str, ...] = ()
    code: str = ""


@frozen(kw_only=True)
class Explanation:
    """What an error means, in the language in use.

    With `known` false the words hold for every error of its type, and `id` is
    "unknown". Where `certain` is false the cause is inferred: `evidence` are the lines
    of the text that point to it, `confirm` is what would make it certain. `lesson` is a
    lesson's name or "", `link` an address or "". `last` is the error that was raised last,
    where this one is another, and why that one was raised is not known. `call` is the line that
    a repair is to be made at, where that is another than the error's.
    """

    id: str
    known: bool
    means: str
    why: str
    fixes: tuple[Fix, ...]
    lesson: str
    error: FoundError | None = None
    certain: bool = True
    evidence: tuple[str, ...] = ()
    confirm: Fix | None = None
    link: str = ""
    last: FoundError | None = None
    call: CodePlace | None = None

    @property
    def headline(self) -> str:
        """What it means; said as probable where it is inferred."""
        return self.means if self.certain else _("Probably: {means}").format(means=self.means)
