"""Step kinds: one module each, and the table that names them."""

from __future__ import annotations

from flasktutor.steps.base import Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.do import DoStep
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep
from flasktutor.steps.run import RunStep
from flasktutor.steps.text import TextStep

KINDS: dict[str, type[Step]] = {
    step.kind: step
    for step in (
        TextStep,
        RunStep,
        PredictStep,
        ChoiceStep,
        FillStep,
        OrderStep,
        CodeStep,
        DoStep,
    )
}
"""A step kind's name in lesson files → the class that reads, grades and proves it."""

__all__ = ["KINDS", "Step"]
