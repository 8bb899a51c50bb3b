"""Owns what all step kinds share: their common fields, verdicts, and proofs for `lessons check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Kinds
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from flasktutor.checks import Mark
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.schema import Key, Reading, Report, Spec, Words, unknown_key
from flasktutor.snippets import ContextSpec
from flasktutor.steps.claims import Claim, bullets
from flasktutor.steps.versions import holds, is_specifier
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping, Node, Scalar

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Probe, RunRequest, RunResult
    from flasktutor.varied.drawn import Drawn

S = TypeVar("S", bound=Spec)
T = TypeVar("T", bound="Step")
Answer = str | tuple[int, ...] | tuple[str, ...] | None
"""What a learner answers: code, chosen options or lines by index, texts for blanks, or nothing."""


@frozen(kw_only=True)
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


@frozen
class Complaint:
    """What is wrong, and where: in a field of the step or of `part`, and in which line of it."""

    text: str
    field: str
    part: Spec | None = None
    line: int = 0


@frozen
class Proof:
    """Runs that `lessons check` makes, and what has to hold of them.

    `complaint` gets a result for each request and returns what is wrong, or
    nothing; `field` says where in the lesson file to point, unless the complaint does: in the
    step, or in `part` of it.
    """

    requests: tuple[RunRequest, ...]
    complaint: Callable[..., str | Complaint]
    field: str
    part: Spec | None = None

    def issue(self, step: Step, results: tuple[RunResult, ...]) -> Issue | None:
        """What `results` show to be wrong: at the line that raised, where code did."""
        found = self.complaint(*results)
        if isinstance(found, str):
            error = results[0].exception if len(results) == 1 else None
            line = error.line if error and error.where == "snippet" else 0
            found = Complaint(found, self.field, line=line)
        if not found.text:
            return None
        where = (found.part or self.part or step).where
        return where.code_issue(f"`{step.key}`: {found.text}", found.field, found.line)


BELIEVED = ("options", "choices", "mistakes")
"""Fields that hold what can be believed wrongly, each with its `misconception`."""


@frozen(kw_only=True)
class Step(Spec):
    """One screen of a lesson."""

    tag: ClassVar[str] = "kind"
    kinds: ClassVar[Kinds[str, type[Step]]] = {}
    """The kinds that there are, by name; `flasktutor.steps` names them."""
    kind: ClassVar[str] = ""
    asks: ClassVar[bool] = True
    """Whether the learner commits to an answer that can be right or wrong."""
    reviewable: ClassVar[bool] = False

    key: Key
    """The step's name in this lesson: progress hangs on it. A new one needs `was`."""
    was: tuple[Key, ...] = ()
    """What the key was before, so that answers and cards stay with the step."""
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
    claims: tuple[Claim, ...] = ()
    """Sentences that the step states, each with the code that proves it."""

    @classmethod
    def choose(cls, node: Node, reader: Reading) -> type[Spec] | None:
        assert isinstance(node, Mapping)
        named = node.get("kind")
        kind = named.text if isinstance(named, Scalar) else ""
        if not kind:
            text = _("a step needs its `kind`: {listed}").format(listed=", ".join(cls.kinds))
            reader.report(named or node, text)
        elif kind not in cls.kinds:
            reader.report(named or node, unknown_key(kind, cls.kinds))
        return cls.kinds.get(kind)

    def check(self, report: Report) -> None:
        if self.review and not self.reviewable:
            report("review", _cannot_be_card(self.kind))
        if not is_specifier(self.flask):
            report("flask", _('write versions as pip does, such as "<3.2"'))
        if self.hints and not self.asks:
            report("hints", _("a `{kind}` step asks nothing to hint at").format(kind=self.kind))
        for claim in self.claims:
            self._check_bullets(claim, report)

    def _check_bullets(self, claim: Claim, report: Report) -> None:
        there = len(bullets(self.body))
        beyond = [number for number in claim.bullets if not 1 <= number <= there]
        if beyond:
            text = _("the body has {there} bullets, and none is number {number}")
            report("bullets", text.format(there=there, number=beyond[0]), claim)

    def ideas(self) -> frozenset[str]:
        """The ideas that it teaches, or that a wrong answer of it misses."""
        parts = (part for name in BELIEVED for part in getattr(self, name, ()))
        return frozenset((*self.teaches, *filter(None, (part.misconception for part in parts))))

    @property
    def guess(self) -> float:
        """How likely who does not know the answer gives the right one."""
        return 0.0

    def holds_for(self, flask_version: str) -> bool:
        """Whether this step is true on that version of Flask."""
        return holds(self.flask, flask_version)

    def standing_in(self: T, setup: str) -> T:
        """The step as it is in a lesson with that setup."""
        return self

    def request(self, setup: str, answer: Answer) -> RunRequest | None:
        """What to run for `answer`, if anything."""
        return None

    def grade(self, answer: Answer, result: RunResult | None) -> Verdict:
        """What is said of `answer`, given what its run showed."""
        return Verdict(right=True)

    def program_asked(self) -> Drawn | None:
        """What to keep of a program that was drawn, and was not answered."""
        return None

    def kept(self, answer: Answer, verdict: Verdict) -> Drawn | None:
        """What to keep beside an answer to a program that was drawn."""
        return None

    def shown_code(self) -> str:
        """The code that is seen of it before anything is answered; empty where there is none."""
        return str(getattr(self, "code", ""))

    def solution_text(self) -> str:
        """A right answer, to be shown; empty where there is none to show."""
        return ""

    def proofs(self, setup: str) -> Iterator[Proof]:
        """The runs that prove what this step asks and shows."""
        return iter(())

    def claim_proofs(self, setup: str, flask_version: str) -> Iterator[Proof]:
        """The runs that prove what this step claims of that version of Flask."""
        for claim in self.claims:
            if claim.holds_for(flask_version):
                yield Proof((claim.request(setup),), _of_claim(claim), "code", claim)


