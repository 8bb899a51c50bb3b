"""Owns carrying progress to another machine: a JSON file out, a merge in.

Merging is the same whichever way round and however often it is done.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.progress import document, merging, tables
from flasktutor.progress.store import Progress
from flasktutor.values import frozen


@frozen(kw_only=True)
class Imported:
    """What an import brought: counts of what was new or newer than what was there."""

    attempts: int = 0
    known: int = 0
    places: int = 0
    cards: int = 0
    drafts: int = 0
    settings: int = 0

    def to_json(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def export(
    progress: Progress, file: Path, name: str = "", versions: Mapping[str, str] | None = None
) -> None:
    """Write all progress to `file`, which is replaced only when all was written.

    `name` is what its learner wants to be called by whoever gets the file; `versions` are those of
    the lessons that are here.

    TutorError when it cannot be written, or is the file that progress is kept in.
    """
    if progress.is_in(file):
        raise TutorError(
            _("{file} is where your progress is kept.").format(file=file),
            hint=_("Name another file to carry it in."),
        )
    text = document.text_of(progress, name, versions or {})
    try:
        write_whole(file, text)
    except OSError as error:
        raise TutorError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=reason(error)),
            hint=_("Name a file in a folder of yours, for example in your home."),
        ) from error


def import_(progress: Progress, file: Path) -> Imported:
    """Merge an exported `file` into the progress here, all of it or nothing.

    TutorError when the file cannot be read or is no export, or when it cannot be kept.
    """
    content = document.read(file)
    return progress.insist(lambda connection: _merge(connection, content))


def _merge(connection: sqlite3.Connection, content: document.Exported) -> Imported:
    new = sum(tables.add_attempt(connection, attempt) for attempt in content.attempts)
    drafts = _add_drafts(connection, content)
    settings = _add_settings(connection, content)
    return Imported(
        attempts=new,
        known=len(content.attempts) - new,
        places=merging.put_places(connection, content.places),
        cards=merging.put_cards(connection, content.cards),
        drafts=drafts,
        settings=settings,
    )


def _add_drafts(connection: sqlite3.Connection, content: document.Exported) -> int:
    known = {(draft.lesson, draft.step) for draft in tables.drafts(connection)}
    fresh = [draft for draft in content.drafts if (draft.lesson, draft.step) not in known]
    for draft in fresh:
        tables.put_draft(connection, draft)
    return len(fresh)


def _add_settings(connection: sqlite3.Connection, content: document.Exported) -> int:
    known = tables.settings(connection)
    fresh = {name: value for name, value in content.settings.items() if name not in known}
    for name, value in fresh.items():
        tables.put_setting(connection, name, value)
    return len(fresh)


def write_whole(file: Path, text: str) -> None:
    """Write a file, which is replaced only when all was written."""
    if file.exists() and not file.is_file():
        # A pipe or a device is written to, never replaced.
        file.write_text(text, encoding="utf-8")
        return
    target = file.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
