"""Sends requests to the learner's own app, in their own interpreter, and records what happens."""

from __future__ import annotations

import _thread
import json
import os
import sys
import threading
import time
import traceback
from time import sleep  # as it is before a program patches it
from typing import Any, Callable, Dict, Iterator

from . import fit, warm, wire
from .raised import bare

_LONGEST_BODY = 2000
_LONGEST_TRACE = 40_000
_MOST_TEXT = 500_000
_MOST_EVENTS = 5000
_GRACE = 0.5
Report = Dict[str, Any]


def main(arguments: list[str]) -> None:
    """Do the job in the file named, and leave a report where the job says."""
    with open(arguments[0], encoding="utf-8") as file:
        job = json.load(file)
    ready = warm.up()
    if "failed" in ready:
        _write(job, ready)
        return
    visit = _Visit(job, ready)
    _later(job["timeout"], visit.give_up)
    visit.go()
    visit.over = True
    _write(job, visit.report())
    # Threads of the app that run on would keep the process for good.
    _later(_GRACE, lambda: os._exit(0))


def _later(seconds: float, act: Callable[[], None]) -> None:
    """Do `act` in a thread that `threading` does not know of.

    While it knows of another than the main one, gevent and eventlet cannot patch a program.
    """

    def wait() -> None:
        sleep(seconds)
        act()

    _thread.start_new_thread(wait, ())


