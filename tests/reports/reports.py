"""Owns what is kept of each public report: files of `data/`, one text and one entry for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from flasktutor.values import frozen
from tests.clashes.proofs import proofs

DATA = Path(__file__).with_name("data")


@frozen(kw_only=True)
class Recipe:
    """How a report's failure is built: an environment, files, and a command that fails there.

    `install` are steps of requirements, `prepare` is run once when the files stand. `run` is a
    line for a shell whose PATH begins with the environment; it works when it ends with 0, or, for
    what runs on, once it prints `works`. What is proposed is run before it; where that does not
    end by installing, `instead` may say how it takes its place (`{command}`). `names` are put
    where it has words in capitals. `by_hand` is what is changed (`files`, `run`, `install`) where
    the repair is code, or a choice of the learner's. `clash` takes environment and program from
    the proof of a listed clash instead.
    With `app`, `check-install --app` has to find the cause, too, and be content afterwards.
    """

    python: str = "3.11"
    install: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    prepare: str = ""
    run: str = "python app.py"
    instead: str = ""
    works: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    by_hand: Mapping[str, Any] = field(default_factory=dict)
    app: str = ""
    clash: str = ""

    def whole(self) -> Recipe:
        """The recipe with what it takes from the proof of a clash."""
        if not self.clash:
            return self
        proof = proofs()[self.clash]
        by_hand = {"files": {"app.py": proof.repaired}} if proof.repaired != proof.program else {}
        return replace(
            self,
            python=proof.python,
            install=proof.seen[0],
            files={"app.py": proof.program},
            by_hand=by_hand,
        )


@frozen(kw_only=True)
class Report:
    """One report: where it stands, what was really wrong, and which of our causes are right.

    `made` says whether the text was printed by a run here (`run`) or is the public wording,
    for what does not run here (`text`). `tried` says how it is known that `cause` is true.
    """

    id: str
    kind: str
    source: tuple[str, ...]
    versions: str
    made: Literal["run", "text"]
    cause: str
    right: tuple[str, ...] = ()
    helps: str
    tried: str
    recipe: Recipe | None = None

    @property
    def path(self) -> Path:
        """Where its text stands."""
        return DATA / f"{self.id}.txt"


def reports() -> Mapping[str, Report]:
    """Every report by its id, in the order of the files and of what stands in them."""
    found: dict[str, Report] = {}
    for path in sorted(DATA.glob("*.yaml")):
        for name, entry in yaml.safe_load(path.read_text("utf-8")).items():
            if name in found:
                raise ValueError(f"{path.name}: {name} is there twice")
            found[name] = _report(name, path.stem, entry)
    return found


def _report(name: str, kind: str, entry: Mapping[str, Any]) -> Report:
    recipe = entry.get("recipe")
    return Report(
        id=name,
        kind=kind,
        **_read(name, Report, {key: entry[key] for key in entry if key != "recipe"}),
        recipe=Recipe(**_read(name, Recipe, recipe)) if recipe else None,
    )


def _read(name: str, into: type, entry: Mapping[str, Any]) -> dict[str, Any]:
    """`entry` with lists as they are declared; a key that means nothing is a mistake."""
    allowed = {one.name for one in fields(into)} - {"id", "kind"}
    if wrong := set(entry) - allowed:
        raise ValueError(f"{name}: {', '.join(sorted(wrong))} has no meaning here")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
