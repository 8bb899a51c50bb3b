"""Owns running a command whose output passes through live, while its end is kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import BinaryIO

from flasktutor.values import frozen

_MOST = 2_000_000  # bytes kept: of a longer output, the end tells what happened
_AFTER_END = 1.0  # seconds that programs it left behind may still hold its output open
_EVER = 1e9
"""Seconds that no command takes. Waiting with a limit looks up many times a second: a signal that
comes just before the system's own wait begins would else be heard when the command has ended."""
NOT_FOUND, NOT_STARTED = 127, 126
"""What shells answer for a command that is not there, and for one that cannot be started."""


@frozen
class CommandEnd:
    """How a command ended, as a shell's `$?` tells it, and the end of what it printed."""

    code: int
    text: str


class _Tail:
    """The last bytes that any of several threads adds."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._lock = threading.Lock()

    def add(self, data: bytes) -> None:
        with self._lock:
            self._data += data
            del self._data[:-_MOST]

    def text(self) -> str:
        with self._lock:
            return self._data.decode("utf-8", "replace")


def run(
    command: Sequence[str],
    *,
    output: BinaryIO,
    errors: BinaryIO,
    more: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> CommandEnd:
    """Run `command`; what it prints goes on to `output` and `errors` as it comes.

    It keeps the standard input, and a terminal where there is one; its environment has `more`.
    After so many `seconds` it is killed. Raises OSError where it cannot be started.
    """
    program = shutil.which(command[0]) or command[0]  # on Windows, also .cmd and .bat
    environ = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        **(more or {}),
    }  # as on a terminal: line by line
    streams = [_Stream(output)]
    # Where both go to one place they are one, so that the order is kept.
    if output is not errors and not (streams[0].terminal and errors.isatty()):
        streams.append(_Stream(errors))
    try:
        child = subprocess.Popen(
            [program, *command[1:]], stdout=streams[0].end, stderr=streams[-1].end, env=environ,
            preexec_fn=_tie(),
        )  # fmt: skip
    except OSError:
        for stream in streams:
            os.close(stream.source)
        raise
    finally:
        for stream in streams:
            os.close(stream.end)
    tail = _Tail()
    readers = [threading.Thread(target=one.pump, args=(tail,), daemon=True) for one in streams]
    with _as_wide(streams), _signals_passed_to(child):
        # Not before: whoever reads its first words may answer them with a signal.
        for reader in readers:
            reader.start()
        try:
            code = child.wait(_EVER if seconds is None else seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            code = child.wait()
    for reader in readers:
        reader.join(_AFTER_END)
    return CommandEnd(code if code >= 0 else 128 - code, tail.text())


def _tie() -> Callable[[], None] | None:
    """What lets a command end when this process is killed, which can pass nothing on then (Linux).

    By SIGTERM, so that it can end what it has started itself, as Flask's reloader does.
    """
    if sys.platform != "linux":
        return None
    from flasktutor.runner.worker.guarding import linux  # few texts come from a command that is run

    parent = os.getpid()

    def tie() -> None:
        with suppress(OSError):
            linux.die_with_parent(signal.SIGTERM)
        if os.getppid() != parent:  # killed before that was said
            os.kill(os.getpid(), signal.SIGTERM)

    return tie


class _Stream:
    """What a command prints on its way to `target`: a terminal where that is one, or a pipe.

    `source` is read from, `end` is given away.
    """

    def __init__(self, target: BinaryIO) -> None:
        self.target = target
        self.terminal = False
        if sys.platform != "win32" and target.isatty():
            self.terminal = True
            self.source, self.end = os.openpty()
            self._leave_lines_alone()
            self.resize()
        else:
            self.source, self.end = os.pipe()

    def _leave_lines_alone(self) -> None:
        if sys.platform != "win32":
            import termios

            mode = termios.tcgetattr(self.end)
            mode[1] &= ~termios.OPOST  # the real terminal sees to line ends
            termios.tcsetattr(self.end, termios.TCSANOW, mode)

    def resize(self) -> None:
        """Give the command's terminal the size of the real one."""
        if sys.platform != "win32" and self.terminal:
            import fcntl
            import termios

            with suppress(OSError):  # one of the two may be closed by now
                size = fcntl.ioctl(self.target, termios.TIOCGWINSZ, bytes(8))
                fcntl.ioctl(self.source, termios.TIOCSWINSZ, size)

    def pump(self, tail: _Tail) -> None:
        """Pass on what comes until it ends; nobody may be there to read it any more."""
        wanted = True
        while data := _read(self.source):
            tail.add(data)
            try:
                if wanted:
                    self.target.write(data)
                    self.target.flush()
            except OSError:
                wanted = False
        os.close(self.source)


@contextmanager
def _as_wide(streams: Sequence[_Stream]) -> Iterator[None]:
    """Keep the terminals of `streams` as large as the real one, whenever that changes."""
    if sys.platform == "win32":
        yield
        return

    def resize(_number: int, _frame: FrameType | None) -> None:
        for stream in streams:
            stream.resize()

    before = signal.signal(signal.SIGWINCH, resize)
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)


def _read(source: int) -> bytes:
    try:
        return os.read(source, 65536)
    except OSError:  # how Linux tells that a terminal's other side is closed
        return b""


@contextmanager
def _signals_passed_to(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave it to `child` what an interruption means, and tell it of those it does not get itself.

    Ctrl-C reaches every program of a terminal's foreground, `child` too.
    """
    on_terminal = any(os.isatty(descriptor) for descriptor in (0, 1, 2))

    def pass_on(number: int, _frame: FrameType | None) -> None:
        if child.poll() is None and not (number == signal.SIGINT and on_terminal):
            child.send_signal(number)

    handled = [signal.SIGINT, signal.SIGTERM]
    if sys.platform != "win32":
        handled += [signal.SIGHUP, signal.SIGQUIT]
    before: list[tuple[int, Callable[..., object] | int | None]] = [
        (number, signal.signal(number, pass_on)) for number in handled
    ]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
