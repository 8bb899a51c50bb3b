"""Serves the learner's own app to a browser, in their own interpreter, and tells what happens."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from contextlib import suppress
from time import sleep  # as it is before a program patches it
from typing import Any

from .. import fit, own, warm, written
from . import leave, loading, processes, threads
from .answering import Answering
from .channel import Channel

_MOST_EVENTS = 5000
_HOST = "127.0.0.1"
_USUAL = 5000
_LOOK = 0.1
_GRACE = 0.5
#: So often it is looked whether what was asked shortly before the end is answered, and told of.
_LOOKS = 80
_QUEUE = 128


def main(arguments: list[str]) -> None:
    """Do the job in the file named, until whoever has started this wants an end or is gone."""
    with open(arguments[0], encoding="utf-8") as file:
        job = json.load(file)
    channel = Channel(job["channel"], job["token"])
    ready = warm.up()
    if "failed" in ready:
        channel.send({"end": ready})
        return
    served = _Served(job, ready, channel)
    served.go()
    # Threads of the app that run on would keep the process for good.
    leave.later(_GRACE, lambda: os._exit(0))


class _Served:
    """The app, its server, and what is told of them."""

    def __init__(self, job: dict[str, Any], ready: dict[str, Any], channel: Channel) -> None:
        # Flask is there: `warm` has just found it.
        from ..record.by_request import RequestRecorder

        self.job = job
        self.ready = ready
        self.channel = channel
        self.recorder = RequestRecorder(own.files_in(job["root"]), _MOST_EVENTS)
        self.threads = threads.Threads(self.recorder, quiet=True, keep=self._failed)
        self.started = processes.Started()
        self.server: Any = None
        self.answering: Answering | None = None
        self.over = threading.Lock()
        self.loaded = False

    def go(self) -> None:
        """Load the app and serve it; returns when an end is wanted, or there is no app."""
        # In threads that `threading` does not know of: it may be patched by the app.
        leave.later(0, self._wait_for_end)
        self.recorder.start()
        app = self._app()
        if app is None:
            return
        self.loaded = True
        self.recorder.note("app-loaded", self.recorder.lanes.here(), app.name)
        self._tell_beside()
        self.recorder.lines = True
        self.recorder.follow_pools()
        self.threads.listen()
        self.started.follow(self.recorder)
        # The main thread has only to wait for visitors, and does it quicker by itself.
        self.recorder.rest_here()
        leave.later(_LOOK, self._tell_now_and_then)
        self._serve(app)

    def _app(self) -> Any:
        app, failed = loading.app_or_failed(self.job["target"])
        if failed:
            self._tell_beside()
            self._end(**failed)
        return app

    def _serve(self, app: Any) -> None:
        listening = self._bound()
        if listening is None:
            return
        self.answering = answering = Answering(app, self.recorder, self.channel)
        answering.listen()
        listening.listen(_QUEUE)
        self.server = _server(answering, self.recorder, listening)
        port = listening.getsockname()[1]
        told = {"port": port, "wanted": self._wanted(), "app": fit.short(app.name)}
        self.channel.send({"serving": dict(told, **self.ready)})
        if _is_of_eventlet():
            _serve_greenlets(self.server)
        self.server.serve_forever(poll_interval=_LOOK)

    def _wanted(self) -> int:
        """The port that is asked for, here or where `flask run` would look, or Flask's own."""
        said = os.environ.get("FLASK_RUN_PORT", "")
        asked = self.job["port"]
        if asked is not None:
            return int(asked)
        return int(said) if said.isascii() and said.isdigit() and int(said) < 65536 else _USUAL

    def _bound(self) -> Any:
        """A socket at the port wanted, or at any where none was asked for and that is taken."""
        try:
            return _socket(self._wanted())
        except OSError as error:
            if self.job["port"] is None:
                return _socket(0)
            self._end(failed="no-port", detail=fit.short(error.strerror or str(error)))
            return None

    def _failed(self, told: dict[str, Any]) -> None:
        """An error has ended a thread."""
        self.channel.send({"error": dict(told, of=self.recorder.here())})

    def _tell_now_and_then(self) -> None:
        while True:
            self._tell_beside()
            sleep(_LOOK)

    def _tell_beside(self) -> None:
        for number, events in self.recorder.taken_beside():
            for frame in written.frames(events, of=number):
                self.channel.send(frame)

    def _wait_for_end(self) -> None:
        """Tell where all stands when an end is wanted, and let it come."""
        self.channel.wait()
        if self.answering is not None:
            self.answering.refuse()
            for _look in range(_LOOKS):
                if not self.answering.ends_soon():
                    break
                sleep(_LOOK / 10)
        standing = threads.standing(self.recorder)
        waiting = {f"request-{number}" for number in self.recorder.running()}
        at = [one for one in standing if one["lane"] in waiting or not self.loaded]
        self._end(standing=at, running=self._at_work(waiting))
        if self.server is None:
            os._exit(0)
        # What the app has left for its end is done, within the time that there is.
        leave.later(_GRACE, lambda: os._exit(0))
        # It is told, then waited for, which only greenlets can where gevent has patched its locks.
        with suppress(Exception):
            self.server.shutdown()

    def _at_work(self, waiting: set[str]) -> list[dict[str, Any]]:
        """The threads that work on beside those that answer."""
        names = {lane.owner[0].name for lane in self.recorder.lanes.all() if lane.name in waiting}
        found = list(self.threads.running())
        return [one for one in found if one["file"] and one["lane"] not in names]

    def _end(self, **more: Any) -> None:
        """Tell the last that there is to tell, once."""
        if not self.over.acquire(False):
            return
        if self.loaded:
            self._tell_beside()
        end = {
            "loaded": self.loaded,
            "replaced": self.recorder.replaced,
            "unfollowed": [fit.short(one) for one in self.recorder.unfollowed()],
            "processes": self.started.pythons,
            "answering": self.answering.open() if self.answering else [],
        }
        self.channel.send({"end": dict(self.ready, **end, **more)})


def _is_of_eventlet() -> bool:
    """Whether the app lets greenlets of eventlet run where it waits for sockets."""
    patcher = sys.modules.get("eventlet.patcher")
    return patcher is not None and bool(patcher.is_monkey_patched("socket"))


def _serve_greenlets(server: Any) -> None:
    """Serve for good as greenlets need it: `serve_forever` waits in what eventlet does not patch.

    `flask run` does that, so none of them ever runs there.
    """
    while True:
        try:
            request, address = server.get_request()
        except OSError:  # that visitor has gone meanwhile
            continue
        if server.verify_request(request, address):
            server.process_request(request, address)


def _socket(port: int) -> Any:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it means that others may take it away
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((_HOST, port))
    except OSError:
        found.close()
        raise
    return found


def _server(answering: Answering, recorder: Any, listening: Any) -> Any:
    """Werkzeug's server with a thread for each visitor, as `flask run` has it."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        """One that leaves it to us to say what was answered, and is not followed itself."""

        def setup(self) -> None:
            recorder.rest_here()
            super().setup()

        def finish(self) -> None:
            answering.left()
            super().finish()

        def log_request(self, *_arguments: Any) -> None:
            return

    port = listening.getsockname()[1]
    server = make_server(
        _HOST, port, answering, threaded=True, request_handler=Handler, fd=listening.fileno()
    )
    # It would print each traceback once more, with frames of ours.
    setattr(server, "log", lambda *_arguments: None)  # noqa: B010  # its type is a method's
    return server
