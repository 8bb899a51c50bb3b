"""Owns which protections a process is to have, by name, and the limits that every system sets."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any, Dict

Plan = Dict[str, Any]

#: How many processes and threads a snippet may add to those of its user.
SPARE_PROCESSES = 32
_MOST_FILES = 256
#: Memory kept back for reporting a MemoryError.
_RESERVE = 32 * 1024 * 1024


def bare_plan(platform: str) -> Plan:
    """The plan that asks nothing of the system but its limits."""
    return {
        "platform": platform,
        "uid": None,
        "read_all": False,
        "landlock": 0,
        "count": False,
        "others": False,
        "namespaces": False,
        "totals": False,
    }


def protections(plan: Plan) -> list[str]:
    """The names of what `plan` holds, for people and for `--json`."""
    names = ["process", "limits"]
    tidying = {"linux": "sweep", "win32": "job-object"}
    names.append(tidying.get(plan["platform"], "group-kill"))
    if plan["count"]:
        names.append("process-count")
    if plan["totals"]:
        names.append("totals")
    levels = ((1, "files"), (4, "tcp"), (6, "signals"))
    names += [name for level, name in levels if plan["landlock"] >= level]
    if plan["others"]:
        names.append("others")
    if plan["namespaces"]:
        names.append("namespaces")
    if sys.platform != "win32" and os.geteuid() == 0:
        names.append("root" if plan["uid"] is None else "user-dropped")
    return names


def limit(plan: Plan, limits: dict[str, Any], processes: int) -> None:
    """Set the system's own limits, where it knows any."""
    if sys.platform == "win32":
        return  # it knows limits of jobs alone, which the tutor sets
    import resource

    bounds = {
        resource.RLIMIT_CPU: (limits["cpu"], limits["cpu"] + 1),
        resource.RLIMIT_FSIZE: (limits["file"], limits["file"]),
        resource.RLIMIT_NOFILE: (_MOST_FILES, _MOST_FILES),
        resource.RLIMIT_CORE: (0, 0),
    }
    if plan["platform"] != "darwin":
        # There this limit is not dependable: the supervisor looks at the memory instead.
        bounds[resource.RLIMIT_AS] = (limits["memory"], limits["memory"] + _RESERVE)
    if plan["count"]:
        most = processes + SPARE_PROCESSES
        bounds[resource.RLIMIT_NPROC] = (most, most)
    for kind, wanted in bounds.items():
        # The system may set a lower ceiling, which is as good.
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            wanted = (min(wanted[0], ceiling), min(wanted[1], ceiling))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, wanted)
