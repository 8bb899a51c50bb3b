"""Owns the file that carries progress between machines: its format, written and read back."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.progress.names import chosen_name
from flasktutor.progress.records import (
    RESULTS,
    Attempt,
    Card,
    Draft,
    Place,
    moment_of,
    moment_text,
)
from flasktutor.progress.store import Progress
from flasktutor.values import frozen
from flasktutor.varied import drawn

FORMAT = 1
SHOWN = 40
"""How many characters of a format that is not known are shown."""
LARGEST = 100 * 10**6
"""Bytes of a file to import: what decades of answers do not reach."""
PERSONAL_SETTINGS = ("language", "level")
"""Settings that go along. The rest (interpreter, trusted lessons) belong to their machine."""

T = TypeVar("T")


@frozen
class Exported:
    """What such a file holds."""

    attempts: list[Attempt]
    places: list[Place]
    cards: list[Card]
    drafts: list[Draft]
    settings: dict[str, str]
    name: str = ""
    """What the learner chose to be called where files are handed in, if anything."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """A mark of each lesson's bytes, where the file was made."""


def text_of(progress: Progress, name: str, versions: Mapping[str, str]) -> str:
    """All of a learner's progress as the text of such a file, under a `name` if one is given.

    Of `versions` those are told that there are answers to.
    """
    attempts = progress.attempts()
    begun = {attempt.lesson for attempt in attempts}
    document = {
        "flasktutor": "progress",
        "format": FORMAT,
        **({"name": name} if name else {}),
        "versions": {lesson: mark for lesson, mark in versions.items() if lesson in begun},
        "attempts": [_plain(record) for record in attempts],
        "places": [_plain(record) for record in progress.places()],
        "cards": [_plain(record) for record in progress.cards()],
        "drafts": [_plain(record) for record in progress.drafts()],
        "settings": _personal(progress.settings()),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read(file: Path) -> Exported:
    """What `file` holds; TutorError when it cannot be read or is not as `text_of` writes it."""
    document = _loaded(file)
    return Exported(
        attempts=_records(document, "attempts", _read_attempt, file),
        places=_records(document, "places", _read_place, file),
        cards=_records(document, "cards", _read_card, file),
        drafts=_records(document, "drafts", _read_draft, file),
        settings=_settings(document, file),
        name=_name(document, file),
        versions=_texts(document, "versions", file),
    )


def _personal(settings: Mapping[str, str]) -> dict[str, str]:
    return {name: settings[name] for name in PERSONAL_SETTINGS if name in settings}


def _plain(record: Attempt | Place | Card | Draft) -> dict[str, Any]:
    return {
        name: moment_text(value) if isinstance(value, datetime) else value
        for name, value in asdict(record).items()
    }


def _loaded(file: Path) -> dict[str, Any]:
    try:
        # With "sig", the mark that Windows' editors set before a text is no part of it.
        document = json.loads(_bytes_of(file).decode("utf-8-sig"))
    except OSError as error:
        raise TutorError(
            _("{file} cannot be read: {reason}.").format(file=file, reason=reason(error)),
            hint=_("Check the name, and whether you may read the file."),
        ) from error
    except json.JSONDecodeError as error:
        problem = _("line {line}, column {column} is not JSON").format(
            line=error.lineno, column=error.colno
        )
        raise _unusable(file, problem) from error
    except UnicodeDecodeError as error:
        raise _unusable(file, _("it is not UTF-8 text")) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise _unusable(file, _("it is not the JSON that flasktutor writes")) from error
    if not isinstance(document, dict) or document.get("flasktutor") != "progress":
        raise _unusable(file, _("it does not say that it holds flasktutor's progress"))
    found = document.get("format")
    if type(found) is not int or found != FORMAT:
        raise _unusable(file, _unread(found))
    return document


def _unread(found: object) -> str:
    """Why a file of that format is not read."""
    if found == str(FORMAT):
        text = _("its format is the text “{known}”; write {known}, the number without quotes")
        return text.format(known=FORMAT)
    text = _("its format is {found}, and this flasktutor reads {known}")
    # As it stands in the file: "2" in quotes is not 2.
    said = json.dumps(found, ensure_ascii=False)
    return text.format(found=said if len(said) < SHOWN else said[:SHOWN] + "…", known=FORMAT)


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as stream:
        # To make room for the largest file takes longer than to read one; a pipe says no length.
        said = min(os.fstat(stream.fileno()).st_size, LARGEST)
        content = stream.read(said + 1)
        if len(content) > said:
            content += stream.read(LARGEST - said)
    if len(content) > LARGEST:
        raise _unusable(file, _("it is larger than {n} MB").format(n=LARGEST // 10**6))
    return content


def _unusable(file: Path, problem: str) -> TutorError:
    return TutorError(
        _("{file} cannot be imported: {problem}.").format(file=file, problem=problem),
        hint=_("Make the file with: flasktutor progress --export FILE"),
    )


def _records(
    document: Mapping[str, Any], name: str, read: Callable[[Any], T], file: Path
) -> list[T]:
    found = document.get(name, [])
    if not isinstance(found, list):
        raise _unusable(file, _("“{name}” is no list").format(name=name))
    records: list[T] = []
    try:
        records.extend(read(item) for item in found)
    except (KeyError, ValueError, TypeError, OverflowError) as error:
        problem = _("entry {number} of “{name}” is not as flasktutor writes it")
        number = len(records) + 1  # those before the flaw were taken in
        raise _unusable(file, problem.format(number=number, name=name)) from error
    return records


def _settings(document: Mapping[str, Any], file: Path) -> dict[str, str]:
    return _personal(_texts(document, "settings", file))


def _texts(document: Mapping[str, Any], name: str, file: Path) -> dict[str, str]:
    """Texts by name; files of earlier versions may have none."""
    found = document.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise _unusable(file, _("“{name}” is not as flasktutor writes it").format(name=name))
    return found


def _name(document: Mapping[str, Any], file: Path) -> str:
    try:
        return chosen_name(_text(document["name"])) if "name" in document else ""
    except (TypeError, ValueError) as error:
        text = _("“{name}” is not as flasktutor writes it").format(name="name")
        raise _unusable(file, text) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or value < 0:
        raise ValueError(value)
    return float(value)


_TEXTS = {str}


def _read_attempt(item: Any) -> Attempt:
    if item["result"] not in RESULTS:
        raise ValueError(item["result"])
    texts = item["id"], item["lesson"], item["step"], item["at"], item["answer"]
    # All at once: a class hands in a hundred thousand.
    if {*map(type, texts)} != _TEXTS:
        raise TypeError(texts)
    key, lesson, step, at, answer = texts
    belief = item["misconception"]
    return Attempt(
        id=key,
        lesson=lesson,
        step=step,
        result=item["result"],
        at=moment_of(at),
        answer=answer,
        hints=_count(item["hints"]),
        seconds=_seconds(item["seconds"]),
        misconception=None if belief is None else _text(belief),
        review=_flag(item["review"]),
        # Files of earlier versions have none.
        drawn=None if item.get("drawn") is None else drawn.of(item["drawn"]),
    )


def _read_place(item: Any) -> Place:
    return Place(
        lesson=_text(item["lesson"]),
        step=_text(item["step"]),
        finished=_flag(item["finished"]),
        at=moment_of(_text(item["at"])),
    )


def _read_card(item: Any) -> Card:
    return Card(
        lesson=_text(item["lesson"]),
        step=_text(item["step"]),
        due=moment_of(_text(item["due"])),
        state=_text(item["state"]),
    )


def _read_draft(item: Any) -> Draft:
    return Draft(lesson=_text(item["lesson"]), step=_text(item["step"]), text=_text(item["text"]))
