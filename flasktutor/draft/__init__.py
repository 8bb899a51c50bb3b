"""Owns the start of a new lesson: `my-lesson.yaml` beside this file, written under another name.

The draft is a whole lesson with a step of every kind, and proves itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from flasktutor import course, editor_schema
from flasktutor.errors import TutorError
from flasktutor.language import _, reason
from flasktutor.schema import is_key
from flasktutor.trust import Content
from flasktutor.yamlsource import File

_NAME = "my-lesson"
_TITLES = {".yaml": "My lesson", ".id.yaml": "Pelajaranku"}
_SCHEMAS: tuple[editor_schema.Sort, ...] = ("lesson", "translation")


def write(name: str, folder: Path) -> list[Path]:
    """Write a lesson called `name`, its translation, and the schemas that editors read.

    Returns the lesson's own files. Raises `TutorError` where the name is no key,
    a file of that name is there, or the folder cannot be written.
    """
    _refuse_bad(name)
    made = content(name, folder)
    files = {file.path: file.data for file in (made.file, *made.translations.values())}
    for path in files:
        if path.exists():
            raise TutorError(
                _("{path} is there already; it was left as it is.").format(path=path),
                hint=_("Choose another name, or take it up: `{command}`").format(
                    command=f"flasktutor lessons preview {folder / name}.yaml"
                ),
                exit_code=2,
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            path.write_bytes(data)
        for sort in _SCHEMAS:
            write_schema(folder / f"{sort}.schema.json", sort)
    except OSError as error:
        raise TutorError(
            _("The lesson cannot be written to {folder}: {why}").format(
                folder=folder, why=reason(error)
            )
        ) from None
    return list(files)


def content(name: str, folder: Path) -> Content:
    """What `write` writes, as it would be read."""
    own, *translations = (
        File(folder / f"{name}{suffix}", text.encode()) for suffix, text in _texts(name)
    )
    return Content(own, {file.path.suffixes[0][1:]: file for file in translations})


def write_schema(path: Path, sort: editor_schema.Sort) -> None:
    """Write the JSON Schema of that sort of file."""
    text = json.dumps(editor_schema.schema_of(sort), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", "utf-8")


def suggestion(name: str) -> str:
    """The nearest name to `name` that a lesson may have; empty where there is none."""
    last = re.sub(r"(\.\w{2,3})?\.ya?ml$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    ascii_only = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    if words and words[0][0].isdecimal():
        words = ["lesson", *words]
    return "-".join(words)


def _refuse_bad(name: str) -> None:
    if is_key(name) and name != Path(course.COURSE_FILE).stem:
        return
    near = suggestion(name)
    taken = name == Path(course.COURSE_FILE).stem
    why = (
        _("`{file}` is the file that says the order of a folder's lessons.")
        if taken
        else _("A lesson's name is made of small letters, digits and hyphens, a letter first.")
    )
    raise TutorError(
        _("A lesson cannot be called `{name}`.").format(name=name)
        + " "
        + why.format(file=course.COURSE_FILE),
        hint=_("Perhaps `{name}`?").format(name=near) if near and not taken else "",
        exit_code=2,
    )


def _texts(name: str) -> Iterator[tuple[str, str]]:
    for suffix, title in _TITLES.items():
        text = (Path(__file__).parent / f"{_NAME}{suffix}").read_text("utf-8")
        titled = text.replace(f"title: {title}", f"title: {name.replace('-', ' ').capitalize()}")
        yield suffix, titled.replace(_NAME, name)
