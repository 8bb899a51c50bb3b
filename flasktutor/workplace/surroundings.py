"""Owns the variables of the learner's own terminal: the tutor's environment is not theirs."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_NAMED_BY = {
    "VIRTUAL_ENV": ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"),
    "CONDA_PREFIX": ("CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_PROMPT_MODIFIER"),
}
"""The variable that holds an active environment's path → all that activating it sets."""


def of_learner(
    environ: Mapping[str, str], folder: Path, own: Path = Path(sys.prefix)
) -> dict[str, str]:
    """`environ` as it would be had the environment `own`, which we run in, not been activated.

    One that lies in the learner's folder is theirs as well, and stays.
    """
    kept = dict(environ)
    if _real(own).is_relative_to(_real(folder)):
        return kept
    active = [
        name for name in _NAMED_BY if kept.get(name) and _real(Path(kept[name])) == _real(own)
    ]
    if not active and own == Path(sys.base_prefix):
        return kept  # the system's own Python
    for name in active:
        for variable in _NAMED_BY[name]:
            kept.pop(variable, None)
    folders = kept.get("PATH", "").split(os.pathsep)
    kept["PATH"] = os.pathsep.join(one for one in folders if not _is_of(own, one))
    return kept


def _names(path: str, own: Path) -> bool:
    return bool(path) and _real(Path(path)) == _real(own)


def _is_of(own: Path, folder: str) -> bool:
    """Whether a folder of PATH holds the programs of the environment `own`."""
    return bool(folder) and _real(Path(folder)).is_relative_to(_real(own))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
