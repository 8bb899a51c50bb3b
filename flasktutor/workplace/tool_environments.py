"""Owns where pdm, pipenv, poetry and uv keep the environment of a folder."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_MOST = 400
"""Entries of a folder among which an environment is looked for."""


def of_tools(folder: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Environments that pdm, pipenv, poetry or uv keep somewhere else for this folder."""
    with suppress(OSError, UnicodeDecodeError):
        python = Path((folder / ".pdm-python").read_text("utf-8").strip())
        if python.is_absolute():
            yield python.parent.parent
    if elsewhere := environ.get("UV_PROJECT_ENVIRONMENT"):
        yield folder / elsewhere
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~"))  # noqa: PTH111  # pathlib raises for a user without a home
    for place in _pipenv_homes(home, environ):
        for one in _entries(place):
            with suppress(OSError, UnicodeDecodeError):
                if Path((one / ".project").read_text("utf-8").strip()) == folder.resolve():
                    yield one
    own = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).digest()
    mark = f"-{base64.urlsafe_b64encode(own).decode()[:8]}-py"
    for place in _poetry_homes(home, environ):
        yield from (one for one in _entries(place) if mark in one.name)


def _pipenv_homes(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    if elsewhere := environ.get("WORKON_HOME"):
        yield Path(elsewhere)
    yield home / ".local/share/virtualenvs"
    yield home / ".virtualenvs"


def _poetry_homes(home: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    if elsewhere := environ.get("POETRY_VIRTUALENVS_PATH"):
        yield Path(elsewhere)
    if elsewhere := environ.get("POETRY_CACHE_DIR"):
        yield Path(elsewhere, "virtualenvs")
    yield Path(environ.get("XDG_CACHE_HOME") or home / ".cache", "pypoetry/virtualenvs")
    yield home / "Library/Caches/pypoetry/virtualenvs"
    if local := environ.get("LOCALAPPDATA"):
        yield Path(local, "pypoetry/Cache/virtualenvs")


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())[:_MOST]
    except OSError:
        return []
