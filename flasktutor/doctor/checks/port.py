"""Owns the checks of the machine around: port, computer's name, PowerShell's policy."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from flasktutor.doctor.checks.words import command_facts
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.language import _

_DENIED = {errno.EACCES, errno.EPERM, 10013}  # the last is Windows' WSAEACCES


def free(facts: Facts) -> Iterator[Finding]:
    """The port can be bound, and nobody else answers there."""
    port = facts.port
    words = command_facts(facts)
    if not port.bind_error and not port.answers:
        seen = _("Port {port} is free.").format(port=port.number)
        yield fine("port", "port", seen)
    elif port.server.lower().startswith("airtunes"):
        seen = _("Port {port} is answered by {server}.").format(
            port=port.number, server=port.server
        )
        yield problem("port-airplay", "port", seen, words, facts.system)
    elif port.bind_error in _DENIED and not port.answers:
        seen = _("The system refuses port {port}.").format(port=port.number)
        yield problem("port-denied", "port", seen, words, facts.system)
    else:
        # The set-up is healthy all the same: it is for now, and one option away.
        yield note("port-taken", "port", _taken(facts), words, facts.system)


def _taken(facts: Facts) -> str:
    """Who has the port, as far as it is known."""
    port, server = facts.port, facts.port.listener
    if server is None:
        return _("On port {port} ({family}) another program listens{name}.").format(
            port=port.number, family=port.family, name=f" ({port.server})" if port.server else ""
        )
    here = Path(server.folder).is_relative_to(facts.folder)
    seen = (
        _("Your own server listens on port {port}: {command} (process {pid}).")
        if here
        else _("A program of yours listens on port {port}: {command} (process {pid}, in {folder}).")
    )
    return seen.format(
        port=port.number, command=server.command[:80], pid=server.pid, folder=server.folder
    )


def hostname(facts: Facts) -> Iterator[Finding]:
    """Windows: the computer's name is ASCII, or old servers cannot start."""
    if facts.system.os == "windows" and not facts.hostname.isascii():
        seen = _("This computer is called {name}.").format(name=facts.hostname)
        yield note("hostname-not-ascii", "port", seen, command_facts(facts), facts.system)


def execution_policy(facts: Facts) -> Iterator[Finding]:
    """Windows: PowerShell lets the script run that activates an environment."""
    if facts.execution_policy in ("Restricted", "AllSigned"):
        seen = _("PowerShell's execution policy is {policy}.").format(policy=facts.execution_policy)
        active = "VIRTUAL_ENV" in facts.environ
        make = note if active or not facts.in_folder else problem
        yield make("powershell-policy", "project", seen, command_facts(facts), facts.system)
