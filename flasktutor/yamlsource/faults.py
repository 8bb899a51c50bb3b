"""Owns what is said of text that is no YAML, to people who know little of YAML."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence

import yaml

from flasktutor.language import _, later
from flasktutor.values import frozen
from flasktutor.yamlsource.nodes import RefusedError
from flasktutor.yamlsource.text import lines

Place = tuple[int, int]
"""Line and column, from 1."""

_BEGINS = later("a text cannot begin with “{it}”; put it in quotes")
_BLOCK_MISSING = later("a text cannot begin with “{it}”: put `|` behind the `:` of the line above")
_MISFIT = later("this does not fit here: compare the indentation with the lines above")
_ESCAPE = later("in double quotes `\\` begins an escape; write `\\\\`, or use single quotes")
_UNSPACED = later("a space is missing after this `:`")
_NO_NAME = later("`name: value` is expected here, and there is no `: `")

_TEACHING = (
    ("escape", False, _ESCAPE),
    ("hexdecimal", False, _ESCAPE),
    ("hexadecimal", False, _ESCAPE),
    ("a quoted scalar", True, later("this quote is never closed")),
    ("expected ':'", False, _NO_NAME),
    ("an alias", True, _BEGINS),
    ("an anchor", True, _BEGINS),
    ("tag", False, later("`!` begins a tag, which lessons do not use; quote the text")),
    ("start any token", False, _BEGINS),
    ("node content", False, _BEGINS),
    ("mapping keys", False, _BEGINS),
    ("a block scalar", False, later("after `|` or `>` the text begins on the next line")),
    ("mapping values", False, later(
        "`: ` cannot stand here: quote a text that holds it, or mend the line's indentation"
    )),
    ("sequence entries", False, later("a list starts on a line of its own, below its name")),
    ("block collection", False, later(
        "a list goes on with `- ` in the column where it began; what belongs to an item "
        "is indented deeper"
    )),
)  # fmt: skip
"""What a part of the parser's message means, whether to point at where it began, and our words."""

_BRACKETS = {
    "[": later(
        "this `[` begins a list: it needs a `]` at its end and commas between its values; "
        "a text that begins with `[` is put in quotes"
    ),
    "{": later(
        "this `{{` begins `name: value` pairs: it needs a `}}` at their end and commas between "
        "them; a text that begins with `{{` is put in quotes"
    ),
}


def explained(error: yaml.MarkedYAMLError, text: str, opened: Sequence[Place]) -> RefusedError:
    """`error` in words that help; `opened` tells where what has not ended began."""
    why = " ".join(filter(None, (error.context, error.problem)))
    at, began = _place(error.problem_mark), _place(error.context_mark)
    here = at or began or (1, 1)
    if "expected ':'" in why:
        here = began or here
    fault = _Fault(why, here, began or here, lines(text), opened)
    for look in _LOOKS:
        found = look(fault)
        if found is not None:
            (line, column), said = found
            return RefusedError(line, column, _(said).format(it=fault.character(line, column)))
    return RefusedError(*here, _(_MISFIT))


def _place(mark: yaml.Mark | None) -> Place | None:
    return (mark.line + 1, mark.column + 1) if mark else None


@frozen
class _Fault:
    """What the parser said, where it gave up, where what it was reading began, and the text."""

    why: str
    at: Place
    began: Place
    lines: list[str]
    opened: Sequence[Place]

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def character(self, line: int, column: int) -> str:
        return self.line(line)[column - 1 : column]

    def above(self) -> int:
        """The line before, without those that say nothing; 0 where there is none."""
        numbers = range(self.at[0] - 1, 0, -1)
        return next((n for n in numbers if not _SILENT.fullmatch(self.line(n))), 0)


_Found = tuple[Place, str] | None
_SILENT = re.compile(r"\s*(#.*)?")
_BLOCK = re.compile(r"(?P<indent> *)(.*:|-) +[|>][-+0-9]*\s*(#.*)?")
_NAMED = re.compile(r" *(?:- +)*[^ \t:#'\"{\[&*!|>%@`-][^:]*:(?=[^ \t])")
_KEY_FIRST = re.compile(r" *(?:- +)*[^ :]*")
_ENCLOSED = re.compile(r" *(?:- +)*(?:[^:]+: +)?['\"\[{]")
_BARE = re.compile(r" *(?:- +)*[a-z]+: *")


def _tab(fault: _Fault) -> _Found:
    if fault.character(*fault.at) == "\t" or "tab character" in fault.why:
        return fault.at, later("a tab stands here; indent with spaces")
    return None


def _open_bracket(fault: _Fault) -> _Found:
    """A `[` or `{` that the rest of the file, or too much of it, was read into."""
    begun = fault.began if "flow" in fault.why else fault.at
    if fault.character(*begun) in _BRACKETS and "node" not in fault.why:
        begun = _outermost(fault) or begun
        return begun, _BRACKETS[fault.character(*begun)]
    outer = _outermost(fault)
    if outer is None or "quoted" in fault.why or "escape" in fault.why:
        return None
    if fault.at[0] > outer[0] or not fault.character(*fault.at):
        return outer, _BRACKETS[fault.character(*outer)]
    return None


