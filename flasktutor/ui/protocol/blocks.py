"""Owns what a screen can be asked to show and to ask, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol

from flasktutor.ui.protocol.figures import Bar as Bar
from flasktutor.ui.protocol.figures import Bars as Bars
from flasktutor.ui.protocol.figures import CourseMap as CourseMap
from flasktutor.ui.protocol.figures import MapStop as MapStop
from flasktutor.ui.protocol.keys import MISSED as MISSED
from flasktutor.ui.protocol.keys import MOVES as MOVES
from flasktutor.ui.protocol.keys import QUESTION as QUESTION
from flasktutor.ui.protocol.keys import Command as Command
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.contexts import Frame, Timeline
    from flasktutor.runner.protocol import ContextEvent


Tone = Literal["plain", "good", "bad", "note", "dim"]


@frozen
class Title:
    """Opens a step: whose it is, and where in it we are."""

    text: str
    place: str = ""


@frozen
class Prose:
    """Markdown to read."""

    text: str


@frozen
class Code:
    """Python, highlighted; `caption` says what it is."""

    text: str
    caption: str = ""


@frozen
class Output:
    """What a program printed, as it is; `caption` says whose output it is."""

    text: str
    caption: str = ""
    tone: Tone = "plain"


@frozen
class Note:
    """A sentence or two in Markdown that a tone sets apart."""

    text: str
    tone: Tone = "note"


@frozen
class CriterionLine:
    """A criterion with its tick or cross, and where they differ, what came and what should have.

    `instead` is a sentence that says what is so instead, with code in backquotes.
    """

    text: str
    state: Literal["passed", "failed", "not-reached"]
    expected: str = ""
    seen: str = ""
    note: str = ""
    instead: str = ""


@frozen
class Beside:
    """Two texts to compare, each under its caption."""

    left: Output | Code
    right: Output | Code


@frozen
class Listing:
    """Rows of cells under headings."""

    rows: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...] = ()


@frozen
class Paste:
    """Lines to copy from the screen, under a caption: each stays whole, nothing stands around."""

    lines: tuple[str, ...]
    caption: str


@frozen
class Contexts:
    """What was pushed when, in which thread, and what happened inside.

    One `beside` another is drawn narrower than one that stands alone.
    """

    timeline: Timeline
    beside: bool = False


@frozen
class Standing:
    """What is pushed in a thread, outermost first, and what the proxies resolve to there."""

    stack: tuple[Frame, ...]
    now: ContextEvent


Block = (
    Title
    | Prose
    | Code
    | Output
    | Note
    | CriterionLine
    | Beside
    | Listing
    | Paste
    | Contexts
    | Standing
    | CourseMap
    | Bars
)


@frozen
class Recording:
    """A recorded run to go through line by line; `sources` are the texts by file name.

    A `prologue` is a file that ran before the learner's own. `remarks` are what is known to be
    wrong, by the numbers of the events that show it. `title` tells it from others.
    """

    timeline: Timeline
    sources: Mapping[str, str]
    prologue: str = ""
    remarks: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""


@frozen(kw_only=True)
class Pause:
    """Waits for one key out of `keys`; the first of them is what Enter does."""

    keys: tuple[Command, ...]


@frozen(kw_only=True)
class Pick:
    """Waits for one option, or with `multi` for several.

    `chosen` are the options, by index, that an earlier try has chosen: they are marked so.
    A cursor stands on the option `at` first. `keep` is told what is marked when a key leads away.
    `about` is what is asked, in Markdown, and `below` what stands under it, for a screen that
    they have left meanwhile.
    """

    options: tuple[str, ...]
    keys: tuple[Command, ...] = ()
    about: str = ""
    below: tuple[Block, ...] = ()
    multi: bool = False
    chosen: tuple[int, ...] = ()
    at: int = 0
    keep: Callable[[tuple[int, ...]], None] | None = None


@frozen(kw_only=True)
class Ask:
    """Waits for a line of text; a line that is only a key's letter is that key.

    `about` is what is asked, in Markdown, and `below` what stands under it, for a screen that
    they have left meanwhile.
    """

    prompt: str
    keys: tuple[Command, ...] = ()
    about: str = ""
    below: tuple[Block, ...] = ()


@frozen(kw_only=True)
class Edit:
    """Waits for code, starting from `code`; `keep` gets whatever stands there at the end.

    What the editor itself offers of running, submitting and hints is what `keys` hold.
    """

    code: str
    keys: tuple[Command, ...] = ()
    keep: Callable[[str], None] = field(default=lambda code: None)


@frozen
class Sight:
    """What is so now, in blocks; `holds` says that all that is waited for does."""

    blocks: tuple[Block, ...]
    holds: bool = False


class Eyes(Protocol):
    """What looks whether something has come true outside of the screen.

    `look` and `stop` may be called from another thread than the rest.
    """

    @property
    def sight(self) -> Sight:
        """What was seen last; at the beginning, what there is to see."""

    def look(self, *, at_once: bool = False) -> bool:
        """Look where something may have changed, or `at_once`; True when there is a new sight."""

    def stop(self) -> None:
        """Let go of a look that is under way."""


@frozen(kw_only=True)
class Watch:
    """Waits until all holds, or for one of `keys`; the first of them looks at once, as Enter does.

    `task` are the blocks shown above it, which are to stay in sight where there is room.
    """

    eyes: Eyes
    keys: tuple[Command, ...]
    task: tuple[Block, ...] = ()


Question = Pause | Pick | Ask | Edit | Watch


@frozen
class Picked:
    """The options chosen, by index as shown."""

    indices: tuple[int, ...]


@frozen
class Typed:
    """A line of text."""

    text: str


@frozen
class Written:
    """Code, and what is wanted with it: a trial run, a verdict, or the other keys first."""

    code: str
    action: Literal["run", "submit", "menu"]


@frozen
class Held:
    """All that was watched for holds."""


Reply = Command | Picked | Typed | Written | Held
