"""Owns the learner's place for a lesson: the folder and, where they named one, the environment."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from flasktutor.lesson import Lesson
from flasktutor.progress import Progress
from flasktutor.values import frozen

SETTING = "place:{lesson}"
"""The setting that keeps a lesson's place, as JSON: `folder` and, perhaps, `environment`."""

State = Literal["missing", "empty", "filled", "no-folder", "unreadable", "unwritable"]


@frozen
class Workplace:
    """The learner's folder; `environment` is one that they named, when it is not found there."""

    folder: Path
    environment: Path | None = None


def proposed(lesson: Lesson, home: Path) -> Path:
    """The folder to propose for a lesson."""
    return home / "flasktutor" / (lesson.folder or lesson.lesson)


def of(progress: Progress, lesson: str) -> Workplace | None:
    """The place that was kept for the lesson of that name; it may be gone by now, see `state`."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        kept = json.loads(progress.setting(SETTING.format(lesson=lesson)) or "")
        folder = Path(kept["folder"])
        environment = kept.get("environment")
        return Workplace(folder, Path(environment) if environment else None)
    return None


def keep(progress: Progress, lesson: str, place: Workplace | None) -> None:
    """Remember the place for the lesson of that name; None forgets it."""
    text = None
    if place is not None:
        kept = {"folder": str(place.folder)}
        if place.environment is not None:
            kept["environment"] = str(place.environment)
        text = json.dumps(kept)
    progress.set_setting(SETTING.format(lesson=lesson), text)


def state(folder: Path) -> State:
    """What is at `folder`: nothing, an empty folder, a filled one, or none that can be used.

    Nothing is written to find out: what the system says of rights is taken as it is.
    """
    try:
        if not folder.is_dir():
            there = folder.exists() or folder.is_symlink()
            return "no-folder" if there else "missing"
        with os.scandir(folder) as entries:
            filled = next(entries, None) is not None
    except PermissionError:
        return "unreadable"
    except OSError:
        return "missing"
    if not os.access(folder, os.W_OK | os.X_OK):
        return "unwritable"
    return "filled" if filled else "empty"


def surroundings(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The variables of the learner's other terminal, as far as they can be known.

    The environment that the tutor itself runs in is taken out, for nobody activated it
    there, unless it lies in the learner's folder.
    """
    found = dict(environ)
    own = Path(sys.prefix).resolve()
    with suppress(OSError):
        if sys.prefix == sys.base_prefix or own.is_relative_to(folder.resolve()):
            return found
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if name in found and Path(found[name]).resolve() == own:
            for gone in (name, f"{name}_PROMPT", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER"):
                found.pop(gone, None)
    programs = {own / "bin", own / "Scripts"}
    path = found.get("PATH", "").split(os.pathsep)
    found["PATH"] = os.pathsep.join(one for one in path if Path(one).resolve() not in programs)
    return found
