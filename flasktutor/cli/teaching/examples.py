"""Owns what `lessons check --seed` shows of varied questions: programs, answers, their worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flasktutor.cli.output.say import say, say_output
from flasktutor.language import _
from flasktutor.steps.drawn import DrawnFill, DrawnPredict
from flasktutor.steps.varied import VariedStep


def say_examples(examples: Sequence[VariedStep]) -> None:
    """Print each question as it was drawn."""
    for step in examples:
        say(f"-- {step.key} --")
        say_output(f"{step.body}\n\n{getattr(step, 'code', '')}\n")
        for answer, worlds in _answers(step):
            say_output(answer)
            say(f"    ← {', '.join(worlds)}")
        say("")


def _answers(step: VariedStep) -> Iterator[tuple[str, Sequence[str]]]:
    """Each answer, and whose it is."""
    if isinstance(step, DrawnPredict):
        for number, (choice, held) in enumerate(zip(step.choices, step.foreseen, strict=True)):
            yield f"{choice}\n", (("Flask",) if not number else ()) + held
    elif isinstance(step, DrawnFill):
        yield f"{step.prints or step.raises}\n", ("Flask", *step.agreeing)
        yield _("(something else)") + "\n", step.differing
