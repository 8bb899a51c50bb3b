"""Owns what a snippet's process may not do, and finds by trying what this system offers.

A plan says which protections are to be used; `apply` puts them in force for the
calling process, for good.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from typing import Any

from . import landlock, linux, memory, namespaces, seccomp
from .plan import Plan, bare_plan, limit

if sys.platform == "win32":
    raise ImportError("Windows has none of this")

#: The user that snippets become when the tutor is run by root.
NOBODY = 65534
#: The keeper, the init and the snippet itself, the only ones in a fresh user namespace.
_OWN_IN_NAMESPACE = 3


def find_plan(folder: str, platform: str, walls: bool) -> Plan:
    """The strongest plan that works here, each tried in a process of its own.

    `folder` is the one that holds the folders of the runs; `platform` is
    `sys.platform`, or another one whose lesser means are to be made do with;
    `walls` asks for namespaces.
    """
    linuxlike = platform == "linux"
    plan = dict(bare_plan(platform), landlock=landlock.version() if linuxlike else 0)
    if os.geteuid() == 0 and linuxlike:
        tries = [dict(plan, uid=NOBODY), dict(plan, uid=NOBODY, read_all=True)]
        plan = next((one for one in tries if _works(one, folder)), plan)
    if plan["landlock"] and not _works(plan, folder):
        plan["landlock"] = 0
    plan["others"] = linuxlike and seccomp.is_known() and _works(dict(plan, others=True), folder)
    bound = os.geteuid() != 0 or plan["uid"] is not None
    plan["count"] = linuxlike and bound and os.path.isdir("/proc/self/task")
    if walls and linuxlike and _works(dict(plan, namespaces=True), folder):
        plan["namespaces"] = True
    plan["totals"] = linuxlike and _can_look(plan)
    return plan


def apply(plan: Plan, folder: str, limits: dict[str, Any], processes: int) -> None:
    """Confine this process. `processes` counts those its user has already.

    With namespaces, only the snippet's process returns, a grandchild of the caller's.
    """
    if plan["namespaces"]:
        namespaces.enter()
    if plan["uid"] is not None:
        linux.become(plan["uid"], plan["read_all"])
    if plan["platform"] == "linux":
        linux.die_with_parent()
        linux.gain_nothing_by_exec()
    if plan["landlock"]:
        landlock.restrict(plan["landlock"], folder)
    if plan["others"]:
        seccomp.keep_to_oneself()
    limit(plan, limits, processes)


def count_processes(plan: Plan) -> int:
    """Processes and threads of the user that snippets run as: the kernel counts both."""
    if plan["namespaces"] and plan["uid"] is None:
        return _OWN_IN_NAMESPACE
    user = os.geteuid() if plan["uid"] is None else plan["uid"]
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            # It may have ended since; a task folder has two links more than tasks.
            with contextlib.suppress(OSError):
                if os.stat("/proc/" + name).st_uid == user:
                    total += os.stat(f"/proc/{name}/task").st_nlink - 2
    return total


def _works(plan: Plan, folder: str) -> bool:
    """Whether a process confined by `plan` can still do what a snippet needs."""
    child = os.fork()
    if child == 0:
        try:
            _try(plan, folder)
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _can_look(plan: Plan) -> bool:
    """Whether the memory of a process of the snippets' user can be seen from here."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(OSError):
            ours.close()
            if plan["uid"] is not None:
                linux.become(plan["uid"], plan["read_all"])
            theirs.send(b"there")
            theirs.recv(1)
        os._exit(0)
    theirs.close()
    with ours:
        there = ours.recv(5)
        seen = child in linux.descendants() and memory.proportional(child) > 0
    os.waitpid(child, 0)
    return bool(there and seen)


def _try_others() -> None:
    """Raises OSError where priorities of others can be changed still, or our own no more."""
    mine = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, os.getpid(), mine)
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_USER, 0, mine)
        raise OSError("the priority of every process of this user can be changed")


def _enter_and_fork() -> None:
    linux.enter_namespaces()
    child = os.fork()
    if child == 0:
        os._exit(0 if os.getpid() == 1 else 1)
    if os.waitpid(child, 0)[1] != 0:
        raise OSError("no process can be started in the namespaces")


def _try(plan: Plan, folder: str) -> None:
    import flask

    if plan["namespaces"]:
        _enter_and_fork()
    if plan["uid"] is not None:
        linux.become(plan["uid"], plan["read_all"])
    linux.gain_nothing_by_exec()
    if plan["landlock"]:
        landlock.restrict(plan["landlock"], folder)
    if plan["others"]:
        seccomp.keep_to_oneself()
        _try_others()
    os.chdir(folder)
    for needed in (str(flask.__file__), str(os.__file__), sys.executable):
        with open(needed, "rb"):
            pass
