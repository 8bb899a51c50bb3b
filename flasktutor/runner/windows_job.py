"""A Windows job object by ctypes: memory, CPU time and process count of a whole process tree.

Elsewhere it does nothing. Written from Microsoft's documentation and not yet tried
on Windows.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from types import TracebackType
from typing import Any

from flasktutor.runner.protocol import Limits

_MOST_PROCESSES = 32
_EXTENDED_LIMITS = 9
_CPU_TIME, _PROCESSES, _MEMORY, _KILL_ON_CLOSE = 0x4, 0x8, 0x200, 0x2000
_NO_CRASH_DIALOG = 0x400
_TICKS_PER_SECOND = 10_000_000
#: What Windows ends a process with that has used up its CPU time.
_QUOTA_EXCEEDED = 0xC0000044


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("minimum_working_set", ctypes.c_size_t),
        ("maximum_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def extended_limits(limits: Limits) -> ExtendedLimits:
    """`limits` in the form that the job object takes."""
    wanted = ExtendedLimits()
    wanted.basic.flags = _CPU_TIME | _PROCESSES | _MEMORY | _KILL_ON_CLOSE | _NO_CRASH_DIALOG
    wanted.basic.per_job_time = limits.cpu * _TICKS_PER_SECOND
    wanted.basic.active_processes = _MOST_PROCESSES
    wanted.job_memory = limits.memory
    return wanted


class Job:
    """The tree of processes that grows from `process`, ended as a whole."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._handle: Any = None
        self._kernel: Any = None
        if sys.platform == "win32":
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._create(process, limits)

    def end(self) -> None:
        """Kill every process in it."""
        if self._handle is not None:
            self._kernel.TerminateJobObject(self._handle, 1)

    def exceeded(self, exit_code: int) -> str | None:
        """The limit that ended the process, by its exit code."""
        return "cpu" if exit_code & 0xFFFFFFFF == _QUOTA_EXCEEDED else None

    def __enter__(self) -> Job:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._handle is not None:
            self._kernel.CloseHandle(self._handle)
            self._handle = None

    def _create(self, process: subprocess.Popen[bytes], limits: Limits) -> None:
        self._kernel.CreateJobObjectW.restype = ctypes.c_void_p
        handle = self._kernel.CreateJobObjectW(None, None)
        if not handle:
            return
        self._handle = ctypes.c_void_p(handle)
        wanted = extended_limits(limits)
        self._kernel.SetInformationJobObject(
            self._handle, _EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted)
        )
        # subprocess keeps the process's handle under this name alone.
        own = ctypes.c_void_p(int(process._handle))  # type: ignore[attr-defined]
        self._kernel.AssignProcessToJobObject(self._handle, own)
