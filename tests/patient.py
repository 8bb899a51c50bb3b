"""A sitting that waits for what is found while its learner reads: its keys are always the same."""

from __future__ import annotations

from flasktutor.ui.asking import visiting
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.protocol.blocks import Command


class Patient(Taking):
    """Offers a world to visit where there is one, and only there."""

    def aside_keys(self, first: Command) -> list[Command]:
        telling = visiting.telling_of(self)
        if telling is not None:
            telling.all()
        return super().aside_keys(first)
