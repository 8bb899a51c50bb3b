"""Linux Landlock by system call: no writing outside some folders, no TCP, no signals outwards.

The numbers are those of the kernel's `linux/landlock.h`; the three calls have the
same number on every architecture that Flask is met on.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

if sys.platform == "win32":
    raise ImportError("Windows has none of this")

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
# Removing and making of every kind of entry are the bits 4 to 12.
_CHANGE_ENTRIES = sum(1 << bit for bit in range(4, 13))
_MOVE_BETWEEN_FOLDERS = 1 << 13
_BIND_TCP, _CONNECT_TCP = 1, 2
_ABSTRACT_SOCKETS, _SIGNALS = 1, 2

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def version() -> int:
    """The kernel's Landlock version: 1 files, 4 TCP as well, 6 signals as well; 0 is none."""
    if _libc is None:
        return 0
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)))


def restrict(level: int, folder: str) -> None:
    """Confine this process and its children for good: writing in `folder` only.

    `level` is `version()`. Raises OSError when the kernel refuses.
    """
    files = _file_rights(level)
    rules = struct.pack(
        "QQQ",
        files,
        _BIND_TCP | _CONNECT_TCP if level >= 4 else 0,
        _ABSTRACT_SOCKETS | _SIGNALS if level >= 6 else 0,
    )
    # An older kernel refuses fields that it does not know.
    size = 24 if level >= 6 else 16 if level >= 4 else 8
    ruleset = _call(_CREATE_RULESET, rules, ctypes.c_size_t(size), 0)
    _allow(ruleset, folder, files)
    _allow(ruleset, os.devnull, files & (_WRITE_FILE | _TRUNCATE))
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _file_rights(level: int) -> int:
    rights = _WRITE_FILE | _CHANGE_ENTRIES
    if level >= 2:
        rights |= _MOVE_BETWEEN_FOLDERS
    if level >= 3:
        rights |= _TRUNCATE
    return rights


def _allow(ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    try:
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _call(number: int, *arguments: object) -> int:
    assert _libc is not None
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
