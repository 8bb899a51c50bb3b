"""Owns what a cause is: how it is recognised, what is said of it, how it is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from flasktutor.values import frozen


@frozen(kw_only=True)
class Sign:
    """One way to recognise a cause; every part that is given must hold.

    `errors` are names of exception types without their modules; `message` is a
    pattern for the message's first line, `line` one for any single line of the text
    (what is no exception: a shell's or pip's words), `context` one for the whole
    text around, `inside` and `file` ones for the function and the file that the learner's
    own line stands in.
    Named groups become facts that the words may use.
    """

    errors: tuple[str, ...] = ()
    message: str = ""
    line: str = ""
    context: str = ""
    inside: str = ""
    file: str = ""


@frozen(kw_only=True)
class Clash:
    """Versions that do not go together: distribution name to version specifier."""

    versions: Mapping[str, str]


@frozen(kw_only=True)
class Removed:
    """Names that Flask no longer has: `flask.Markup` and the first version without it."""

    names: tuple[str, ...]
    since: str


@frozen(kw_only=True)
class Repair:
    """One way to repair: what it does, commands by system, or code to write.

    `run` maps a system's key (see `System.names`) to commands, one per line.
    """

    say: str
    run: Mapping[str, str] = field(default_factory=dict)
    code: str = ""


@frozen(kw_only=True)
class Cause:
    """Why Flask fails, in one language, with its templates not yet filled in.

    `packages` maps a module's name to the name that pip knows, for the fact `package`.
    """

    id: str
    lesson: str
    means: str
    why: str
    fixes: tuple[Repair, ...]
    signs: tuple[Sign, ...] = ()
    clashes: tuple[Clash, ...] = ()
    removed: tuple[Removed, ...] = ()
    found_by_check: bool = False
    packages: Mapping[str, str] = field(default_factory=dict)


@frozen(kw_only=True)
class Place:
    """A line of code as a traceback names it (1-based; 0 when unknown), in the function `name`."""

    file: str
    line: int = 0
    code: str = ""
    name: str = ""


@frozen(kw_only=True)
class FoundError:
    """One error found in a text: its type without module, its message, the learner's own line.

    `type` is "" when the text holds a message but no exception; `context` is all of
    the text that belongs to it.
    """

    type: str
    message: str
    place: Place | None = None
    context: str = ""


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
    "unknown". `lesson` is a lesson's name, or "".
    """

    id: str
    known: bool
    means: str
    why: str
    fixes: tuple[Fix, ...]
    lesson: str
    error: FoundError | None = None
