"""Owns the protocol that every screen speaks: show blocks, ask questions."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from flasktutor.ui.protocol.blocks import Block, Question, Recording, Reply


class Screen(Protocol):
    """Where a learner reads and answers.

    `ask` raises `EOFError` when the input has ended (Ctrl-D, a pipe's end) and
    `KeyboardInterrupt` on Ctrl-C; both leave the terminal as it was.
    """

    def show(self, *blocks: Block) -> None:
        """Put blocks on the screen, one below the other."""

    def show_before(self, question: Question, *blocks: Block, task: tuple[Block, ...]) -> None:
        """Put blocks on the screen, `question` comes next; both are about `task`.

        A screen that can be looked at only in part shows the task again above them where it
        would have left that part.
        """

    def fitting(self, *parts: tuple[Block, ...]) -> list[tuple[Block, ...]]:
        """The parts, as many of them together as can be looked at at once with keys below.

        No part is torn; where nothing scrolls away, all are together.
        """

    def ask(self, question: Question) -> Reply:
        """Wait for an answer."""

    def confirm(self, question: str, *, default: bool) -> bool:
        """Wait for yes or no."""

    def browse(self, *recordings: Recording) -> None:
        """Let the learner go through recorded runs, stop by stop, forward and back."""

    def busy(self, what: str) -> AbstractContextManager[object]:
        """Show that something is under way, if it takes long enough to be noticed."""
