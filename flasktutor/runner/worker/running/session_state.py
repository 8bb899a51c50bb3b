"""The learner's names and contexts, between one statement and the next."""

from __future__ import annotations

import ast
import builtins
import linecache
import os
import rlcompleter
import sys
import threading
import traceback
import types
from typing import Any, Callable, Dict

from flask import Flask

from .. import fit
from ..raised import bare
from ..record import Recorder
from .contexts import call_arguments, pushed

Answer = Dict[str, Any]
_PRELUDE = """
from flask import (
    Blueprint, Flask, abort, copy_current_request_context, current_app, flash, g,
    has_app_context, has_request_context, jsonify, make_response, redirect,
    render_template_string, request, session, stream_with_context, url_for,
)
"""
_APP = """
app = Flask("play")
app.secret_key = "play"

@app.route("/hello")
def hello():
    return "Hello, " + request.args.get("name", "you") + "!"
"""
_MOST_MATCHES = 100
_MOST_THREADS = 60
_MOST_FRAMES = 60
_LONGEST_STATE = 2000
_LONGEST_BODY = 4000
_LONGEST_TRACE = 20_000


class _NoAppError(Exception):
    """Nothing here is a Flask application."""


class SessionState:
    """What statements work on. Everything is recorded, each statement anew.

    `interruptible` runs what may be broken off from outside, and nothing else may.
    """

    def __init__(self, interruptible: Callable[[Callable[[], Any]], Any]) -> None:
        self._interruptible = interruptible
        self.module = types.ModuleType("__main__")
        sys.modules["__main__"] = self.module
        self.names = self.module.__dict__
        self._files: dict[str, str] = {}
        self._inputs = 0
        self._pushed: list[Any] = []
        exec(_PRELUDE, self.names)
        self.recorder = Recorder(lambda filename: self._files.get(filename, ""))

    def do(self, job: dict[str, Any]) -> Answer:
        """Do one job; the answer always tells how things stand afterwards."""
        if job["do"] == "complete":
            return {"matches": self._matches(job["text"])}
        answer: Answer = {}
        self.recorder.fresh()
        self.recorder.start()
        try:
            action = getattr(self, "_" + job["do"])
            answer.update(self._interruptible(lambda: action(job)) or {})
        except _NoAppError:
            answer["no_app"] = True
        except KeyboardInterrupt:
            answer["interrupted"] = True
        except SystemExit:
            answer["left"] = True
        except BaseException as error:
            answer["error"] = self._trace(error)
        finally:
            lane = self.recorder.lanes.here()
            self.recorder.lanes.sync(lane)
            answer["events"] = fit.in_one_frame(self.recorder.stop())
        answer["standing"] = self._standing(lane)
        return answer

    def _begin(self, job: dict[str, Any]) -> None:
        """Run the learner's file, or make an app to play with."""
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
        path = job["file"]
        if not path:
            self._exec(_APP, "<app>")
            return
        self.module.__file__ = path
        sys.path.insert(0, os.path.dirname(path))
        # Not as a program, so that `if __name__ == "__main__"` starts no server.
        name = os.path.splitext(os.path.basename(path))[0]
        self.names["__name__"] = name
        sys.modules[name] = self.module
        self._exec(job["source"], path)

    def _run(self, job: dict[str, Any]) -> None:
        """Statements; the value of a last expression is shown, as Python's own prompt does."""
        self._inputs += 1
        self._exec(job["source"], f"<input {self._inputs}>")

    def _exec(self, source: str, filename: str) -> None:
        self._files[filename] = os.path.basename(filename)
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        tree = ast.parse(source, filename)
        shown = filename.startswith("<input") and tree.body and isinstance(tree.body[-1], ast.Expr)
        last = tree.body.pop() if shown else None
        exec(compile(tree, filename, "exec", dont_inherit=True), self.names)
        if isinstance(last, ast.Expr):
            code = compile(ast.Expression(last.value), filename, "eval", dont_inherit=True)
            value = eval(code, self.names)
            if value is not None:
                builtins._ = value  # type: ignore[attr-defined]  # as Python's own prompt does
                print(repr(value))

    def _push(self, job: dict[str, Any]) -> None:
        context: Any = pushed(self._app(), job["context"])
        context.push()
        self._pushed.append(context)

    def _pop(self, _job: dict[str, Any]) -> Answer:
        if not self._pushed:
            return {"nothing": True}
        self._pushed[-1].pop()
        self._pushed.pop()
        return {}

    def _get(self, job: dict[str, Any]) -> Answer:
        request = job["request"]
        response = self._app().test_client().open(request["path"], **call_arguments(request))
        body = response.get_data()[:_LONGEST_BODY].decode("utf-8", "backslashreplace")
        return {"status": response.status, "body": body}

    def _threads(self, _job: dict[str, Any]) -> Answer:
        """How things stand in each thread that is alive, and in one that starts now."""
        seen: list[Answer] = []

        def look() -> None:
            lane = self.recorder.lanes.here()
            self.recorder.lanes.sync(lane)
            seen.append(self._standing(lane))

        fresh = threading.Thread(target=look, name="new-thread")
        fresh.start()
        fresh.join()
        here = self._standing(self.recorder.lanes.here())
        others = [
            self._standing(lane)
            for lane in self.recorder.lanes.all()
            if lane.is_alive() and lane.name != here["lane"]
        ]
        return {"threads": [here, *others[:_MOST_THREADS], *seen]}

    def _app(self) -> Flask:
        app = self.names.get("app")
        if isinstance(app, Flask):
            return app
        found = [value for value in self.names.values() if isinstance(value, Flask)]
        if len(found) == 1:
            return found[0]
        factory = self.names.get("create_app") or self.names.get("make_app")
        if callable(factory):
            made: Flask = factory()
            self.names["app"] = made
            return made
        raise _NoAppError

    def _matches(self, text: str) -> list[str]:
        completer = rlcompleter.Completer(self.names)
        found: list[str] = []
        try:
            while len(found) < _MOST_MATCHES:
                match = completer.complete(text, len(found))
                if match is None:
                    break
                found.append(fit.short(match))
        except Exception:  # looking at an object runs its code, which may fail
            return found
        return found

    def _standing(self, lane: Any) -> Answer:
        # Of a stack that nobody reads to its end, the inner ones, which count, and the outermost.
        shown = [*lane.stack[:1], *lane.stack[1:][-_MOST_FRAMES:]]
        stack = [
            {"kind": frame.shown, "label": frame.label[:200], "inherited": frame.inherited}
            for frame in shown
        ]
        here = lane is self.recorder.lanes.here()
        state = self.recorder.look(lane) if here else lane.state
        told, _length = fit.cut(dict(state, lane=lane.name), _LONGEST_STATE)
        return dict(told, stack=stack)

    def _trace(self, error: BaseException) -> str:
        """The traceback with the learner's own lines only."""
        try:
            return self._own_lines(error)
        except BaseException as failure:  # a class of the learner's own can do anything
            return bare(error, failure)

    def _own_lines(self, error: BaseException) -> str:
        whole = traceback.TracebackException(type(error), error, error.__traceback__)
        own = [one for one in whole.stack if one.filename in self._files]
        lines = ["Traceback (most recent call last):\n"] if own else []
        lines += traceback.format_list(own)
        text = "".join([*lines, *whole.format_exception_only()]).rstrip("\n")
        return text if len(text) <= _LONGEST_TRACE else text[:_LONGEST_TRACE] + "…"
