"""Owns the start of a new lesson: `my-lesson.yaml` beside this file, written under another name.

The draft is a whole lesson with a step of every kind, and proves itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flasktutor import course, editor_schema
from flasktutor.errors import TutorError, UsageError
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
    refuse_bad(name)
    made = content(name, folder)
    files = {file.path: file.data.decode() for file in (made.file, *made.translations.values())}
    take_up = f"flasktutor lessons preview {folder / name}.yaml"
    hint = _("Choose another name, or take it up: `{command}`").format(command=take_up)
    refuse_there(files, hint)
    put({**files, **{folder / f"{sort}.schema.json": _schema_text(sort) for sort in _SCHEMAS}})
    return list(files)


def refuse_there(files: Iterable[Path], hint: str) -> None:
    """Raise `TutorError` where one of the files is there."""
    for path in files:
        if path.exists():
            text = _("{path} is there already; it was left as it is.")
            raise UsageError(text.format(path=path), hint=hint)


def put(files: Mapping[Path, str]) -> None:
    """Write the files and make their folders; raises `TutorError` where that cannot be."""
    path = Path()
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        told = _("The lesson cannot be written to {folder}: {why}")
        raise TutorError(told.format(folder=path.parent, why=reason(error))) from None


def content(name: str, folder: Path) -> Content:
    """What `write` writes, as it would be read."""
    own, *translations = (
        File(folder / f"{name}{suffix}", text.encode()) for suffix, text in _texts(name)
    )
    return Content(own, {file.path.suffixes[0][1:]: file for file in translations})


def title_of(name: str) -> str:
    """The title to begin with."""
    return name.replace("-", " ").capitalize()


def _schema_text(sort: editor_schema.Sort) -> str:
    return json.dumps(editor_schema.schema_of(sort), ensure_ascii=False, indent=2) + "\n"


def write_schema(path: Path, sort: editor_schema.Sort) -> None:
    """Write the JSON Schema of that sort of file."""
    put({path: _schema_text(sort)})


def suggestion(name: str) -> str:
    """The nearest name to `name` that a lesson may have; empty where there is none."""
    last = re.sub(r"(\.\w{2,3})?\.ya?ml$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    ascii_only = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    if words and words[0][0].isdecimal():
        words = ["lesson", *words]
    return "-".join(words)


def refuse_bad(name: str) -> None:
    """Raise `TutorError` where a lesson or a course cannot be called so."""
    if is_key(name) and name != Path(course.COURSE_FILE).stem:
        return
    near = suggestion(name)
    taken = name == Path(course.COURSE_FILE).stem
    why = (
        _("`{file}` is the file that says the order of a folder's lessons.")
        if taken
        else _("A lesson's name is made of small letters, digits and hyphens, a letter first.")
    )
    raise UsageError(
        _("A lesson cannot be called `{name}`.").format(name=name)
        + " "
        + why.format(file=course.COURSE_FILE),
        hint=_("Perhaps `{name}`?").format(name=near) if near and not taken else "",
    )


def _texts(name: str) -> Iterator[tuple[str, str]]:
    for suffix, title in _TITLES.items():
        text = (Path(__file__).parent / f"{_NAME}{suffix}").read_text("utf-8")
        titled = text.replace(f"title: {title}", f"title: {title_of(name)}")
        yield suffix, titled.replace(_NAME, name)
