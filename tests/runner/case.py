"""One case of the table, and the limits that cases are run with."""

from __future__ import annotations

from dataclasses import dataclass, field

from flasktutor.runner.protocol import Context, Limits, Outcome

MIB = 1024 * 1024
QUICK = Limits(wall=3.0, cpu=3, memory=300 * MIB)
HANGS = Limits(wall=0.7, cpu=3, memory=300 * MIB)
SLOW = Limits(wall=30.0, cpu=30, memory=300 * MIB)
BURNS = Limits(wall=30.0, cpu=1, memory=300 * MIB)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One snippet; None and empty fields are not looked at.

    `or_outcome` is there for what Pythons do differently, each rightly; the exception
    is looked at with `outcome` alone.

    `needs` names a protection without which the snippet's doing cannot be prevented.
    """

    name: str
    source: str
    outcome: Outcome = "ok"
    or_outcome: Outcome | None = None
    stdout: str | None = None
    stdout_holds: str = ""
    stderr_holds: str = ""
    raises: str = ""
    line: int | None = None
    exit_code: int | None = None
    stopped_at: int | None = None
    says: str = ""
    needs: str = ""
    limits: Limits = QUICK
    context: Context = field(default_factory=Context)
