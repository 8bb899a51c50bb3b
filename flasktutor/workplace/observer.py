"""Owns what is looked at for a step, in which order, and what need not be looked at again.

The checks of a step are looked at in their order. Those that start a program of the learner's
are slow: they are looked at once all before them hold. What shows a mistake is looked at when
the checks do not hold, in its order, and no further than it holds. What was seen by a program is
kept as long as nothing that it may depend on has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flasktutor.causes.system import detect
from flasktutor.conditions import Condition, Look, Seen
from flasktutor.conditions.looks import (
    AppLook,
    DoctorLook,
    EnvironmentLook,
    FileLook,
    ServerLook,
    SuiteLook,
)
from flasktutor.doctor.listeners import Listener
from flasktutor.steps.do import DoStep
from flasktutor.workplace import apps, doctoring, environments, files, servers, suite
from flasktutor.workplace.environments import Environments, Found
from flasktutor.workplace.place import Workplace


class Observer:
    """Looks at a place for a step."""

    def __init__(self, step: DoStep, place: Workplace, environ: Mapping[str, str]) -> None:
        self._step, self._place, self._environ = step, place, environ
        self._system = detect(environ)
        self.environments = Environments(place, environ, self._system)
        # By what was looked at, written out: requests hold mappings, which have no hash.
        self._kept: dict[str, tuple[object, Seen]] = {}
        self._now: dict[str, Seen] = {}
        self._everybody: tuple[Listener, ...] | None = ()
        self._servers: tuple[Listener, ...] = ()
        self._found: list[Found | None] = []

    def look(
        self, everybody: tuple[Listener, ...] | None, key: object, *, afresh: bool
    ) -> tuple[Seen | None, ...]:
        """What was seen for each of the step's conditions.

        `everybody` is who listens; `key` differs when files or packages did. `afresh` also
        looks at what nothing is known to have changed of.
        """
        self._everybody = everybody
        self._servers = servers.of_folder(everybody, self._place.folder)
        self._now, self._found = {}, []
        if afresh:
            self._kept.clear()
        checks = list(self._of_checks(key))
        if all(_holds(one, seen) for one, seen in zip(self._step.checks, checks, strict=True)):
            return (*checks, *[None] * (len(self._step.conditions) - len(checks)))
        shown = (one for mistake in self._step.mistakes for one in self._of(mistake.when, key))
        return (*checks, *shown)

    def _of_checks(self, key: object) -> Iterator[Seen | None]:
        """Each check; a slow one only while all before it hold."""
        hold = True
        for one in self._step.checks:
            seen = self._at(one.look(), key) if hold or not one.slow else None
            hold = hold and _holds(one, seen)
            yield seen

    def _of(self, conditions: Sequence[Condition], key: object) -> Iterator[Seen | None]:
        """What shows a mistake, as far as it holds."""
        hold = True
        for one in conditions:
            seen = self._at(one.look(), key) if hold else None
            hold = hold and _holds(one, seen)
            yield seen

    def _at(self, wish: Look, key: object) -> Seen:
        name = repr(wish)
        if name not in self._now:
            self._now[name] = self._quick(wish) or self._slow(wish, name, key)
        return self._now[name]

    def _quick(self, wish: Look) -> Seen | None:
        folder = self._place.folder
        if isinstance(wish, FileLook):
            return files.look(wish, folder)
        if isinstance(wish, EnvironmentLook):
            return self.environments.seen(self._servers)
        if isinstance(wish, ServerLook):
            return servers.look(wish, folder, self._environ, self._everybody)
        return None

    def _slow(self, wish: Look, name: str, key: object) -> Seen:
        if isinstance(wish, DoctorLook):  # which looks at ports too
            expected = servers.ports(self._place.folder, self._environ)
            taken = [(one.pid, one.port) for one in self._everybody or () if one.port in expected]
            key = (key, taken)
        if name not in self._kept or self._kept[name][0] != key:
            self._kept[name] = (key, self._by_program(wish))
        return self._kept[name][1]

    def _by_program(self, wish: Look) -> Seen:
        folder, found = self._place.folder, self._environment()
        if isinstance(wish, DoctorLook):
            return doctoring.look(folder, found, self._environ, self._system)
        variables = environments.activated(self._environ, found)
        if isinstance(wish, SuiteLook):
            return suite.look(wish, folder, found, variables)
        assert isinstance(wish, AppLook)
        return apps.look(wish, folder, found, variables, self._served())

    def _environment(self) -> Found | None:
        if not self._found:
            self._found.append(self.environments.find(self._servers))
        return self._found[0]

    def _served(self) -> str:
        """What their latest server was told to serve, where that means the same in their folder."""
        here = (one for one in self._servers if Path(one.folder) == self._place.folder.resolve())
        return next((target for one in here if (target := apps.target_of(one.words))), "")


def _holds(condition: Condition, seen: Seen | None) -> bool:
    return seen is not None and all(mark.passed for mark in condition.judge(seen))
