"""Owns deciding which cause an error has: by what is seen first, then by what its words tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flasktutor.causes import distributions, misfits, own_packages, shadows
from flasktutor.causes.environment import Environment
from flasktutor.causes.frames import FLASKS, raised_by
from flasktutor.causes.matching import Match, match_error
from flasktutor.causes.model import Cause, FoundError

_IMPORTS = ("ImportError", "ModuleNotFoundError")


def recognised(
    error: FoundError,
    causes: Mapping[str, Cause],
    around: Environment,
    *,
    of: Sequence[FoundError] = (),
) -> Match | None:
    """The cause of `error`, one of the errors `of` the same text; None when it is not known."""
    if only_tried(error, of):
        return None
    match = _match(error, causes, around)
    if match is None:
        return None
    facts, certain = dict(match.facts), match.certain and not error.handled
    if "package" not in facts and "module" in facts:
        facts["package"] = distributions.of(facts["module"])
        certain = certain and (_is_known(facts["module"]) or not _is_installed_by(match.cause))
    return replace(match, facts=facts, certain=certain)


def _is_known(module: str) -> bool:
    """Whether it is known to come from pip: another may be the learner's own."""
    return module in distributions.known() or module in FLASKS


def _is_installed_by(cause: Cause) -> bool:
    return any("{package}" in repair.install for repair in cause.fixes)


def only_tried(error: FoundError, of: Sequence[FoundError]) -> bool:
    """Whether a program only tried if a module is there, and then tried something else."""
    return (
        error.handled
        and error.type in _IMPORTS
        and any(other.type in _IMPORTS and not other.handled for other in of)
    )


def _match(error: FoundError, causes: Mapping[str, Cause], around: Environment) -> Match | None:
    if seen := shadows.seen(error, causes):
        return seen
    raiser = raised_by(error.places)
    # Of Flask and what it stands on, causes of their own tell more than the general rule.
    if raiser and raiser.module in FLASKS and (own := match_error(error, causes)):
        return own
    return (
        misfits.fitting(error, causes, around)
        or shadows.supposed(error, causes)
        or own_packages.supposed(error, causes)
        or match_error(error, causes)
        or misfits.in_own_code(error, causes)
    )
