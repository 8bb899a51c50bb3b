"""Owns what all step kinds share: their common fields, verdicts, and proofs for `lessons check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from flasktutor.checks import Mark, ending, same_output
from flasktutor.language import _
from flasktutor.runner.protocol import Probe, RunRequest, RunResult
from flasktutor.schema import Key, Reader, Report, Spec, Words, unknown_key
from flasktutor.snippets import ContextSpec
from flasktutor.yamlsource import Mapping, Node, Scalar

Answer = str | tuple[int, ...] | tuple[str, ...] | None
"""What a learner answers: code, chosen options or lines by index, texts for blanks, or nothing."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is said of an answer.

    `message` teaches: the chosen option's why, or a known mistake's explanation.
    `belief` is the idea (by key) that a wrong answer stands for. `fault` is set
    when the lesson, not the learner, is wrong.
    """

    right: bool
    message: str = ""
    marks: tuple[Mark, ...] = ()
    belief: str | None = None
    fault: str = ""


@dataclass(frozen=True)
class Proof:
    """Runs that `lessons check` makes, and what has to hold of them.

    `complaint` gets a result for each request and returns what is wrong, or
    nothing; `field` says where in the lesson file to point.
    """

    requests: tuple[RunRequest, ...]
    complaint: Callable[..., str]
    field: str


@dataclass(frozen=True, kw_only=True)
class Step(Spec):
    """One screen of a lesson."""

    tag: ClassVar[str] = "kind"
    kind: ClassVar[str] = ""
    asks: ClassVar[bool] = True
    """Whether the learner commits to an answer that can be right or wrong."""
    reviewable: ClassVar[bool] = False

    key: Key
    """The step's name in this lesson. It never changes: progress hangs on it."""
    body: Words
    """Markdown: what is shown and asked."""
    hints: tuple[Words, ...] = ()
    """A ladder from a nudge to nearly the answer; the solution comes by itself as the last."""
    after: Words = Words("")
    """Markdown: said when the step is done, whatever was answered."""
    review: bool = False
    """Whether the question comes back later, as a card (`choice`, `predict`, `fill`)."""
    flask: str = ""
    """The versions of Flask that the step holds for, as pip writes them: `<3.2`."""
    teaches: tuple[Key, ...] = ()
    """The ideas of `course.yaml` that this step teaches."""

    @classmethod
    def choose(cls, node: Node, reader: Reader) -> type[Spec] | None:
        from flasktutor.steps import KINDS

        assert isinstance(node, Mapping)
        named = node.get("kind")
        kind = named.text if isinstance(named, Scalar) else ""
        if kind not in KINDS:
            reader.report(named or node, unknown_key(kind, KINDS))
        return KINDS.get(kind)

    def check(self, report: Report) -> None:
        if self.review and not self.reviewable:
            report("review", _("a `{kind}` step cannot become a card").format(kind=self.kind))
        if not _is_specifier(self.flask):
            report("flask", _('write versions as pip does, such as "<3.2"'))
        if self.hints and not self.asks:
            report("hints", _("a `{kind}` step asks nothing to hint at").format(kind=self.kind))

    def holds_for(self, flask_version: str) -> bool:
        """Whether this step is true on that version of Flask."""
        return SpecifierSet(self.flask).contains(flask_version, prereleases=True)

    def request(self, setup: str, answer: Answer) -> RunRequest | None:
        """What to run for `answer`, if anything."""
        return None

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        """What is said of `answer`, given what its run showed."""
        return Verdict(right=True)

    def solution_text(self) -> str:
        """A right answer, to be shown; empty where there is none to show."""
        return ""

    def proofs(self, setup: str) -> Iterator[Proof]:
        """The runs that prove what this step claims."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class SnippetStep(Step):
    """A step whose code is run in a context."""

    context: ContextSpec = ContextSpec()
    """What is pushed around the snippet: `none`, `app`, `request`, `/path`, or a request."""
    setup: bool = True
    """`false` when the lesson's setup shall not stand before this snippet."""
    show: Literal["", "contexts"] = ""
    """`contexts` draws the timeline of contexts after the run."""

    def snippet(self, setup: str, source: str, probes: tuple[Probe, ...] = ()) -> RunRequest:
        """`source` as this step runs it."""
        return RunRequest(
            source=source,
            setup=setup if self.setup else "",
            context=self.context.as_context(),
            probes=probes,
            record=self.show == "contexts",
        )


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a run is said to do: print these lines and end well, or end with this exception."""

    prints: str | None = None
    raises: str | None = None

    def complaint(self, result: RunResult) -> str:
        """What is untrue of the claim, or nothing."""
        if self.raises is not None:
            raised = result.exception.type if result.exception else _("no error")
            if raised != self.raises:
                return _("raises {seen}, not {said}").format(seen=raised, said=self.raises)
        elif result.outcome != "ok":
            return _("does not run to its end: {why}").format(why=ending(result))
        if self.prints is not None and not same_output(result.stdout, self.prints):
            return _("prints {seen!r}, not {said!r}").format(seen=result.stdout, said=self.prints)
        return ""


def _is_specifier(text: str) -> bool:
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True
