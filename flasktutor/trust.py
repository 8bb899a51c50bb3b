"""Owns whether a lesson file's code may run: ours may, others' once the learner has agreed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from flasktutor.paths import own_lessons


class Memory(Protocol):
    """Where agreements are kept."""

    def known(self, digest: str) -> bool:
        """Whether the learner has agreed to the content with this digest."""

    def remember(self, digest: str) -> None:
        """Keep that the learner has agreed to it."""


def is_own(path: Path) -> bool:
    """Whether the lesson file at `path` came with the program itself."""
    return path.resolve().is_relative_to(Path(own_lessons()).resolve())


def digest(*contents: bytes) -> str:
    """A name for this content: any change, also in what it is divided into, gives another."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def is_trusted(path: Path, memory: Memory) -> bool:
    """Whether code of the lesson file at `path` may run without asking.

    Raises OSError when the file cannot be read.
    """
    return is_own(path) or memory.known(digest(path.read_bytes()))


def agree(path: Path, memory: Memory) -> None:
    """Remember the learner's consent to what the file holds now."""
    memory.remember(digest(path.read_bytes()))
