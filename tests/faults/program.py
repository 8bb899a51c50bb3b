"""Owns what a program with known faults is, and tracing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from flasktutor.trace.findings import ExplainedFault, findings
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import trace
from flasktutor.trace.seen import Trace


@dataclass(frozen=True, kw_only=True)
class Program:
    """An app, the requests to it, and what is wrong: ids, each with the line that shows it.

    `files` lie beside `source`, or are all there is. With `fails`, a request ends in an error.
    """

    source: str = ""
    requests: tuple[str, ...] = ("/",)
    wrong: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    threads: int = 0
    target: str = "app.py"
    fails: bool = False


def run(program: Program, python: Path, folder: Path) -> tuple[Trace, tuple[ExplainedFault, ...]]:
    """What a trace of it has seen, and found wrong."""
    for name, text in {"app.py": program.source, **program.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), "utf-8")
    requests = read_requests(program.requests)
    seen = trace(program.target, requests, python, folder=folder, threads=program.threads)
    return seen, findings(seen, folder)


def shown(found: tuple[ExplainedFault, ...], folder: Path) -> dict[str, str]:
    """The findings by id, with the text of the first line that shows each."""
    return {one.told.id: _line(one, folder) for one in found}


def _line(one: ExplainedFault, folder: Path) -> str:
    event = next(event for event in one.seen if event.line)
    return (folder / event.file).read_text("utf-8").splitlines()[event.line - 1].strip()
