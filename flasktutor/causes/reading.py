"""Owns finding errors in pasted text: tracebacks of every kind, logs, pytest's output."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from flasktutor.causes.cleaning import clean
from flasktutor.causes.frames import own_place
from flasktutor.causes.model import CodePlace, FoundError
from flasktutor.causes.stated import flask_version

_FILE = re.compile(r'^\s*File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<name>.+))?$')
_PYTEST_PLACE = re.compile(r"^(?P<file>[^\s:][^:\n]*\.py):(?P<line>\d+): (?P<name>.*)$")
# A printed warning begins with a place, too, but nothing was raised there.
_NOTE = re.compile(r"^(?:[^\s:][^\n]*?:\d+: )?\w*Warning: |^\[notice\] ")
_IPYTHON_PLACE = re.compile(
    r"^(?:File )?(?P<file>[^\s:][^:\n]*\.py|Cell In\[\d+\])(?:, line |:)(?P<line>\d+)"
)
_ERROR = re.compile(
    r"^(?:E\s+)?(?P<type>(?:[A-Za-z_]\w*\.)*"
    r"(?:[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|NotFound|Group|Iteration|Undefined)\w*"
    r"|[a-z_]\w*\.[A-Z]\w+|BuildError|BadRequest|Forbidden|NotFound|MethodNotAllowed"
    r"|HTTPException|TemplatesNotFound|Abort|Exception))"
    r"(?:: ?(?P<message>.*))?$"
)
_INDENTED_ERROR = re.compile(r"^[ \t]+(?=[\w.]*(?:Error|Exception): )", re.MULTILINE)
_SUMMARY = re.compile(
    r"^(?:FAILED|ERROR) (?P<file>[^\s:]+\.py)(?:::(?P<name>\S+))?(?: - (?P<rest>.+))?$"
)
_TEST_TITLE = re.compile(r"^_{3,} (?:ERROR at \w+ of )?(?P<name>\S+) _{3,}$")
_HINT = re.compile(
    r"\. Did you (?:mean:? '[^'\n]*'(?: instead of '[^'\n]*')?\?"
    r"(?: Or did you forget to import '[^'\n]*'\??)?|forget to import '[^'\n]*'\??)$"
)
_DIRECT = "The above exception was the direct cause of the following exception:"
_DURING = "During handling of the above exception, another exception occurred:"


@dataclass
class Block:
    """One traceback: its frames from the outside in, and the error that ended it."""

    places: list[CodePlace] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    type: str = ""
    message: str = ""
    causes_next: bool = False  # "direct cause": the next block only wraps this one
    handled: bool = False  # "during handling": it was caught, and then another was raised
    own: CodePlace | None = None  # the learner's own line, of this traceback or of its chain

    def take(self, line: str, place: CodePlace | None, error: tuple[str, str] | None) -> None:
        """Add a line, with what was read in it."""
        continues = self.lines[-1:] != [""] and line[:1] not in ("", " ")
        self.lines.append(line)
        if place:
            self.places.append(place)
        if error:
            self.type, self.message = error
        elif self.type and not place and continues and not _NOTE.match(line):
            self.message += "\n" + line.removeprefix("E").strip()

    def as_error(self, flask: str, *, last: bool) -> FoundError:
        own = own_place(self.places) or self.own
        title = _TEST_TITLE.match(self.lines[0]) if self.lines else None
        if own and title:  # pytest names the test above its lines, not beside them
            own = replace(own, name=own.name or title["name"].rpartition(".")[2])
        message, hint = without_hint(self.message)
        return FoundError(
            type=self.type.rpartition(".")[2],
            message=message,
            hint=hint,
            place=own,
            context="\n".join(self.lines),
            places=tuple(self.places),
            handled=self.handled,
            last=last,
            flask=flask,
        )


def without_hint(message: str) -> tuple[str, str]:
    """`message` as it was raised, and what Python adds where it prints it: what may be meant.

    With it or without, the same name is not there.
    """
    first, *rest = message.split("\n")
    found = _HINT.search(first)
    if not found:
        return message, ""
    return "\n".join([first[: found.start()], *rest]), found[0]


def read_place(trace: str) -> CodePlace | None:
    """The innermost line of the learner's own that the text of a traceback names."""
    return own_place(read_places(trace))


def read_places(trace: str) -> tuple[CodePlace, ...]:
    """Every line of code that the text of a traceback names, from the outside in."""
    lines = trace.split("\n")
    return tuple(place for number in range(len(lines)) if (place := _place(lines, number)))


def read_errors(text: str, flask: str = "") -> list[FoundError]:
    """The errors in `text`, the likeliest root first.

    Of a chain, what was the direct cause comes before what wraps it; what was
    raised while another error was being handled comes before that other error. The
    `last` stands at the end of what it was directly caused by. `flask` is the version of
    Flask where it is known; else what the text states counts.
    """
    plain = clean(text)
    blocks = _raised(plain) or _raised(_INDENTED_ERROR.sub("", plain))
    blocks = _without_echoes(blocks)
    _mark_handled(blocks)
    ordered: list[Block] = []
    for chain in reversed(_chains(blocks)):
        ordered += chain
    flask = flask or flask_version(plain)
    # One without frames may be a line of the message before it.
    last = next((block for block in reversed(blocks) if block.places), None)
    return [block.as_error(flask, last=block is last) for block in ordered]