@frozen(kw_only=True)
class SnippetStep(Step):
    """A step whose code is run in a context."""

    context: ContextSpec = ContextSpec()
    """What is pushed around the snippet: `none`, `app`, `request`, `/path`, or a request."""
    setup: bool = True
    """`false`: the lesson's setup does not stand before this snippet, and nothing is pushed."""
    show: Literal["", "contexts"] = ""
    """`contexts` draws the timeline of contexts after the run."""

    def standing_in(self: T, setup: str) -> T:
        """Nothing is pushed where no setup makes an app, unless the step says so."""
        assert isinstance(self, SnippetStep)
        if (self.setup and setup) or "context" in self.where.fields:
            return self
        return replace(self, context=ContextSpec(kind="none"))

    def snippet(self, setup: str, source: str, probes: tuple[Probe, ...] = ()) -> RunRequest:
        """`source` as this step runs it."""
        from flasktutor.runner.protocol import RunRequest

        return RunRequest(
            source=source,
            setup=setup if self.setup else "",
            context=self.context.as_context(),
            probes=probes,
            record=self.show == "contexts",
        )


def _of_claim(claim: Claim) -> Callable[[RunResult], Complaint]:
    def complaint(result: RunResult) -> Complaint:
        text, field, line = claim.complaint(result)
        return Complaint(text, field, claim, line)

    return complaint


def repeated(options: tuple[S, ...]) -> list[S]:
    """Those of `options` that show the same text as one before them."""
    shown = [str(option) for option in options]
    return [option for n, option in enumerate(options) if shown[n] in shown[:n]]


def _cannot_be_card(kind: str) -> str:
    cards = ", ".join(name for name, step in Step.kinds.items() if step.reviewable)
    text = _("a `{kind}` step cannot become a card; these can: {listed}")
    return text.format(kind=kind, listed=cards)
