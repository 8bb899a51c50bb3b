"""Owns reading the learner's files that a trace names."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flasktutor.runner.protocol import ContextEvent
from flasktutor.text import escape


def sources(
    events: Iterable[ContextEvent], root: Path, target: str | None = None
) -> Mapping[str, str]:
    """The files below `root` by their names in the events; "" for one that is gone meanwhile.

    Where no event names one, as for a request that no code of the learner's answers, it is that
    of the app `target`.
    """
    names = list(dict.fromkeys(event.file for event in events if event.file))
    return {name: _read(root / name) for name in names or _of_target(target, root)}


def _of_target(target: str | None, root: Path) -> Iterator[str]:
    """The file that `flask --app` would read the app from, where it is seen at once."""
    name = (target or "").partition(":")[0].removesuffix(".py").replace(".", "/")
    tried = (f"{name}.py", f"{name}/__init__.py") if name else ("wsgi.py", "app.py")
    yield from [one for one in tried if (root / one).is_file()][:1]


def _read(path: Path) -> str:
    """A file's text as Python reads it, with a line's end as newline, safe to show."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    try:
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8"
    text = data.decode(encoding, "backslashreplace").replace("\r\n", "\n").replace("\r", "\n")
    return escape(text)
