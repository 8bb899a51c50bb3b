"""Owns seeing that a module which is not found is a folder of the learner's own project."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flasktutor.causes import distributions
from flasktutor.causes.frames import FLASKS, STDLIB, owner
from flasktutor.causes.matching import Match
from flasktutor.causes.model import Cause, FoundError

_MISSING = re.compile(r"^No module named '?(?P<module>\w+)(?:\.\w+)*'?(?:;|$)")
_BETWEEN_PATHS = re.compile(r"[\"'\s]+")


def supposed(error: FoundError, causes: Mapping[str, Cause]) -> Match | None:
    """That a folder of own code in the text is called like the module; else None."""
    first = error.message.split("\n")[0]
    found = _MISSING.match(first)
    if not found or error.type not in ("ImportError", "ModuleNotFoundError"):
        return None
    module = found["module"]
    if module in STDLIB or module in FLASKS or module in distributions.known():
        return None
    for line in error.context.split("\n"):
        if folder := _folder(line, module):
            facts = {"module": module, **({"folder": folder} if "-" in folder else {})}
            return Match(
                cause=causes["own-package-not-found"],
                facts=facts,
                certain=False,
                evidence=(line.strip(), f"{error.type}: {first}"),
            )
    return None


def _folder(line: str, module: str) -> str:
    """The folder called like `module` in a path to own code that `line` names, or ""."""
    wanted = distributions.normal(module)
    for path in _BETWEEN_PATHS.split(line):
        folders = re.split(r"[/\\]", path)[:-1]
        if folders and "://" not in path and owner(path).kind == "own":
            return next((one for one in folders if distributions.normal(one) == wanted), "")
    return ""
