"""Owns what is said of a clash of versions: general sentences filled with facts, and repairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flasktutor.causes.clashes import CODE, PYTHON, Clash, Sighting, written
from flasktutor.causes.distributions import normal
from flasktutor.causes.environment import Environment, installing
from flasktutor.causes.model import Explanation, Fix
from flasktutor.causes.store import FOLDER
from flasktutor.causes.system import System
from flasktutor.datafiles import read

LESSON = "errors"
_NAME = re.compile(r"[\w.-]+")
_OLDEST = re.compile(r"^>=?[\w.]+,(?=[<!])")


def explain(
    clash: Clash,
    system: System,
    around: Environment,
    language: str,
    *,
    versions: Mapping[str, str] | None = None,
    seen: Sighting | None = None,
) -> Explanation:
    """What `clash` means and how it is repaired in the environment `around`.

    `versions` are what is installed, by distribution, with Python's own as "Python";
    without them the words name the releases that clash, and the cause is only inferred:
    from where it was `seen`.
    """
    words, own = _general(language), _own(language).get(clash.id, {})
    kind, named = _named(clash, versions)
    means = own.get("means", "") if versions is None else ""
    why = own.get("why") or words["why"][kind].format_map(named)
    return Explanation(
        id=clash.id,
        known=True,
        means=(means or words["means"][kind].format_map(named)).strip(),
        why=f"{why.strip()} {words['when'][clash.when]}",
        fixes=tuple(_fixes(clash, system, around, named, words["fixes"], own.get("say", ""))),
        lesson=LESSON,
        error=seen.error if seen else None,
        certain=versions is not None,
        evidence=(seen.shown,) if seen else (),
        confirm=None
        if versions is not None
        else _confirming(clash, system, around, words["fixes"]),
    )


def _confirming(clash: Clash, system: System, around: Environment, words: Mapping[str, str]) -> Fix:
    """What shows the versions that a text does not tell."""
    packages = [name for name in (clash.package, clash.other) if name not in (PYTHON, CODE)]
    return Fix(say=words["confirm"], commands=installing(around, packages, system, "show"))


def repair_kind(clash: Clash, repair: str) -> str:
    """Which of the ways to repair `repair` is: upgrade, older, add, replace, python."""
    wanted = requirements(repair)
    names = {normal(name) for name, _specifier in wanted}
    if PYTHON.lower() in names:
        return "python"
    if not names & {normal(clash.package), normal(clash.other)}:
        return "replace"
    if clash.absent == "only":
        return "add"
    if any("<" in specifier for _name, specifier in wanted):
        return "add" if clash.absent else "older"
    return "upgrade"


def requirements(repair: str) -> list[tuple[str, str]]:
    """The distributions that `repair` installs, each with its specifier.

    Packaging's way to read them would take longer than all else that an answer needs.
    """
    return [(name[0], part[name.end() :]) for part in repair.split() if (name := _NAME.match(part))]


def _named(clash: Clash, versions: Mapping[str, str] | None) -> tuple[str, dict[str, str]]:
    """Which of the general sentences fits, and the names and versions that fill it."""
    here = {normal(name): version for name, version in (versions or {}).items()}
    other = here.get(normal(clash.other), "")
    kind = "code" if clash.other == CODE else "package"
    if clash.absent == "only" or (here and not other and clash.absent):
        kind = "missing"
    elif clash.absent and not here:
        kind = "either"
    return kind, {
        "package": clash.package,
        "version": here.get(normal(clash.package)) or _range(clash.versions),
        "other": clash.other,
        "other_version": other or _range(clash.other_versions),
    }


def _range(specifier: str) -> str:
    """A specifier as it is read best: the upper bound alone where older ones went out of use."""
    ordered = ",".join(sorted(specifier.split(","), key=lambda part: part.startswith("<")))
    return _OLDEST.sub("", ordered)


def _fixes(
    clash: Clash,
    system: System,
    around: Environment,
    facts: Mapping[str, str],
    words: Mapping[str, str],
    say: str,
) -> Iterator[Fix]:
    if clash.code:
        yield Fix(say=say or words["code"].format_map(facts), code=clash.code.rstrip())
    for repair in clash.repairs:
        kind = repair_kind(clash, repair)
        wanted = requirements(repair)
        named = {
            **facts,
            "names": ", ".join(name for name, _specifier in wanted),
            "python_wanted": wanted[0][1],
        }
        yield Fix(
            say=words[kind].format_map(named),
            commands=() if kind == "python" else _installing(repair, kind, system, around),
        )


def _installing(repair: str, kind: str, system: System, around: Environment) -> tuple[str, ...]:
    # A pin says which release to take; without one, the newest is meant.
    newest = kind == "upgrade" and not any(specifier for _name, specifier in requirements(repair))
    return installing(around, repair.split(), system, "upgrade" if newest else "install")


@lru_cache
def _general(language: str) -> Mapping[str, Any]:
    return _laid_over(_read("clash_words.yaml"), _read(f"clash_words.{language}.yaml"))


@lru_cache
def _own(language: str) -> Mapping[str, Mapping[str, str]]:
    """Words that entries have of their own, in `language` where they exist."""
    return _laid_over(written(""), written(language))


def _read(name: str) -> Mapping[str, Any]:
    path = FOLDER / name
    return read(path) if path.exists() else {}


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: {**entry, **above.get(name, {})} for name, entry in below.items()}