def _outermost(fault: _Fault) -> Place | None:
    """The first bracket that is open: to mend one in it would only lead to the next fault."""
    return next((p for p in fault.opened if fault.character(*p) in _BRACKETS), None)


def _stray_bracket(fault: _Fault) -> _Found:
    if fault.character(*fault.at) in ("]", "}"):
        return fault.at, later(
            "this `{it}` closes nothing; put a text that begins with it in quotes"
        )
    return None


def _directive(fault: _Fault) -> _Found:
    if "directive" not in fault.why and "document" not in fault.why:
        return None
    numbers = range(min(fault.at[0], len(fault.lines)), 0, -1)
    line = next((n for n in numbers if fault.line(n).startswith("%")), None)
    said = later("`%` begins a directive, which lessons do not use; remove the line")
    return ((line, 1), said) if line else None


def _end_mark(fault: _Fault) -> _Found:
    if fault.line(fault.above()).startswith("...") and "document" in fault.why:
        return fault.at, later("`...` ended the file above; nothing may follow it")
    return None


def _block_text(fault: _Fault) -> _Found:
    """A text after `|` that is not indented."""
    head = _BLOCK.fullmatch(fault.line(fault.above()))
    line = fault.line(fault.at[0])
    if head and len(line) - len(line.lstrip(" ")) <= len(head["indent"]):
        said = later("a text after `|` or `>` is indented deeper than its name")
        return (fault.at[0], 1), said
    return None


def _too_late(fault: _Fault) -> _Found:
    """More text behind a closing quote or bracket."""
    before = fault.line(fault.at[0])[: fault.at[1] - 1].rstrip()
    if "quoted" in fault.why or "flow" in fault.why or len(before) < 2:
        return None
    if "mapping values" in fault.why and not _ENCLOSED.match(before):
        return None  # what is quoted there is part of a plain text, as code on one line
    if before.endswith(("'", '"')):
        if opened := _opened_above(fault):
            return opened, later("this quote is not closed on its line, and the next one ended it")
        said = later(
            "the quoted text has ended before this; put a text that holds such a quote "
            "in the other quotes, or below its name after `|`"
        )
        return fault.at, said
    if before.endswith(("]", "}")):
        return fault.at, later("the brackets have closed before this; put the whole in quotes")
    return None


def _opened_above(fault: _Fault) -> Place | None:
    """Where the quoted text began that ended just before, if on another line."""
    last: Place | None = None
    with contextlib.suppress(yaml.YAMLError):
        for token in yaml.scan("\n".join(fault.lines), Loader=yaml.SafeLoader):
            at = token.start_mark.line + 1, token.start_mark.column + 1
            if at >= fault.at:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                last = at
    return last if last and last[0] < fault.at[0] else None


def _unspaced(fault: _Fault) -> _Found:
    """A `name:value`, at which the parser gives up here or on the next line."""
    if "expected ':'" in fault.why:
        return _space_missing(fault, fault.at[0])
    line, column = fault.at
    if "mapping values" not in fault.why or not _KEY_FIRST.fullmatch(
        fault.line(line)[: column - 1]
    ):
        return None
    above = fault.above()
    return _space_missing(fault, above) or _nameless(fault, above)


def _space_missing(fault: _Fault, line: int) -> _Found:
    named = _NAMED.match(fault.line(line))
    if named and ": " not in fault.line(line):
        return (line, named.end()), _UNSPACED
    return None


def _nameless(fault: _Fault, line: int) -> _Found:
    """A line without a name, as deep as the one that follows it."""
    text, below = fault.line(line), fault.line(fault.at[0])
    indent = len(text) - len(text.lstrip(" "))
    if line and ":" not in text and indent == len(below) - len(below.lstrip(" ")):
        return (line, indent + 1), _NO_NAME
    return None


def _dash(fault: _Fault) -> _Found:
    if re.match(r"-(?=\s|$)", fault.line(fault.at[0])[fault.at[1] - 1 :]) and (
        "block mapping" in fault.why or "document" in fault.why or "collection" in fault.why
    ):
        said = later(
            "this `- ` does not fit here: a list stands below a name without a value, "
            "each `- ` in the same column"
        )
        return fault.at, said
    return None


def _no_name(fault: _Fault) -> _Found:
    if fault.character(*fault.at) == ":" and "mapping values" not in fault.why:
        return fault.at, later("a name is missing before this `:`")
    return None


def _no_block(fault: _Fault) -> _Found:
    """A text of lines of its own below a name, without the `|` behind it."""
    line, above = fault.line(fault.at[0]), fault.line(fault.above())
    stands_first = not line[: fault.at[1] - 1].strip()
    if stands_first and _BARE.fullmatch(above) and "token" in fault.why:
        return fault.at, _BLOCK_MISSING
    return None


def _table(fault: _Fault) -> _Found:
    for part, from_start, said in _TEACHING:
        if part in fault.why:
            return (fault.began if from_start else fault.at), said
    return None


_LOOKS: tuple[Callable[[_Fault], _Found], ...] = (
    _tab,
    _directive,
    _open_bracket,
    _stray_bracket,
    _end_mark,
    _block_text,
    _too_late,
    _unspaced,
    _dash,
    _no_name,
    _no_block,
    _table,
)
"""What to look for, the surest sign first."""
