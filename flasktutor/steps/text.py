"""Owns the `text` step: words to read, nothing to answer."""

from __future__ import annotations

from typing import ClassVar

from flasktutor.steps.base import Step
from flasktutor.values import frozen


@frozen(kw_only=True)
class TextStep(Step):
    """Words to read."""

    kind: ClassVar[str] = "text"
    asks: ClassVar[bool] = False
