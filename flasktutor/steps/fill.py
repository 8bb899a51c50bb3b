"""Owns the `fill` step: blanks in code, graded by running what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flasktutor.language import _
from flasktutor.schema import Code, Report
from flasktutor.steps.base import Answer, Proof
from flasktutor.steps.exercise import Exercise

BLANK = re.compile(r"_{4,}")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\n": " "})


@dataclass(frozen=True, kw_only=True)
class FillStep(Exercise):
    """Code with blanks (`____`); each entry of `accept` fills them all."""

    kind: ClassVar[str] = "fill"
    reviewable: ClassVar[bool] = True

    code: Code
    """Code with blanks: `____`."""
    accept: tuple[tuple[str, ...], ...]
    """Right answers; with several blanks, a list of texts for each answer."""

    def check(self, report: Report) -> None:
        super().check(report)
        if not self.blanks():
            report("code", _("there is no blank (`____`) in it"))
        if not self.accept:
            report("accept", _("name at least one right answer"))
        for answer in self.accept:
            if len(answer) != self.blanks():
                text = _("{n} blanks stand in the code, but {m} texts here")
                report("accept", text.format(n=self.blanks(), m=len(answer)))

    def blanks(self) -> int:
        """How many blanks there are."""
        return len(BLANK.findall(self.code))

    def source_of(self, answer: Answer) -> str:
        texts = iter(answer if isinstance(answer, tuple) else (answer or "",))
        rest = BLANK.split(self.code)
        source = rest[0]
        for after in rest[1:]:
            source += tidy(str(next(texts, "")), source, after) + after
        return source

    def model_answer(self) -> Answer:
        return self.accept[0]

    def proofs(self, setup: str) -> Iterator[Proof]:
        empty = self.source_of(("",) * self.blanks())
        yield self.must_fail(setup, empty, "code", _("an empty answer"))
        for answer in self.accept:
            text = _("the answer {text}").format(text=", ".join(answer))
            yield self.must_pass(setup, self.source_of(answer), "accept", text)
        yield from super().proofs(setup)


def tidy(typed: str, before: str, after: str) -> str:
    """`typed` without typographic quotes and without what already stands around the blank.

    Someone who types `app.app_context()` where `app.____():` stands has answered
    rightly; only what the code repeats is taken off.
    """
    text = typed.translate(_STRAIGHT).strip().strip("`")
    line_before = before.rsplit("\n", 1)[-1].lstrip()
    line_after = after.split("\n", 1)[0].rstrip()
    for cut in range(len(line_after), 0, -1):
        if text.endswith(line_after[:cut]) and not _needs(text, line_after[:cut]):
            text = text[:-cut]
            break
    for start in range(len(line_before)):
        repeated = line_before[start:]
        if len(repeated) > 1 and text.startswith(repeated) and len(text) > len(repeated):
            return text[len(repeated) :]
    return text


def _needs(text: str, ending: str) -> bool:
    """Whether brackets or quotes of `text` itself would be torn apart by cutting `ending`."""
    kept = text[: len(text) - len(ending)]
    pairs = (("(", ")"), ("[", "]"), ("{", "}"))
    torn = any(kept.count(left) > kept.count(right) for left, right in pairs)
    return torn or kept.count('"') % 2 == 1 or kept.count("'") % 2 == 1 or not kept
