# ruff: noqa: UP006, UP035, UP045, PTH105, PTH118, PTH123
# Read by the learner's interpreter, which may be as old as 3.7.
"""Runs inside the learner's interpreter: does what `flask run` does, up to serving, and reports.

`flask run` itself is run, with everything that it reads and loads; only the server that
it would start at the end is replaced, by a note of what it was given.
Arguments: the file for the report, how many seconds it may take, where commands of this
interpreter lie, and then what follows `flask`.
"""

import json
import os
import sys
import threading
import traceback
from types import FrameType, TracebackType
from typing import Any, Dict, List, NoReturn, Optional

GRACE = 0.5


class Loading:
    """One `flask run`, and what is reported of it; once, by the process that began it."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.pid = os.getpid()
        self.forks = 0
        self.lock = threading.Lock()
        self.reported = False
        self.pushed: List[Dict[str, Any]] = []
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_parent=self._count)

    def _count(self) -> None:
        self.forks += 1

    def report(self, outcome: str, **more: object) -> None:
        """Leave the report, whole or not at all; only the first one counts."""
        with self.lock:
            if self.reported or os.getpid() != self.pid:
                return
            self.reported = True
            data = dict(more, outcome=outcome, forks=self.forks, pushed=self.pushed)
            with open(self.path + ".part", "w", encoding="ascii") as file:
                json.dump(data, file)
            os.replace(self.path + ".part", self.path)

    def run(self, arguments: List[str]) -> None:
        """Do `flask ARGUMENTS`, and report how it ends."""
        try:
            self._replace_server()
            self._follow_contexts()
            from flask.cli import cli

            cli.main(args=arguments, prog_name="flask", standalone_mode=False)
            self.report("returned")
        except SystemExit as error:
            self.report("exited", code=_exit_code(error), frames=_frames(error.__traceback__))
        except BaseException as error:
            self.report(**_failure(error))

    def _replace_server(self) -> None:
        import flask.cli
        import werkzeug.serving

        # Newer versions of Flask take the function at their import, older ones when they serve.
        werkzeug.serving.run_simple = self._serve
        if hasattr(flask.cli, "run_simple"):
            flask.cli.run_simple = self._serve

    def _follow_contexts(self) -> None:
        """Note each app context that this thread pushes, until it is popped."""
        import flask

        main = threading.get_ident()

        def push(sender: Any, **_more: Any) -> None:
            if threading.get_ident() == main:
                place = _stack(sys._getframe(1))
                self.pushed.append({"app": str(sender.name), "frames": place})

        def pop(sender: Any, **_more: Any) -> None:
            of_it = [one for one in self.pushed if one["app"] == str(sender.name)]
            if threading.get_ident() == main and of_it:
                self.pushed.remove(of_it[-1])

        try:
            flask.appcontext_pushed.connect(push, weak=False)
            flask.appcontext_popped.connect(pop, weak=False)
        except RuntimeError:  # before 2.3, where blinker is not installed
            return

    def _serve(
        self, hostname: str, port: int, application: Any, *_more: object, **_options: object
    ) -> NoReturn:
        """Stands where `werkzeug.serving.run_simple` stood."""
        by = sys._getframe(1)
        if by.f_globals.get("__name__") != "flask.cli":
            self.report("serves-early", frames=_stack(by))
            self.leave()
        app = _the_app(application)
        self.report(
            "serves",
            host=str(hostname),
            port=int(port),
            app=str(getattr(app, "import_name", "")),
            routes=len(_written_routes(app)) if hasattr(app, "url_map") else 0,
            debug=bool(getattr(app, "debug", False)),
        )
        self.leave()

    def leave(self) -> NoReturn:
        """End this process, also when threads of the app run on."""
        leave = threading.Timer(GRACE, os._exit, [0])
        leave.daemon = True
        leave.start()
        sys.exit(0)

    def give_up(self, main: int) -> None:
        """Report where the main thread stands, and end the process in whatever it does."""
        frame = sys._current_frames().get(main)
        self.report("hung", frames=_stack(frame))
        os._exit(1)


def _the_app(application: Any) -> Any:
    """The app that a server was given; Flask before 2.2 gives one that loads it later."""
    loader = getattr(application, "loader", None)
    if not callable(loader):
        return application
    loaded = getattr(application, "_app", None)
    return loader() if loaded is None else loaded


def _written_routes(app: Any) -> List[Any]:
    """The routes of `app` without those that Flask adds by itself, for static files."""
    views = {name: getattr(view, "__module__", "") for name, view in app.view_functions.items()}
    rules = app.url_map.iter_rules()
    return [one for one in rules if str(views.get(one.endpoint)).partition(".")[0] != "flask"]


def _failure(error: BaseException) -> Dict[str, Any]:
    error = _root(error)
    kind = type(error).__name__
    shown = getattr(error, "format_message", None)
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {
        # click's own errors are those that Flask words itself: no app was found.
        "outcome": "refused" if callable(shown) else "raised",
        "type": kind,
        "message": shown() if callable(shown) else str(error),
        "trace": text,
        "frames": _frames(error.__traceback__) + _mistaken(error),
    }


def _root(error: BaseException) -> BaseException:
    """The error of the app's own where click or Flask only pass it on in other words."""
    inner, name = error.__context__, type(error).__name__
    wrapped = name == "NoAppException" and "Traceback (most recent call" in str(error)
    if inner is not None and (wrapped or (name == "Abort" and isinstance(inner, EOFError))):
        return inner
    return error


def _mistaken(error: BaseException) -> List[List[Any]]:
    """The place that a SyntaxError is about, which no frame names."""
    if not isinstance(error, SyntaxError):
        return []
    return [[error.filename or "", error.lineno or 0, "<module>"]]


def _frames(trace: Optional[TracebackType]) -> List[List[Any]]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append([code.co_filename, trace.tb_lineno, code.co_name])
        trace = trace.tb_next
    return found


def _stack(frame: Optional[FrameType]) -> List[List[Any]]:
    """The frames above `frame` and itself, the innermost last."""
    found = []
    while frame is not None:
        found.append([frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name])
        frame = frame.f_back
    return found[::-1]


def _exit_code(error: SystemExit) -> Any:
    return error.code if isinstance(error.code, int) or error.code is None else str(error.code)


def main() -> None:
    """Be `flask` with the arguments that follow ours."""
    path, seconds, scripts = sys.argv[1:4]
    arguments = sys.argv[4:]
    # As for the command `flask`: its folder comes first, the one stood in only when Flask says so.
    sys.path[0] = scripts
    sys.argv[:] = [os.path.join(scripts, "flask")] + arguments  # noqa: RUF005  # for the reader
    loading = Loading(path)
    watch = threading.Timer(float(seconds), loading.give_up, [threading.get_ident()])
    watch.daemon = True
    watch.start()
    loading.run(arguments)
    watch.cancel()
    loading.leave()


if __name__ == "__main__":
    main()
