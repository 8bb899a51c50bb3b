"""Owns the `fill` step: blanks in code, graded by running what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from flasktutor.checks import bare
from flasktutor.language import _
from flasktutor.schema import Code, Report
from flasktutor.steps.base import Answer, Proof, Verdict
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.varied import VariedStep
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult

BLANK = re.compile(r"_{4,}")
GUESSED = 0.1
"""How likely a blank is filled rightly by a guess: an estimate, for the code around tells much."""
_TEXT = re.compile(r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\"""")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\n": " "})


@frozen(kw_only=True)
class FillStep(VariedStep, Exercise):
    """Code with blanks (`____`); each entry of `accept` fills them all."""

    kind: ClassVar[str] = "fill"
    solved_in: ClassVar[str] = "accept"
    reviewable: ClassVar[bool] = True
    templates: ClassVar[tuple[str, ...]] = (
        *VariedStep.templates, "code", "accept", "prints", "raises",
    )  # fmt: skip

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
        if self.vary and (self.mistakes or self.checks):
            name = "mistakes" if self.mistakes else "checks"
            report(name, _("with `vary` the run of the first answer says what is right"))
        for answer in self.accept:
            if self.blanks() and len(answer) != self.blanks():
                text = _("blanks in the code: {n}; texts to fill them: {m}")
                report("accept", text.format(n=self.blanks(), m=len(answer)))

    @property
    def guess(self) -> float:
        return GUESSED

    def is_checked(self) -> bool:
        return bool(self.vary) or super().is_checked()

    def blanks(self) -> int:
        """How many blanks there are."""
        return len(BLANK.findall(self.code))

    def shown_code(self) -> str:
        """The code as it is shown: with its blanks numbered where there are several."""
        if self.blanks() == 1:
            return self.code
        numbers = iter(range(1, self.blanks() + 1))
        return BLANK.sub(lambda _blank: f"__{next(numbers)}__", self.code)

    def source_of(self, answer: Answer) -> str:
        return "".join(self._pieces(answer))

    def _pieces(self, answer: Answer) -> list[str]:
        """The code and what fills its blanks, by turns."""
        texts = iter(answer if isinstance(answer, tuple) else (answer or "",))
        rest = BLANK.split(self.code)
        pieces = rest[:1]
        for after in rest[1:]:
            pieces += (tidy(str(next(texts, "")), "".join(pieces), after), after)
        return pieces

    def right_blanks(self, answer: tuple[str, ...]) -> frozenset[int]:
        """Which blanks, from 0, are filled as in the right answer that is nearest to this one."""
        typed = self._pieces(answer)[1::2]
        accepted = (self._pieces(one)[1::2] for one in self.accept)
        alike = (
            frozenset(n for n, text in enumerate(typed) if text == right[n]) for right in accepted
        )
        return max(alike, key=len)

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        verdict = super().grade(answer, result)
        if verdict.right or verdict.fault or not self._is_spaced(answer):
            return verdict
        text = _("That is a right answer but for its spaces: they count here.")
        return replace(verdict, message=text, belief=None)

    def _is_spaced(self, answer: Answer) -> bool:
        """Whether it is one that is accepted, but for spaces in it."""
        given = answer if isinstance(answer, tuple) else (answer or "",)
        typed = tuple(str(text).strip() for text in given)
        alike = (tuple(map(bare, accepted)) for accepted in self.accept)
        return typed not in self.accept and tuple(map(bare, typed)) in alike

    def model_answer(self) -> Answer:
        return self.accept[0]

    def why_no_answer(self, source: str) -> str:
        around = list(map(re.escape, BLANK.split(self.code)))
        # Where blanks could be parted otherwise, the shortest and the longest are tried.
        tried = [re.fullmatch(blank.join(around), source) for blank in ("(.*?)", "(.*)")]
        typed = [found.groups() for found in tried if found]
        if not typed:
            return _("what stands around the blanks is otherwise than in `code`")
        if source not in map(self.source_of, typed):
            return _("typed into the blanks it becomes another program")
        return ""

    def proofs(self, setup: str) -> Iterator[Proof]:
        empty = self.source_of(("",) * self.blanks())
        yield self.must_fail(setup, empty, "code", _("an empty answer"))
        for answer in self.accept[1:]:
            text = _("the answer {text}").format(text=", ".join(answer))
            yield self.must_pass(setup, self.source_of(answer), "accept", text)
        yield from super().proofs(setup)


def tidy(typed: str, before: str, after: str) -> str:
    """`typed` without typographic quotes and without what already stands around the blank.

    Someone who types `app.app_context()` where `app.____():` stands has answered
    rightly; only what the code repeats is taken off, and only in whole words.
    """
    text = typed.translate(_STRAIGHT).strip().strip("`").strip()
    before, after = before.rsplit("\n", 1)[-1].lstrip(), after.split("\n", 1)[0].rstrip()
    quote, inner = text[:1], text[1:-1]
    quoted = quote in ("'", '"') and quote == text[-1:]
    # With more of its kind inside, it is the code around that was typed as well.
    if _in_quotes(before, after) and quoted and quote not in inner:
        return inner
    kept = (
        text[len(front) : len(text) - len(back)].strip()
        for front in _repeated_before(text, before)
        for back in _repeated_after(text, after)
        if len(front) + len(back) < len(text)
    )
    return next(filter(_whole, kept), text)


def _in_quotes(before: str, after: str) -> bool:
    return before[-1:] == after[:1] and before[-1:] in ("'", '"')


def _repeated_before(text: str, before: str) -> Iterator[str]:
    """What `text` begins with of the code before the blank, the longest first; then nothing."""
    # A single bracket or quote may be the answer's own; a dot never is.
    single = before.endswith(".")
    for start in range(len(before) - (not single)):
        torn = start > 0 and _is_name(before[start - 1]) and _is_name(before[start])
        if not torn and text.startswith(before[start:]):
            yield before[start:]
    yield ""


def _repeated_after(text: str, after: str) -> Iterator[str]:
    for end in range(len(after), 0, -1):
        torn = end < len(after) and _is_name(after[end - 1]) and _is_name(after[end])
        if not torn and text.endswith(after[:end]):
            yield after[:end]
    yield ""


def _is_name(character: str) -> bool:
    return character.isalnum() or character == "_"


def _whole(text: str) -> bool:
    """Whether `text` is something, and no bracket or quote in it lacks its other half."""
    bare = _TEXT.sub("", text)
    opened = []
    for character in bare:
        if character in _PAIRS:
            opened.append(_PAIRS[character])
        elif character in _PAIRS.values() and (not opened or opened.pop() != character):
            return False
    return bool(text) and not opened and not {"'", '"'} & set(bare)
