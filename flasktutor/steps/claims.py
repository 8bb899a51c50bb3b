"""Owns the claims that a step makes: sentences, each with the code that proves it."""

from __future__ import annotations

import ast
import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from flasktutor import patterns
from flasktutor.checks import ending, output_lines, same_output, shorten
from flasktutor.language import _
from flasktutor.schema import Code, Key, Printed, Report, Spec, Words
from flasktutor.snippets import ContextSpec
from flasktutor.steps.versions import holds, is_specifier
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult

_BULLET = re.compile(r"(?:[-*+]|[0-9]+[.)]) +")


@frozen(kw_only=True)
class Claim(Spec):
    """A sentence that the step states, and code whose run proves it."""

    says: Words
    """The sentence that is claimed."""
    code: Code
    """Code that shows it, run as it stands."""
    prints: Printed | None = None
    """All that the code prints."""
    raises: str | None = None
    """The type of the exception that the code ends with."""
    bullets: tuple[int, ...] = ()
    """Which bullets of the step's body rest on it, counted from 1."""
    ideas: tuple[Key, ...] = ()
    """The ideas of `course.yaml` that it proves."""
    flask: str = ""
    """The versions of Flask that it holds for, as pip writes them: `<3.2`."""
    context: ContextSpec = ContextSpec(kind="none")
    """What is pushed around the code; nothing unless given."""
    setup: bool = True
    """`false` when the lesson's setup shall not stand before the code."""

    def check(self, report: Report) -> None:
        if not self.code:
            report("code", _("write the code that proves it"))
        if not (self.prints or "").strip() and self.raises is None:
            text = _("a claim needs something to be seen: `prints` with a text, or `raises`")
            report("prints", text)
        if not is_specifier(self.flask):
            report("flask", _('write versions as pip does, such as "<3.2"'))

    def holds_for(self, flask_version: str) -> bool:
        """Whether this is claimed of that version of Flask."""
        return holds(self.flask, flask_version)

    def request(self, setup: str) -> RunRequest:
        """The run that proves it."""
        from flasktutor.runner.protocol import RunRequest

        return RunRequest(
            source=self.code,
            setup=setup if self.setup else "",
            context=self.context.as_context(),
        )

    def complaint(self, result: RunResult) -> tuple[str, str, int]:
        """What `result` shows to be untrue, or nothing; in which field, and which line of it."""
        if self.raises is None and _only_prints(self.code):
            return _("this prints what is written in it, whatever Flask does"), "code", 0
        seen = untrue(result, self.prints, self.raises)
        text = _("the claim “{says}” is not proved: {seen}")
        told = text.format(says=shorten(self.says), seen=seen) if seen else ""
        return told, *blamed(result, self.prints, self.raises)


def blamed(result: RunResult, prints: str | None, raises: str | None) -> tuple[str, int]:
    """The field of which `untrue` tells, and which line of it."""
    raised = result.exception
    if raises is not None and (raised is None or raised.type != raises):
        return "raises", 0
    if raises is None and result.outcome != "ok":
        return "code", raised.line if raised and raised.where == "snippet" else 0
    if prints is None or same_output(result.stdout, prints):
        return "code", 0
    number, _seen, said = _first_difference(result.stdout, prints)
    return "prints", number if said is not None else 0


def untrue(result: RunResult, prints: str | None, raises: str | None) -> str:
    """What is untrue of a run that is said to print these lines, or to end with this exception."""
    if raises is not None:
        raised = result.exception.type if result.exception else ""
        if not raised:
            return _("ends without an error; {said} was claimed").format(said=raises)
        if raised != raises:
            return _("raises {seen}, not {said}").format(seen=raised, said=raises)
    elif result.outcome != "ok":
        return _("does not run to its end: {why}").format(why=ending(result))
    if prints is not None and not same_output(result.stdout, prints):
        return _differing(result.stdout, prints)
    return ""


def bullets(body: str) -> tuple[str, ...]:
    """The bullets of a Markdown text, each on one line; what is indented below one is its part."""
    found: list[list[str]] = []
    inside = False
    for line in body.splitlines():
        marker = _BULLET.match(line)
        if marker:
            found.append([line[marker.end() :]])
        elif inside and line[:1] == " ":
            found[-1].append(line)
        inside = bool(marker or (inside and line[:1] in ("", " ")))
    return tuple(" ".join(" ".join(lines).split()) for lines in found)


def _only_prints(code: str) -> bool:
    """Whether nothing stands in `code` that could be otherwise: `print("True")`."""
    names = patterns.names(code) | _names(code)
    return bool(code) and patterns.tree(code) is not None and names <= {"print"}


def _names(code: str) -> set[str]:
    whole = patterns.tree(code)
    nodes = ast.walk(whole) if whole else ()
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _first_difference(printed: str, claimed: str) -> tuple[int, str | None, str | None]:
    """The first line, from 1, in which two outputs differ, and what stands there in each."""
    pairs = zip_longest(output_lines(printed), output_lines(claimed))
    return next((n, one, other) for n, (one, other) in enumerate(pairs, 1) if one != other)


def _differing(printed: str, claimed: str) -> str:
    """Where two outputs part, in words."""
    seen, said = output_lines(printed), output_lines(claimed)
    number, one, other = _first_difference(printed, claimed)
    if one is None:
        text = _("prints no line {number}; {said!r} was claimed")
        return text.format(number=number, said=other)
    if other is None:
        text = _("prints a line {number} that is not claimed: {seen!r}")
        return text.format(number=number, seen=shorten(one))
    if len(seen) == len(said) == 1:
        return _("prints {seen!r}, not {said!r}").format(seen=shorten(one), said=other)
    text = _("prints {seen!r} in line {number}, not {said!r}")
    return text.format(number=number, seen=shorten(one), said=other)