class _Visit:
    """The app, the requests to it, and what came of them."""

    def __init__(self, job: dict[str, Any], ready: dict[str, Any]) -> None:
        # Flask is there: `warm` has just found it.
        from .record import Recorder

        self.job = job
        self.ready = ready
        self.responses: list[dict[str, Any]] = []
        self.observations: list[dict[str, Any]] = []
        self.loaded = False
        self.failed: dict[str, Any] = {}
        self.recorder = Recorder(_own_files(job["root"]), lines=False, most=_MOST_EVENTS)
        self.lock = threading.Lock()
        self.over = False

    def go(self) -> None:
        """Load the app, then look at the probes, or send the requests and record it."""
        if self.job["probes"]:
            app = self._load()
            if app is not None:
                self._observe(app)
            return
        self.recorder.start()
        try:
            app = self._load()
            if app is not None:
                self.recorder.lines = True
                self._send_all(app)
        finally:
            self.recorder.stop()

    def report(self) -> Report:
        """All that was seen, as plain data."""
        return dict(
            self.ready,
            responses=self.responses,
            observations=self.observations,
            events=self.recorder.taken(),
            loaded=self.loaded,
            **self.failed,
        )

    def give_up(self) -> None:
        """Report what is there, and end the process in whatever it does; if it is not over."""
        if self.over:
            return
        standing = [
            {"lane": fit.short(lane.name), "file": fit.short(lane.file), "line": lane.line}
            for lane in self.recorder.lanes.all()
            if lane.line
        ] or list(self._stands())
        _write(self.job, dict(self.report(), timed_out=True, standing=standing))
        os._exit(1)

    def _stands(self) -> Iterator[dict[str, Any]]:
        """Where the main thread is in the learner's files, when nothing is recorded."""
        frame = sys._current_frames().get(threading.main_thread().ident or 0)
        while frame is not None:
            file = self.recorder.own(frame.f_code.co_filename)
            if file:
                yield {"lane": "main", "file": fit.short(file), "line": frame.f_lineno}
                return
            frame = frame.f_back

    def _load(self) -> Any:
        from flask.cli import NoAppException, ScriptInfo, load_dotenv

        sys.argv[:] = ["flask", "run"]
        # Flask then says that it ignores `app.run()`, which would never return.
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        try:
            load_dotenv()
            # A dotenv file may name it, as for `flask run`.
            target = self.job["target"] or os.environ.get("FLASK_APP")
            app = ScriptInfo(app_import_path=target).load_app()
            self.loaded = True
            self.recorder.note("app-loaded", self.recorder.lanes.here(), app.name)
            return app
        except NoAppException as error:
            self.failed = {"failed": "no-app", "detail": fit.short(error.format_message())}
        except (Exception, SystemExit) as error:
            self.failed = {"failed": "app-raised", "detail": _traceback(error)}
        return None

    def _observe(self, app: Any) -> None:
        """Look at each probe, with the names of the app's own module."""
        from .probes import observe

        module = sys.modules.get(app.import_name)
        namespace = dict(vars(module) if module else {}, app=app)
        for probe in self.job["probes"]:
            self.observations.append(observe(probe, namespace))

    def _send_all(self, app: Any) -> None:
        requests, count = self.job["requests"], self.job["threads"]
        if not count:
            self._send(app, list(enumerate(requests)))
            return
        rounds = max(count, len(requests))
        numbered = [(n, requests[n % len(requests)]) for n in range(rounds)]
        gate = threading.Barrier(count)
        threads = [
            threading.Thread(
                target=self._send, args=(app, numbered[n::count], gate), name=f"thread-{n + 1}"
            )
            for n in range(count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _send(self, app: Any, numbered: Any, gate: Any = None) -> None:
        """Send requests one after another, as one visitor with cookies."""
        from werkzeug.test import Client

        client = Client(app)
        if gate is not None:
            gate.wait()
        for number, request in numbered:
            response = dict(_answer(app, client, request), number=number)
            response["lane"] = self.recorder.lanes.here().name
            with self.lock:
                self.responses.append(response)


def _answer(app: Any, client: Any, request: dict[str, Any]) -> dict[str, Any]:
    from flask import got_request_exception
    from flask.testing import EnvironBuilder

    from .contexts import call_arguments

    caught: list[BaseException] = []
    mine = threading.get_ident()

    def keep(_sender: Any, exception: BaseException, **_more: Any) -> None:
        if threading.get_ident() == mine:
            caught.append(exception)

    begun = time.perf_counter()
    seen = {"method": request["method"], "path": request["path"]}
    with got_request_exception.connected_to(keep, sender=app):
        try:
            # Flask's builder knows the app's host name and root, as a server would.
            builder = EnvironBuilder(app, request["path"], **call_arguments(request))
            response = client.open(builder)
            body = response.get_data()
            response.close()
            seen.update(
                status=fit.short(response.status),
                body=body[:_LONGEST_BODY].decode("utf-8", "replace"),
            )
        except Exception as error:
            caught.append(error)
    seen["ms"] = round((time.perf_counter() - begun) * 1000, 3)
    if caught:
        seen["traceback"] = _traceback(caught[-1])
    return seen


def _own_files(root: str) -> Any:
    """Shows files of the project by their path in it; others are not the learner's."""
    start = os.path.join(os.path.realpath(root), "")
    known: dict[str, str] = {}

    def own(filename: str) -> str:
        if filename not in known:
            path = os.path.realpath(filename) if not filename.startswith("<") else ""
            inside = path.startswith(start) and not _is_installed(path) and os.path.isfile(path)
            known[filename] = path[len(start) :] if inside else ""
        return known[filename]

    return own


def _is_installed(path: str) -> bool:
    parts = path.split(os.sep)
    prefix = os.path.join(os.path.realpath(sys.prefix), "")
    return "site-packages" in parts or (path.startswith(prefix) and sys.prefix != sys.base_prefix)


def _traceback(error: BaseException) -> str:
    try:
        text = "".join(traceback.format_exception(type(error), error, _without_ours(error)))
    except BaseException as failure:  # a class of the learner's own can do anything
        text = bare(error, failure)
    if len(text) <= _LONGEST_TRACE:
        return text
    # The end says what it is, the beginning where it came from.
    half = _LONGEST_TRACE // 2
    return f"{text[:half]}\n…\n{text[-half:]}"


def _without_ours(error: BaseException) -> Any:
    """The traceback of `error` from the first frame on that is none of this worker's."""
    here = os.path.dirname(os.path.abspath(__file__))
    whole = rest = error.__traceback__
    while rest is not None and os.path.dirname(rest.tb_frame.f_code.co_filename) == here:
        rest = rest.tb_next
    return rest or whole


def _write(job: dict[str, Any], report: Report) -> None:
    """Leave the report as frames: answers and observations, events in portions, then the rest."""
    part = job["report"] + ".part"
    with open(part, "wb") as file:
        for response in _fitting(report.pop("responses", [])):
            file.write(wire.pack({"response": response}))
        for observation in report.pop("observations", []):
            file.write(wire.pack({"observation": observation}))
        for batch in fit.batches(report.pop("events", [])):
            file.write(wire.pack({"events": batch}))
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
