"""Owns running each snippet once, however often and in whichever language it is asked for."""

from __future__ import annotations

from pathlib import Path

from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner


class Remembering(Runner):
    """A runner that runs a request once: what came of it is the same in each language."""

    def __init__(self, python: Path | None = None) -> None:
        super().__init__(python)
        self._known: dict[str, RunResult] = {}

    def __enter__(self) -> Remembering:
        super().__enter__()
        return self

    def run(self, request: RunRequest) -> RunResult:
        key = repr(request)
        # Why a run was broken off is said in the language in use.
        if key not in self._known or self._known[key].explanation:
            self._known[key] = super().run(request)
        return self._known[key]
