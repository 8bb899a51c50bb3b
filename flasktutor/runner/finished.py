"""Owns what was seen of a run from outside, and what a started worker says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from flasktutor.values import frozen

Stream = Literal["stdout", "stderr"]


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

    def keep(self, stream: Stream, data: bytes, limit: int) -> bool:
        """Keep what came on a stream, up to a limit; True when that is first passed."""
        kept: bytes = getattr(self, stream) + data
        setattr(self, stream, kept[:limit])
        passed = len(kept) > limit and not self.truncated
        self.truncated = self.truncated or passed
        return passed


@frozen
class Ready:
    """What a started worker said of itself."""

    flask: str
    python: str
    isolation: tuple[str, ...]
