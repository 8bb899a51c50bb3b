"""Linux seccomp by system call: no changing of limits, priority or processors of other processes.

A program of classic BPF, in the form of the kernel's `linux/filter.h`, looks at each
system call's number and arguments. Those numbers differ from one architecture to the other;
where they are not known here, none of this is offered.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

if sys.platform == "win32":
    raise ImportError("Windows has none of this")

# AUDIT_ARCH_*, the number of seccomp(2), and those of what is looked at.
_NAMES = (
    *("prlimit64", "setpriority", "ioprio_set"),
    *("sched_setaffinity", "sched_setparam", "sched_setscheduler", "sched_setattr"),
)
_KNOWN = {
    "x86_64": (0xC000003E, 317, (302, 141, 251, 203, 142, 144, 314)),
    "aarch64": (0xC00000B7, 277, (261, 140, 30, 122, 118, 119, 274)),
}
#: From here on, numbers of the x86_64 kernel are those of another table of calls.
_OTHER_TABLE = 0x40000000
_SET_FILTER, _KEEP_SPEED = 1, 4  # SECCOMP_FILTER_FLAG_SPEC_ALLOW
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM

_LOAD, _IS_EQUAL, _IS_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_ANY_USER = {"setpriority": 2, "ioprio_set": 3}

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def is_known() -> bool:
    """Whether the numbers of this machine's system calls stand here."""
    return _libc is not None and sys.byteorder == "little" and os.uname().machine in _KNOWN


def keep_to_oneself() -> None:
    """Refuse, for good, changes to other processes: EPERM, as for those of another user.

    Raises OSError when the kernel does not know it.
    """
    assert _libc is not None
    program = _program(os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many instructions, and where they are.
    head = struct.pack("HP", len(program) // 8, ctypes.addressof(code))
    number = _KNOWN[os.uname().machine][1]
    if _libc.syscall(number, _SET_FILTER, _KEEP_SPEED, head) != 0:
        failure = ctypes.get_errno()
        raise OSError(failure, os.strerror(failure))


def _program(own: int) -> bytes:
    """Instructions of eight bytes; a jump says how many to leave out if true, and if not."""
    architecture, _seccomp, numbers = _KNOWN[os.uname().machine]
    lines = [
        _line(_LOAD, value=_ARCHITECTURE),
        _line(_IS_EQUAL, yes=1, value=architecture),
        _line(_RETURN, value=_REFUSE),
        _line(_LOAD, value=_NUMBER),
        _line(_IS_AT_LEAST, no=1, value=_OTHER_TABLE),
        _line(_RETURN, value=_REFUSE),
    ]
    for name, number in zip(_NAMES, numbers):
        judged = _judged(name, own)
        lines += [_line(_IS_EQUAL, no=len(judged), value=number), *judged]
    return b"".join([*lines, _line(_RETURN, value=_ALLOW)])


def _judged(name: str, own: int) -> list[bytes]:
    """What is refused of one call: to name a process that is not the caller."""
    allow, refuse = _line(_RETURN, value=_ALLOW), _line(_RETURN, value=_REFUSE)
    who = 1 if name in _ANY_USER else 0
    lines = []
    if name in _ANY_USER:
        lines += [_load(0), _line(_IS_EQUAL, no=1, value=_ANY_USER[name]), refuse]
    lines.append(_load(who))
    lines += [_line(_IS_EQUAL, no=1, value=0), allow, _line(_IS_EQUAL, no=1, value=own), allow]
    if name == "prlimit64":
        # Without new limits it only asks. An address has two halves.
        lines += [_load(2), _line(_IS_EQUAL, no=3, value=0)]
        lines += [_load(2, upper=True), _line(_IS_EQUAL, no=1, value=0), allow]
    return [*lines, refuse]


def _load(argument: int, *, upper: bool = False) -> bytes:
    return _line(_LOAD, value=16 + 8 * argument + (4 if upper else 0))


def _line(code: int, *, yes: int = 0, no: int = 0, value: int) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
