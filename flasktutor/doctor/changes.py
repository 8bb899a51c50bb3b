"""Owns what a repair did to the packages of an environment, and what brings them back."""

from __future__ import annotations

from flasktutor.doctor.facts import Facts
from flasktutor.values import frozen


@frozen(kw_only=True)
class Changes:
    """Packages as `NAME OLD → NEW`, and the requirements that bring the old ones back."""

    seen: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


def between(before: Facts, after: Facts) -> Changes:
    """What differs between the packages of one environment before and after a repair."""
    if _prefix(before) != _prefix(after):  # another environment, such as one made anew
        return Changes()
    old, new = _installed(before), _installed(after)
    differing = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
    return Changes(
        seen=tuple(f"{name} {old.get(name, '–')} → {new.get(name, '–')}" for name in differing),
        back=tuple(f"{name}=={old[name]}" for name in differing if name in old),
    )


def _installed(facts: Facts) -> dict[str, str]:
    report = facts.subject.report if facts.subject else None
    packages = report.distributions if report else {}
    return {name: version for name, (version, _needs) in packages.items()}


def _prefix(facts: Facts) -> str:
    report = facts.subject.report if facts.subject else None
    return report.prefix if report else ""
