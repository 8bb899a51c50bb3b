"""Owns what ends the program from outside: signals pass all that cleans up, and say no word."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType, TracebackType

_ENDING = (
    "HUP", "QUIT", "ABRT", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "TERM", "XCPU", "STKFLT",
    "IO", "PWR", "SYS", "BREAK",
)  # fmt: skip
"""Signals that end a program which does not ask for them, by name; not every system has all.

Those that stand for a fault in the machine code are not among them: nothing can be cleaned up.
"""
AGAIN = 0.01
"""Seconds after which a lost Ctrl-C comes again: what it was lost in is over by then."""
_received = 0


def take_over() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt, and any signal that ends us a SystemExit.

    As exceptions they pass all that restores the terminal, keeps answers and ends workers.
    A signal that was ignored when we started (`nohup`, `&`) stays ignored.
    """
    import signal  # what only tells its version starts without it

    if signal.getsignal(signal.SIGINT) == signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _ending():
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)
    sys.unraisablehook = _unraisable


def let_go() -> None:
    """When nothing is left to clean up, signals end us as they end any program: without a word."""
    signal = sys.modules.get("signal")
    if signal and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def exit_code() -> int:
    """What shells expect of a program that a signal ended; 0 where none did."""
    return 128 + _received if _received else 0


def _ending() -> list[int]:
    import signal

    named = [getattr(signal, f"SIG{name}", None) for name in _ENDING]
    first, last = getattr(signal, "SIGRTMIN", 0), getattr(signal, "SIGRTMAX", -1)
    return [number for number in named if number is not None] + list(range(first, last + 1))


def _end(number: int, _frame: FrameType | None) -> None:
    # A terminal that closes sends more than one; what cleans up must come to its end.
    global _received
    if _received:
        return
    _received = number
    # While a prompt waits, its event loop has to end by a step of its own: an exception
    # between two steps loses the one that a task waits for, and the prompt never ends.
    asyncio = sys.modules.get("asyncio")
    loop = asyncio.events._get_running_loop() if asyncio else None
    if loop is None:
        _leave()
    loop.call_soon_threadsafe(_leave)


def _leave() -> NoReturn:
    sys.exit(exit_code())


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Python could not hand the exception on, as amid garbage: the signal has to be heard again."""
    global _received
    if not isinstance(lost.exc_value, (KeyboardInterrupt, SystemExit)):
        sys.__unraisablehook__(lost)
    elif isinstance(lost.exc_value, SystemExit):
        _received = 0
    else:
        import contextlib
        import threading

        # Nobody presses Ctrl-C twice for a program that seems to work on.
        again = threading.Timer(AGAIN, _interrupt)
        again.daemon = True
        # Python 3.12 starts no thread when all is over; then nothing is left to be ended.
        with contextlib.suppress(RuntimeError):
            again.start()


def _interrupt() -> None:
    """Let Ctrl-C come to the main thread."""
    if sys.platform == "win32":
        import _thread

        _thread.interrupt_main()
    else:
        import signal
        import threading

        # What that thread waits in ends by it, too.
        signal.pthread_kill(int(threading.main_thread().ident or 0), signal.SIGINT)


def excepted(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python does with an error that nothing took: a Ctrl-C says no word."""
    if not isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
