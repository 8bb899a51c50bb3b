"""How much memory a process really uses, for systems whose limit on it does not bind."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

if sys.platform == "win32":
    raise ImportError("Windows has none of this")


def resident(pid: int) -> int:
    """Bytes of physical memory in use by `pid`; 0 when that cannot be told."""
    return _darwin(pid) if sys.platform == "darwin" else _proc(pid)


def together(processes: list[int], limit: int) -> int:
    """Bytes of physical memory that processes use together (Linux).

    Up to `limit` it is a quick guess that is too high rather than too low: copies share
    much, which counts once only where it is asked more slowly.
    """
    guess = sum(map(resident, processes))
    return guess if guess <= limit else sum(map(proportional, processes))


def proportional(pid: int) -> int:
    """Bytes in use by `pid`, of what it shares its part alone; 0 when that cannot be told."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith(b"Pss:"))
    except (OSError, ValueError, StopIteration):
        return 0


def _proc(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


class _RusageInfoV0(ctypes.Structure):
    # From <sys/resource.h> of macOS.
    _fields_ = (
        ("uuid", ctypes.c_uint8 * 16),
        *((name, ctypes.c_uint64) for name in ("user", "system", "idle_wakeups", "wakeups")),
        *((name, ctypes.c_uint64) for name in ("pageins", "wired", "resident", "footprint")),
        *((name, ctypes.c_uint64) for name in ("start", "exit")),
    )


def _darwin(pid: int) -> int:
    info = _RusageInfoV0()
    library = ctypes.CDLL(ctypes.util.find_library("proc") or "libproc.dylib")
    if library.proc_pid_rusage(pid, 0, ctypes.byref(info)) != 0:
        return 0
    return int(info.resident)
