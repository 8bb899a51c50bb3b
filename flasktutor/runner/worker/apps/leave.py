"""Owns a traced job from end to end: reading it, ending it in whatever it does, its report."""

from __future__ import annotations

import json
import os
from _thread import start_new_thread  # as it is before a program patches it
from time import sleep  # so is this
from typing import Any, Callable, Dict, Iterator

from .. import warm, wire, written

_LONGEST_BODY = 2000
_MOST_TEXT = 500_000
Report = Dict[str, Any]


def begun(path: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The job in that file and what is ready for it; None, and a report, where no Flask is."""
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    ready = warm.up()
    if "failed" in ready:
        report(job, ready)
        return None
    return job, ready


def later(seconds: float, act: Callable[[], None]) -> None:
    """Do `act` in a thread that `threading` does not know of.

    While it knows of another than the main one, gevent and eventlet cannot patch a program.
    """

    def wait() -> None:
        sleep(seconds)
        act()

    start_new_thread(wait, ())


def report(job: dict[str, Any], report: Report) -> None:
    """Leave the report as frames: answers and observations, events in portions, then the rest."""
    part = job["report"] + ".part"
    with open(part, "wb") as file:
        for response in _fitting(report.pop("responses", [])):
            file.write(wire.pack({"response": response}))
        for error in report.pop("errors", []):
            file.write(wire.pack({"error": error}))
        for observation in report.pop("observations", []):
            file.write(wire.pack({"observation": observation}))
        for frame in written.frames(report.pop("events", [])):
            file.write(wire.pack(frame))
        file.write(wire.pack({"end": report}))
    # At once or not at all, for the parent may end this process at any time.
    os.replace(part, job["report"])


def _fitting(responses: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Responses, the later ones without their texts where those would be too much in all."""
    room = _MOST_TEXT
    for one in responses:
        room -= len(one.get("body", "")) + len(one.get("traceback", ""))
        if room < 0:
            one = {key: value for key, value in one.items() if key != "body"}
            if "traceback" in one:
                one["traceback"] = one["traceback"][-_LONGEST_BODY:]
        yield one
