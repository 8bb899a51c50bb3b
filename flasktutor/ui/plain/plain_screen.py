"""Owns the plain screen: lines in, lines out, for pipes, screen readers and CI."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TextIO

from flasktutor.language import _
from flasktutor.text import escape_line
from flasktutor.ui.plain import figures_lines, prose
from flasktutor.ui.protocol import glyphs, yes_or_no
from flasktutor.ui.protocol.blocks import (
    Ask,
    Bars,
    Beside,
    Block,
    Code,
    Command,
    Contexts,
    CourseMap,
    CriterionLine,
    Edit,
    Held,
    Listing,
    Note,
    Output,
    Paste,
    Pause,
    Pick,
    Picked,
    Prose,
    Question,
    Recording,
    Reply,
    Standing,
    Title,
    Typed,
    Watch,
    Written,
)
from flasktutor.ui.protocol.shown import shown
from flasktutor.ui.views import parted_lines
from flasktutor.ui.views.context_words import listed, stacked, stepped

SUBMIT, RUN = ".", ".run"
"""Lines that end code: for a verdict, and for a trial run."""


class Lines(Protocol):
    """Where answers come from, a line at a time; an empty text is the end."""

    def readline(self) -> str: ...


class PlainScreen:
    """Speaks in lines. Options are numbered; a line answers; an empty line goes on."""

    def __init__(self, source: Lines, out: TextIO) -> None:
        self._in = source
        self._out = out

    def show(self, *blocks: Block) -> None:
        for block in blocks:
            for line in lines_of(block):
                self._say(line)

    def show_before(self, question: Question, *blocks: Block, task: tuple[Block, ...]) -> None:
        self.show(*blocks)

    def fitting(self, *parts: tuple[Block, ...]) -> list[tuple[Block, ...]]:
        return [tuple(block for part in parts for block in part)]

    def ask(self, question: Question) -> Reply:
        question = shown(question)
        if isinstance(question, Pick):
            return self._pick(question)
        if isinstance(question, Ask):
            return self._typed(question)
        if isinstance(question, Edit):
            return self._edit(question)
        if isinstance(question, Watch):
            return self._watch(question)
        return self._pause(question)

    def confirm(self, question: str, *, default: bool) -> bool:
        (yes, no), enter = yes_or_no.words(), _("Enter")
        asked = escape_line(question)
        while True:
            text = self._read(f"{asked} ({yes}/{no}, {enter} = {yes if default else no})")
            if not text:
                return default
            if text.lower() in (yes, no, yes[0], no[0], "yes", "no", "y", "n"):
                return text.lower() in (yes, yes[0], "yes", "y")
            self.show(Note(yes_or_no.told(default), "dim"))

    def browse(self, *recordings: Recording) -> None:
        for recording in map(shown, recordings):
            if recording.title:
                self._say(recording.title)
            for line in stepped(recording.timeline, recording.sources):
                self._say(line)

    def busy(self, what: str) -> AbstractContextManager[object]:
        return nullcontext()

    def _watch(self, question: Watch) -> Reply:
        """Look when asked to: nothing is said in between, for lines cannot be taken back."""
        eyes, look = question.eyes, question.keys[0]
        try:
            is_new = eyes.look()
            while True:
                if is_new:
                    self.show(*eyes.sight.blocks)
                if eyes.sight.holds:
                    return Held()
                command = self._pause(Pause(keys=question.keys))
                if command is not look:
                    return command
                eyes.look(at_once=True)
                is_new = True
        finally:
            eyes.stop()

    def _pause(self, question: Pause) -> Command:
        first, *others = question.keys
        enter = _("Enter")
        prompt = f"[{enter}: {first.label}; {_keys(tuple(others))}]"
        while True:
            text = self._read(prompt)
            command = first if not text else Command.typed(text, question.keys)
            if command is not None:
                return command
            self._misunderstood(text)

    def _pick(self, question: Pick) -> Reply:
        for number, option in enumerate(question.options, 1):
            before = "  " + _("(chosen before)") if number - 1 in question.chosen else ""
            self._say(f"{number}. " + option.replace("\n", "\n   ") + before)
        prompt = _("Your answer, numbers with commas") if question.multi else _("Your answer")
        while True:
            text = self._read(f"{prompt} [{_keys(question.keys)}]:")
            command = Command.typed(text, question.keys)
            if command is not None:
                return command
            chosen = _chosen(text, len(question.options), question.multi)
            if chosen is not None:
                return Picked(chosen)
            self._misunderstood(text)

    def _typed(self, question: Ask) -> Reply:
        text = self._read(f"{question.prompt} [{_keys(question.keys)}]")
        return Command.typed(text, question.keys) or Typed(text)

    def _edit(self, question: Edit) -> Reply:
        self._say(_("The code now:"))
        for line in lines_of(Code(question.code)):
            self._say(line)
        prompt = _("Type your code; a line with only `.` ends it. Enter takes the code as it is")
        if Command.SUBMIT in question.keys:
            prompt = _(
                "Type your code; a line with only `.` ends it, `.run` only runs it. "
                "Enter takes the code as it is"
            )
        keys = f" [{_keys(question.keys)}]" if question.keys else ""
        first = self._read(f"{prompt}{keys}:", strip=False)
        command = Command.typed(first.strip(), question.keys)
        if command is not None and command is not Command.EDIT:
            return command
        if not first.strip():
            return Written(question.code, "submit")
        return self._code(first, question)

    def _code(self, line: str, question: Edit) -> Written:
        lines: list[str] = []
        try:
            while line.strip() not in (SUBMIT, RUN):
                lines.append(line)
                line = self._line()
        finally:
            # Also when the input ends in the middle of the code.
            code = "\n".join(lines) + "\n" if lines else question.code
            question.keep(code)
        return Written(code, "run" if line.strip() == RUN else "submit")

    def _misunderstood(self, text: str) -> None:
        if text:
            self._say(_("“{text}” is no answer here.").format(text=escape_line(text)))

    def _read(self, prompt: str, *, strip: bool = True) -> str:
        self._say(prompt)
        self._out.flush()
        line = self._line()
        return line.strip() if strip else line

    def _line(self) -> str:
        line = self._in.readline()
        if not line:
            raise EOFError
        return line.rstrip("\r\n")

    def _say(self, text: str) -> None:
        self._out.write(glyphs.shown(text, self._out.encoding) + "\n")


def lines_of(block: Block) -> Iterator[str]:
    """A block as lines of text, each group of them set off by an empty one."""
    block = shown(block)
    if isinstance(block, Title):
        yield ""
        yield f"== {block.text}" + (f" - {block.place}" if block.place else "")
    elif isinstance(block, Prose | Note):
        yield ""
        yield from list(prose.lines_of(block.text))[:-1]
    elif isinstance(block, Code | Output):
        yield ""
        yield (block.caption or _("Code")) + ":"
        yield from (f"    {line}" for line in block.text.rstrip("\n").split("\n"))
    elif isinstance(block, CriterionLine):
        yield from _criterion(block)
    elif isinstance(block, Beside):
        yield from lines_of(block.left)
        yield from lines_of(block.right)
    elif isinstance(block, Listing):
        yield from _rows(block)
    elif isinstance(block, Paste):
        yield ""
        yield f"{block.caption}:"
        yield from block.lines
    elif isinstance(block, Standing):
        yield from stacked(block.stack, block.now)
    else:
        yield ""
        yield from _pictured(block)


def _pictured(block: Contexts | CourseMap | Bars) -> Iterator[str]:
    """What a terminal draws, as lines."""
    if isinstance(block, Contexts):
        yield _("Contexts, as they happened:")
        yield from listed(block.timeline)
    else:
        yield from figures_lines.lines_of(block)


def _criterion(line: CriterionLine) -> Iterator[str]:
    signs = {"passed": _("met"), "failed": _("not met"), "not-reached": _("not reached")}
    yield f"- {signs[line.state]}: {line.text}"
    yield from (f"    {one}" for one in _compared(line))
    if line.instead:
        yield f"    {line.instead}"
    if line.note and line.state == "failed":
        yield f"    {line.note}"


def _compared(line: CriterionLine) -> Iterator[str]:
    if parted_lines.are_several(line.seen, line.expected):
        for label, rows in parted_lines.of(line.seen, line.expected):
            yield label
            yield from (f"  {row}" for row in rows)
        return
    if line.seen:
        yield _("came: {text}").format(text=line.seen)
    if line.expected:
        yield _("expected: {text}").format(text=line.expected)


def _rows(listing: Listing) -> Iterator[str]:
    if listing.headings:
        yield "  ".join(listing.headings)
    for row in listing.rows:
        yield "  ".join(row)


def _keys(keys: tuple[Command, ...]) -> str:
    return ", ".join(f"{command.key} {command.label}" for command in keys)


def _chosen(text: str, count: int, multi: bool) -> tuple[int, ...] | None:
    words = text.replace(",", " ").split()
    if not words or (len(words) > 1 and not multi):
        return None
    if not all(word.isdecimal() and len(word) < 4 and 1 <= int(word) <= count for word in words):
        return None
    return tuple(sorted({int(word) - 1 for word in words}))