def read_lead(text: str, line: str) -> CodePlace | None:
    """The learner's own line in the chain of tracebacks that `line` of a clean `text` leads to."""
    after = text.partition(line)[2].lstrip()
    if not after.startswith("Traceback (most recent call"):
        return None
    blocks = list(_blocks(after.split("\n")))
    _give_own_lines(blocks)
    return blocks[0].own


def _raised(text: str) -> list[Block]:
    blocks = list(_blocks(text.split("\n")))
    _give_own_lines(blocks)
    return [block for block in blocks if block.type]


def _give_own_lines(blocks: Sequence[Block]) -> None:
    """Give each of a chain the innermost own line of all: no other traceback tells of them."""
    chain: list[Block] = []
    for block in blocks:
        chain.append(block)
        if not (block.causes_next or block.handled):
            own = own_place([place for one in chain for place in one.places])
            for one in chain:
                one.own = own
            chain = []


def _without_echoes(blocks: list[Block]) -> list[Block]:
    """Leave out warnings that were only printed and a server's own end, unless that is all."""
    raised = [
        block
        for block in blocks
        if (block.places or not block.type.endswith("Warning"))
        and not block.type.endswith("HaltServer")
    ]
    return raised or blocks


def _mark_handled(blocks: Sequence[Block]) -> None:
    """Mark also what led to a caught error."""
    for earlier, block in zip(reversed(blocks[:-1]), reversed(blocks), strict=False):
        earlier.handled |= block.handled and earlier.causes_next


def is_cut_off(text: str) -> bool:
    """Whether `text` holds frames of a traceback but not the error they led to."""
    blocks = list(_blocks(clean(text).split("\n")))
    return bool(blocks) and not any(block.type for block in blocks) and bool(blocks[-1].places)


def has_traceback(text: str) -> bool:
    """Whether `text` holds a whole traceback, from its frames to its error."""
    return any(block.type and block.places for block in _blocks(clean(text).split("\n")))


def _chains(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in groups joined by "direct cause", each from the root outwards."""
    chains: list[list[Block]] = []
    joined = False
    for block in blocks:
        if joined:
            chains[-1].append(block)
        else:
            chains.append([block])
        joined = block.causes_next
    return chains


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    block = Block()
    for number, line in enumerate(lines):
        if line.strip() == _DIRECT:
            block.causes_next = True
            continue
        block.handled |= line.strip() == _DURING
        if block.type and _SUMMARY.match(line):
            continue  # pytest only repeats at the end what it has shown in full
        place, error = _place(lines, number), _error(line)
        if _begins_anew(line, block) or (block.type and (error or _FILE.match(line))):
            yield block
            block = Block()
        block.take(line, place, error)
    yield block


def _begins_anew(line: str, block: Block) -> bool:
    starts = line.lstrip("|+- ").startswith(
        ("Traceback (most recent call", "Exception Group Trace")
    )
    # pytest names its tests in lines of underscores, and parts a chain with `_ _ _`-less rules.
    return bool(block.lines) and (starts or line.strip() == _DURING or line.startswith("_____"))


def _place(lines: Sequence[str], number: int) -> CodePlace | None:
    line = lines[number]
    summary = _SUMMARY.match(line)
    if summary and summary["name"]:
        return CodePlace(file=summary["file"], name=summary["name"].rpartition("::")[2])
    found = _FILE.match(line) or _PYTEST_PLACE.match(line) or _IPYTHON_PLACE.match(line)
    if not found or _NOTE.match(line):
        return None
    name = found.groupdict().get("name") or ""
    if _PYTEST_PLACE.match(line):
        name = name.removeprefix("in ") if name.startswith("in ") else ""
    code = _code(lines, number)
    return CodePlace(file=found["file"], line=int(found["line"]), code=code, name=name)


def _code(lines: Sequence[str], number: int) -> str:
    """The line of code that belongs to the place named in line `number`."""
    if _FILE.match(lines[number]) or "in " in lines[number]:
        after = lines[number + 1] if number + 1 < len(lines) else ""
        return after.strip() if after.startswith(("    ", "\t")) else ""
    for line in reversed(lines[max(0, number - 12) : number]):  # pytest marks it above, with `>`
        if line.startswith(">"):
            return line[1:].strip()
    return ""


def _error(line: str) -> tuple[str, str] | None:
    """The type and the first line of the message, if `line` names an error."""
    summary = _SUMMARY.match(line)
    found = _ERROR.match((summary["rest"] or "") if summary else line)
    if not found or "Traceback (most recent call" in line:
        return None
    return found["type"], (found["message"] or "").strip()
