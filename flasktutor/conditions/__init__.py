"""What has to be so on the learner's machine: a class each, and judging what was seen there.

No input or output: `flasktutor.workplace` looks.
"""

from __future__ import annotations

from flasktutor.conditions.app import AppCondition, ContextsCondition
from flasktutor.conditions.base import Condition
from flasktutor.conditions.environment import DoctorCondition, EnvironmentCondition
from flasktutor.conditions.files import FileCondition, GoneCondition, check_paths
from flasktutor.conditions.looks import Look, Seen
from flasktutor.conditions.served import ServedCondition, StoppedCondition
from flasktutor.conditions.suite import SuiteCondition

__all__ = ["CONDITIONS", "Condition", "Look", "Seen", "check_paths"]

CONDITIONS: dict[str, type[Condition]] = {
    "file": FileCondition,
    "gone": GoneCondition,
    "environment": EnvironmentCondition,
    "doctor": DoctorCondition,
    "served": ServedCondition,
    "stopped": StoppedCondition,
    "app": AppCondition,
    "contexts": ContextsCondition,
    "tests": SuiteCondition,
}
"""A condition's name in lesson files → the class that reads and judges it."""
Condition.kinds = CONDITIONS
