"""Runs one snippet in this process and reports, frame by frame, what came of it."""

from __future__ import annotations

import atexit
import contextlib
import linecache
import mmap
import os
import sys
import threading
import types
from typing import Any, Callable, Dict, Iterator, Union

from flask import Flask, appcontext_pushed

from .. import written
from ..raised import OWN_FILES, WORLD_FILE, describe
from .contexts import pushed
from .probes import handled, observe

_RESERVED_BYTES = 4 * 1024 * 1024

Emit = Callable[[Union[Dict[str, Any], bytes]], None]

#: Memory to let go of when there is none left.
_reserve: list[mmap.mmap] = []


def run(job: dict[str, Any], emit: Emit) -> int:
    """Run setup, snippet and probes of `job`; the exit code that Python would give."""
    process = os.getpid()
    # Mapped but never touched, it costs no time.
    _reserve.append(mmap.mmap(-1, _RESERVED_BYTES))
    main = _main_module(job["folder"])
    recorder, printed = _recording() if job["record"] else (None, None)
    # A recording follows the code already.
    told_of_world = _world_faults(emit) if job["world"] and not recorder else None
    with handled() as behind, _pushes() as pushes:
        code, ended = _outcome(job, main.__dict__)
    if os.getpid() != process:
        _end_copy(code, ended)
    ended["code"] = code
    ended["pushed"] = bool(pushes)
    if behind and ended["exception"] is None:
        ended["behind"] = describe(behind[-1])
    emit({"ended": ended})
    _join_threads()
    if printed and (lines := printed.taken()):
        emit({"printed": lines})
    if told_of_world:
        told_of_world()
    if job["probes"] and ended["exception"] is None and not ended["exited"]:
        if recorder:
            recorder.outside()
        _observe_all(job["probes"], main.__dict__, emit)
    if recorder:
        for frame in written.frames(recorder.stop()):
            emit(frame)
    atexit._run_exitfuncs()
    if not _flush():
        code = code or 120
    emit({"finished": True})
    return code


def _end_copy(code: int, ended: dict[str, Any]) -> None:
    """End a copy that the snippet forked and let run on: it must not report again."""
    if ended["exception"] is not None:
        print(ended["exception"]["trace"], file=sys.stderr)
    _flush()
    os._exit(code)


@contextlib.contextmanager
def _pushes() -> Iterator[list[bool]]:
    """Something for each app context that is pushed meanwhile; a request's brings one."""
    found: list[bool] = []

    def keep(_sender: Flask, **_more: Any) -> None:
        found.append(True)

    with appcontext_pushed.connected_to(keep):
        yield found


def _recording() -> tuple[Any, Any]:
    """What notes the events of the run, and what notes its output."""
    # Loaded only when asked for, so that it costs other runs nothing.
    from ..record import PrintedLines, Recorder

    recorder = Recorder(lambda filename: filename if filename in OWN_FILES else "")
    printed = PrintedLines(recorder, "setup.py")
    printed.start()
    recorder.start()
    return recorder, printed


def _world_faults(emit: Emit) -> Callable[[], None]:
    """Watch the world's code from now on; to be called at the end, to report what was seen."""
    # As above: few runs are in a world.
    from .world_faults import WorldFaults

    faults = WorldFaults()
    faults.start()

    def tell() -> None:
        faults.stop()
        if faults.first is not None:
            emit({"world_error": describe(faults.first)})

    return tell


def _main_module(folder: str) -> types.ModuleType:
    main = types.ModuleType("__main__")
    main.__file__ = os.path.join(folder, "snippet.py")
    sys.modules["__main__"] = main
    sys.path.insert(0, folder)
    return main


def _outcome(job: dict[str, Any], namespace: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    ended: dict[str, Any] = {"exception": None, "exited": False}
    try:
        _run_code(job, namespace)
    except SystemExit as leave:
        ended["exited"] = True
        code = _exit_code(leave)
        if code:
            ended["exception"] = describe(leave)
        return code, ended
    except BaseException as error:
        ended["exception"] = describe(error)
        return 1, ended
    return 0, ended


def _run_code(job: dict[str, Any], namespace: dict[str, Any]) -> None:
    setup = _compiled(job["setup"], "setup.py")
    snippet = _compiled(job["source"], "snippet.py")
    if job["world"]:
        world = types.ModuleType("world")
        _exec(_compiled(job["world"], WORLD_FILE), world.__dict__)
    _exec(setup, namespace)
    with pushed(_app(job, namespace), job["context"]):
        _exec(snippet, namespace)


def _exec(code: types.CodeType, namespace: dict[str, Any]) -> None:
    try:
        exec(code, namespace)
    except MemoryError:
        # At once, for popping the context asks for memory as well; and by a call that
        # asks for none itself.
        _reserve.clear()
        _make_room()
        raise


def _app(job: dict[str, Any], namespace: dict[str, Any]) -> Flask | None:
    app = namespace.get("app")
    if isinstance(app, Flask):
        return app
    if job["context"]["kind"] == "none":
        return None
    return namespace.setdefault("app", Flask("app")) if app is None else Flask("app")


def _compiled(source: str, filename: str) -> types.CodeType:
    # Seen by tracebacks and inspect; without a time stamp linecache keeps it.
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return compile(source, filename, "exec", dont_inherit=True)


def _exit_code(leave: SystemExit) -> int:
    # What it holds may be of a class of the learner's own, and do anything when asked.
    with contextlib.suppress(BaseException):
        if leave.code is None:
            return 0
        if isinstance(leave.code, int):
            return int.__and__(leave.code, 0xFF)
        print(leave.code, file=sys.stderr)
    return 1


def _make_room() -> None:
    """Raise the memory limit a little, so that a full process can still tell of it."""
    if sys.platform == "win32":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _join_threads() -> None:
    current = threading.current_thread()
    while True:
        alive = [t for t in threading.enumerate() if t is not current and not t.daemon]
        if not alive:
            return
        alive[0].join()


def _observe_all(probes: list[dict[str, Any]], namespace: dict[str, Any], emit: Emit) -> None:
    _flush()
    # What probes make the snippet print is no output of the snippet.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    for probe in probes:
        emit({"observation": observe(probe, namespace)})


def _flush() -> bool:
    flushed = [_flushed(stream) for stream in (sys.stdout, sys.stderr)]
    return all(flushed)


def _flushed(stream: Any) -> bool:
    try:
        stream.flush()
    except Exception:  # the snippet may have closed or replaced it
        return False
    return True
