"""Owns one run of a snippet for a command: on which interpreter, with what would be said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from flasktutor.cli.options import stored_python
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.protocol import RunRequest, RunResult

_NOT_SHOWN = ("observations", "events")


def result_on(
    python: Path | None, wanted: RunRequest, namespaces: bool
) -> tuple[RunResult, tuple[Path, ...]]:
    """What came of it, and the folders of runs that cannot be removed."""
    # Wrong usage is found without the cost of loading it.
    from flasktutor.runner.runner import Runner

    with Runner(python or stored_python(), namespaces=namespaces) as runner:
        return runner.run(wanted), runner.left


def as_data(result: RunResult) -> dict[str, Any]:
    """What is told of a run, for JSON."""
    return {k: v for k, v in result_to_json(result).items() if k not in _NOT_SHOWN}


def explained(result: RunResult, source: str) -> RunResult:
    """`result`, with what a lesson would say of its error."""
    if result.outcome != "error" or result.explanation:
        return result
    # Only an error is worth their loading.
    from flasktutor import mistakes

    return replace(result, explanation=mistakes.common(source, result))
