"""Owns the conditions on the set-up: an environment, its packages, what the doctor finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from flasktutor.causes.versions import within
from flasktutor.checks import Mark
from flasktutor.conditions.base import Condition
from flasktutor.conditions.looks import (
    DoctorLook,
    DoctorSeen,
    EnvironmentLook,
    EnvironmentSeen,
)
from flasktutor.language import _
from flasktutor.schema import Report
from flasktutor.values import frozen

WELL = ("well",)


@frozen(kw_only=True)
class EnvironmentCondition(Condition):
    """The learner's folder has an environment of its own that starts, with these packages."""

    environment: Literal["works"]
    """`works`."""
    packages: tuple[str, ...] = ()
    """Packages in it, as pip writes them: `flask`, `flask>=3`."""
    without: tuple[str, ...] = ()
    """Packages that are not in it."""

    def check(self, report: Report) -> None:
        for name in ("packages", "without"):
            for text in getattr(self, name):
                if not _is_requirement(text):
                    report(name, _("write a package as pip does, such as `flask>=3`"))

    def look(self) -> EnvironmentLook:
        return EnvironmentLook()

    def criterion(self) -> str:
        packages = ", ".join(f"`{text}`" for text in self.packages)
        others = ", ".join(f"`{text}`" for text in self.without)
        if packages and others:
            text = _("an environment with {packages} and without {others}")
        elif packages:
            text = _("an environment with {packages}")
        elif others:
            text = _("an environment without {others}")
        else:
            text = _("an environment of this folder's own")
        return text.format(packages=packages, others=others)

    def judge(self, seen: EnvironmentSeen) -> tuple[Mark, ...]:
        if seen.state == "missing":
            return (self.mark(False, seen=_missing(seen.place)),)
        if seen.state == "broken":
            text = _("`{python}` does not start").format(python=seen.python)
            return (self.mark(False, seen=text, error=seen.said),)
        if seen.state == "moved":
            text = _("`{place}` was made as `{origin}`, where its programs look for it")
            return (self.mark(False, seen=text.format(place=seen.place, origin=seen.said)),)
        if seen.state == "unfinished":
            text = _("`{place}` is not finished: there is nothing in it to activate")
            return (self.mark(False, seen=text.format(place=seen.place)),)
        lacking = list(self._lacking(seen))
        return (self.mark(not lacking, seen="; ".join(lacking)),)

    def _lacking(self, seen: EnvironmentSeen) -> Iterator[str]:
        from packaging.requirements import Requirement
        from packaging.utils import canonicalize_name

        for text in self.packages:
            wanted = Requirement(text)
            version = seen.packages.get(canonicalize_name(wanted.name))
            if version is None:
                told = _("`{package}` is not in `{place}`")
                yield told.format(package=wanted.name, place=seen.place)
            elif wanted.specifier and not within(version, str(wanted.specifier)):
                told = _("`{package}` is there in version {version}")
                yield told.format(package=wanted.name, version=version)
        for text in self.without:
            name = canonicalize_name(Requirement(text).name)
            if name in seen.packages:
                yield _("`{package}` is in `{place}`").format(package=text, place=seen.place)


@frozen(kw_only=True)
class DoctorCondition(Condition):
    """`check-install` finds nothing wrong, or finds this."""

    slow = True

    doctor: tuple[str, ...]
    """`well`, or the id of what it finds; of several, one is enough."""

    def check(self, report: Report) -> None:
        known = _known() if self.doctor != WELL else frozenset(WELL)
        for one in set(self.doctor) - known:
            report("doctor", _("`{id}` is no problem that check-install knows").format(id=one))

    def look(self) -> DoctorLook:
        return DoctorLook()

    def criterion(self) -> str:
        if self.doctor == WELL:
            return _("`flasktutor check-install` finds nothing wrong")
        listed = _(" or ").join(f"`{one}`" for one in self.doctor)
        return _("`flasktutor check-install` finds {id}").format(id=listed)

    def judge(self, seen: DoctorSeen) -> tuple[Mark, ...]:
        if seen.error:
            return (self.mark(False, seen=seen.error),)
        told = "; ".join(problem.means for problem in (seen.problems or seen.notes)[:2])
        if self.doctor == WELL:
            well = seen.works and not seen.problems
            return (self.mark(well, seen="" if well else told or _("Flask does not work")),)
        found = any(one.id in self.doctor for one in (*seen.problems, *seen.notes))
        return (self.mark(found, seen="" if found else told or _("nothing wrong")),)


def _missing(elsewhere: str) -> str:
    if not elsewhere:
        return _("none is found in this folder")
    return _("none is found in this folder, but in `{place}`").format(place=elsewhere)


def _is_requirement(text: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return not Requirement(text).url
    except InvalidRequirement:
        return False


def _known() -> frozenset[str]:
    from flasktutor import causes

    return frozenset(causes.known())
