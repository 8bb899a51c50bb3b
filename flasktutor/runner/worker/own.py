"""Owns which files are the learner's own."""

from __future__ import annotations

import os
import sys
from typing import Any


def files_in(root: str) -> Any:
    """Shows files of the project by their path in it; others are not the learner's."""
    start = os.path.join(os.path.realpath(root), "")
    known: dict[str, str] = {}

    def own(filename: str) -> str:
        if filename not in known:
            path = os.path.realpath(filename) if not filename.startswith("<") else ""
            inside = path.startswith(start) and not _is_installed(path) and os.path.isfile(path)
            known[filename] = path[len(start) :] if inside and _is_python(path) else ""
        return known[filename]

    return own


def _is_python(path: str) -> bool:
    """Whether its lines are its own: a template's count in what Jinja makes of it."""
    return os.path.splitext(path)[1].lower() in ("", ".py", ".pyw")


def _is_installed(path: str) -> bool:
    parts = path.split(os.sep)
    prefix = os.path.join(os.path.realpath(sys.prefix), "")
    return "site-packages" in parts or (path.startswith(prefix) and sys.prefix != sys.base_prefix)
