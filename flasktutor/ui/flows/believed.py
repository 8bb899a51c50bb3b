"""Owns what `progress` says of a learner's beliefs: from answers to words, or to plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flasktutor.progress import Attempt
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Block

if TYPE_CHECKING:
    from flasktutor.beliefs import Beliefs
    from flasktutor.ui.flows.practice import Practice


class Believed:
    """What the answers show, as far as the courses at hand still have its worlds."""

    def __init__(self, desk: Desk, attempts: Sequence[Attempt]) -> None:
        self._desk = desk
        # Whoever met no varied question does not wait for course files.
        self._attempts = [one for one in attempts if one.drawn is not None]

    def blocks(self) -> Iterator[Block]:
        """It in words."""
        if self._attempts:
            from flasktutor.ui.flows import practice

            yield from practice.told(self._desk, self._practice, self._beliefs.told)

    def to_json(self) -> list[dict[str, Any]]:
        """It as plain data, the likeliest belief first."""
        return [self._plain(name) for name in self._beliefs.told] if self._attempts else []

    def _plain(self, name: str) -> dict[str, Any]:
        from flasktutor.ui.flows.practice import lesson_for

        world, place = self._practice.worlds[name], lesson_for(self._practice, name)
        return {
            "world": name,
            "belief": str(world.belief),
            "likely": round(self._beliefs.of_each[name], 3),
            "lesson": place[0] if place else None,
            "step": place[1] if place else None,
        }

    @cached_property
    def _practice(self) -> Practice:
        from flasktutor.ui.flows import practice

        return practice.of(self._desk)

    @cached_property
    def _beliefs(self) -> Beliefs:
        from flasktutor import beliefs

        return beliefs.weigh(beliefs.answers(self._attempts), self._practice.worlds)
