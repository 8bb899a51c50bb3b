"""Owns starting an interpreter with the probe, within a time limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flasktutor.doctor.facts import Interpreter, PythonFacts, report_from
from flasktutor.runner.ending import kill_group
from flasktutor.values import frozen

PROBE = Path(__file__).with_name("probe.py")
MARK = "flasktutor-probe:"
SECONDS = 15.0
_running: set[subprocess.Popen[bytes]] = set()
_ENOUGH = 4000  # characters kept of what a failing interpreter said


@frozen
class ProbeRun:
    """One run of the probe: its report, or what was printed instead; whether `stop` ended it."""

    report: PythonFacts | None = None
    said: str = ""
    hung: bool = False
    stopped: bool = False


def examine(
    interpreter: Interpreter,
    folder: Path,
    environ: Mapping[str, str],
    *,
    light: bool = False,
    seconds: float = SECONDS,
) -> Interpreter:
    """Ask `interpreter` what it is: plainly, and isolated where that is not enough or `light`."""
    if light:
        answer = ask(interpreter.path, ("-I",), folder, environ, light=True, seconds=seconds)
        return replace(interpreter, isolated=answer.report, said=answer.said, hung=answer.hung)
    plain = ask(interpreter.path, (), folder, environ, seconds=seconds)
    if plain.stopped or (plain.report and plain.report.works):
        return replace(interpreter, plain=plain.report)
    isolated = ask(interpreter.path, ("-I",), folder, environ, seconds=seconds)
    return replace(
        interpreter,
        plain=plain.report,
        isolated=isolated.report,
        said=plain.said if plain.report is None else "",
        hung=plain.hung,
    )


def ask(
    python: str,
    flags: tuple[str, ...],
    folder: Path,
    environ: Mapping[str, str],
    *,
    light: bool = False,
    seconds: float = SECONDS,
) -> ProbeRun:
    """Run the probe once by `python` in `folder`."""
    command = [python, *flags, "-", *(["light"] if light else [])]
    quiet = {**environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        with PROBE.open("rb") as source, _start(command, source.fileno(), folder, quiet) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                kill_group(process)
                out, err = process.communicate()
                return ProbeRun(said=_text(err), hung=True)
            finally:
                stopped = process not in _running
                _running.discard(process)
    except OSError as error:
        return ProbeRun(said=f"{python}: {error.strerror or error}")
    return replace(_read(out, err), stopped=stopped)


def stop() -> None:
    """End every interpreter that is still being asked; their threads then come back at once."""
    while _running:
        kill_group(_running.pop())


def _start(
    command: list[str], source: int, folder: Path, environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    # A session of its own, so that a wrapper script dies together with what it started.
    process = subprocess.Popen(
        command,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(environ),
        start_new_session=True,
    )
    _running.add(process)
    return process


def _read(out: bytes, err: bytes) -> ProbeRun:
    said = (_text(out) + _text(err)).strip()
    for line in reversed(_text(out).splitlines()):
        if line.startswith(MARK):
            try:
                return ProbeRun(report_from(json.loads(line[len(MARK) :])))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                break
    return ProbeRun(said=said[-_ENOUGH:])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
