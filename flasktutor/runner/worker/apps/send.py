"""Sends requests to the learner's own app, in their own interpreter, and records what happens."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

from .. import fit, own, tracebacks
from ..wire import LONGEST_BODY
from . import leave, loading, threads

_MOST_EVENTS = 5000
_MOST_ROUTES = 200
_GRACE = 0.5
#: So long the app's threads are waited for, and so long before the time is up no more.
_PATIENCE, _SPARE = 5.0, 0.5


def main(arguments: list[str]) -> None:
    """Do the job in the file named, and leave a report where the job says."""
    begun = leave.begun(arguments[0])
    if begun is None:
        return
    job, ready = begun
    sending = _Sending(job, ready)
    leave.later(job["timeout"], sending.give_up)
    sending.go()
    sending.over = True
    leave.report(job, sending.report())
    # Threads of the app that run on would keep the process for good.
    leave.later(_GRACE, lambda: os._exit(0))


class _Sending:
    """The app, the requests to it, and what came of them."""

    def __init__(self, job: dict[str, Any], ready: dict[str, Any]) -> None:
        # Flask is there: `warm` has just found it.
        from ..record import Recorder

        self.job = job
        self.ready = ready
        self.responses: list[dict[str, Any]] = []
        self.observations: list[dict[str, Any]] = []
        self.loaded = False
        self.routes: list[str] = []
        self.failed: dict[str, Any] = {}
        self.recorder = Recorder(own.files_in(job["root"]), lines=False, most=_MOST_EVENTS)
        self.threads = threads.Threads(self.recorder, quiet=True)
        self.running: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        self.begun = time.monotonic()
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
                self.threads.listen()
                self._send_all(app)
                self.routes = list(_routes(app))
                self._wait_for_threads()
        finally:
            self.recorder.stop()

    def _wait_for_threads(self) -> None:
        left = self.begun + self.job["timeout"] - time.monotonic() - _SPARE
        self.threads.wait(min(_PATIENCE, left))
        self.running = list(self.threads.running())

    def report(self) -> leave.Report:
        """All that was seen, as plain data."""
        return dict(
            self.ready,
            responses=self.responses,
            observations=self.observations,
            errors=list(self.threads.errors),
            running=self.running,
            replaced=self.recorder.replaced,
            unfollowed=[fit.short(one) for one in self.recorder.unfollowed()],
            events=self.recorder.taken(),
            loaded=self.loaded,
            routes=self.routes,
            **self.failed,
        )

    def give_up(self) -> None:
        """Report what is there, and end the process in whatever it does; if it is not over."""
        if self.over:
            return
        standing = threads.standing(self.recorder)
        leave.report(self.job, dict(self.report(), timed_out=True, standing=standing))
        os._exit(1)

    def _load(self) -> Any:
        app, self.failed = loading.app_or_failed(self.job["target"])
        if app is not None:
            self.loaded = True
            self.recorder.note("app-loaded", self.recorder.lanes.here(), app.name)
        return app

    def _observe(self, app: Any) -> None:
        """Look at each probe, with the names of the app's own module."""
        from ..running.probes import observe

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


def _routes(app: Any) -> Iterator[str]:
    """What else can be asked for, as one would type it; static files are no pages."""
    rules = (rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static"))
    for rule in islice(rules, _MOST_ROUTES):
        methods = sorted(set(rule.methods or ("GET",)) - {"HEAD", "OPTIONS"})
        method = "" if "GET" in methods or not methods else f"{methods[0]} "
        yield fit.short(f"{method}{rule.rule}")


def _answer(app: Any, client: Any, request: dict[str, Any]) -> dict[str, Any]:
    from flask import got_request_exception
    from flask.testing import EnvironBuilder

    from ..running.contexts import call_arguments

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
                body=body[:LONGEST_BODY].decode("utf-8", "replace"),
            )
        except Exception as error:
            caught.append(error)
    seen["ms"] = round((time.perf_counter() - begun) * 1000, 3)
    if caught:
        seen["traceback"] = tracebacks.of(caught[-1])
    return seen
