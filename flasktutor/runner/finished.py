"""Owns what was seen of a run from outside, and what a started worker says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flasktutor.values import frozen


@dataclass(kw_only=True)
class Finished:
    """One run as it was seen from outside.

    `signal` is the number that ended the process, or 0; `reason` says why it was
    ended from outside, one that `outcome` knows, or is None; `cpu`
    and `duration` are seconds; `rest` is what the report held beside its frames, and
    `garbled` says that it held what no worker of ours writes.
    """

    stdout: bytes = b""
    stderr: bytes = b""
    truncated: bool = False
    frames: list[dict[str, Any]] = field(default_factory=list)
    rest: bytes = b""
    garbled: bool = False
    exit_code: int | None = None
    signal: int = 0
    reason: str | None = None
    cpu: float = 0.0
    duration: float = 0.0
    swept: int = 0
    restarted: bool = False


@frozen
class Ready:
    """What a started worker said of itself."""

    flask: str
    python: str
    isolation: tuple[str, ...]
