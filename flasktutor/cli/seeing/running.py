"""Owns one run of a snippet for a command: on which interpreter, with what would be said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from flasktutor.cli.options import stored_python
from flasktutor.language import _
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.protocol import Raised, RunRequest, RunResult

_NOT_SHOWN = ("world_error", "observations", "events", "printed")


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


def explained(result: RunResult, source: str, file: str) -> RunResult:
    """`result`, with what a lesson would say of the error of `source`, which stands in `file`."""
    if result.outcome != "error" or result.explanation:
        return result
    # Only an error is worth their loading.
    from flasktutor import mistakes

    said = _left_behind(result.exception, Path(file)) or mistakes.common(source, result)
    return replace(result, explanation=said)


def _left_behind(error: Raised | None, file: Path) -> str:
    """That what was not found stands beside `file`, of which a run knows nothing."""
    name = next((each for each in _not_found(error) if (file.parent / each).exists()), "")
    if not name:
        return ""
    text = _(
        "`{name}` stands beside {file}, but `run` takes one file, as lessons do, and runs it in an "
        "empty folder of its own. For a program of several files: `{command}`"
    )
    # Few runs end so.
    from flasktutor.ui.flows import to_type

    command = to_type.of_words(["trace", "--", "python", str(file)])
    return text.format(name=name, file=file.name, command=command)


def _not_found(error: Raised | None) -> Iterator[str]:
    """The file or folder that was wanted and was not there, under each name that it may have."""
    if error is None:
        return
    module = str(error.detail.get("name") or "").partition(".")[0]
    if error.type == "ModuleNotFoundError" and module:
        yield from (f"{module}.py", module)
    elif error.type == "FileNotFoundError":
        yield from re.findall(r": '([^'/\\\\][^']*)'$", error.message)
