"""Linux by ctypes: what `os` does not offer on every Python that a learner may have."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
import sys

if sys.platform == "win32":
    raise ImportError("Windows has none of this")

_DIE_WITH_PARENT, _DUMPABLE, _KEEP_CAPABILITIES = 1, 4, 8
_CHILD_SUBREAPER, _NO_NEW_PRIVILEGES, _AMBIENT = 36, 38, 47
_RAISE = 2
_READ_EVERYTHING = 2  # CAP_DAC_READ_SEARCH
_CAPABILITY_VERSION = 0x20080522
_NEW_IPC, _NEW_USER, _NEW_PID, _NEW_NET = 0x08000000, 0x10000000, 0x20000000, 0x40000000

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def adopt_orphans() -> None:
    """Make this process the parent of descendants whose own parent ends."""
    _prctl(_CHILD_SUBREAPER, 1)


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Get this signal when the parent ends, however it ends. Forgotten when the user changes."""
    _prctl(_DIE_WITH_PARENT, number)


def gain_nothing_by_exec() -> None:
    """Make `sudo` and the like powerless, which Landlock asks for as well."""
    _prctl(_NO_NEW_PRIVILEGES, 1)


def become(user: int, read_all: bool) -> None:
    """Give up root for `user`; with `read_all` keep the right to read every file.

    That right is needed where the interpreter lies in root's own home.
    """
    if sys.platform != "linux":
        raise OSError("only Linux lets a process change its user for good in one step")
    if read_all:
        _prctl(_KEEP_CAPABILITIES, 1)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    if read_all:
        _keep_only(_READ_EVERYTHING)
    # Changing the user hides a process's own entries in /proc from it.
    _prctl(_DUMPABLE, 1)


def enter_namespaces() -> None:
    """Own process numbers (from the next fork on), network and IPC; own users but for root.

    Root needs none, and would lose the right to read its own home by them.
    """
    user, group = os.geteuid(), os.getegid()
    kinds = _NEW_PID | _NEW_NET | _NEW_IPC
    if _call("unshare", kinds if user == 0 else kinds | _NEW_USER) != 0:
        _fail()
    if user == 0:
        return
    maps = {"setgroups": "deny", "gid_map": f"{group} {group} 1", "uid_map": f"{user} {user} 1"}
    for name, text in maps.items():
        with open("/proc/self/" + name, "w", encoding="ascii") as file:
            file.write(text)


def children(pid: int | None = None) -> list[int]:
    """The processes whose parent is the first thread of `pid`, or of this process."""
    parent = os.getpid() if pid is None else pid
    try:
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def descendants() -> list[int]:
    """The children of this process and theirs, by whichever of their threads."""
    found: list[int] = []
    waiting = children()
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            threads = os.listdir(f"/proc/{pid}/task")
        except OSError:  # it has ended
            continue
        for thread in threads:
            with contextlib.suppress(OSError), open(
                f"/proc/{pid}/task/{thread}/children", encoding="ascii"
            ) as file:
                waiting += [int(word) for word in file.read().split()]
    return found


def state(pid: int) -> str:
    """What a process does, by the kernel's letter: T when it is stopped; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # Its name, in brackets, may hold anything.
            return file.read().rpartition(b")")[2].split()[0].decode("ascii")
    except (OSError, IndexError):
        return ""


def _keep_only(capability: int) -> None:
    head = struct.pack("Ii", _CAPABILITY_VERSION, 0)
    bits = 1 << capability
    if _call("capset", head, struct.pack("6I", bits, bits, bits, 0, 0, 0)) != 0:
        _fail()
    # Ambient: kept when the snippet starts another program, such as its own Python.
    _prctl(_AMBIENT, _RAISE, capability)


def _prctl(option: int, value: int, third: int = 0) -> None:
    if _call("prctl", option, *(ctypes.c_ulong(n) for n in (value, third, 0, 0))) != 0:
        _fail()


def _call(name: str, *arguments: object) -> int:
    assert _libc is not None
    return int(getattr(_libc, name)(*arguments))


def _fail() -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
