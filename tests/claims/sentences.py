"""Owns the link from a test to the sentence that it proves, where no claim can: `proves`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache, wraps
from pathlib import Path
from textwrap import dedent
from typing import Any

from flasktutor import lesson, paths

Test = Callable[..., None]
PROVED: list[tuple[str, str, str]] = []
"""Step, sentence, and the test that proves it."""


def proves(step: str, *sentences: str) -> Callable[[Test], Test]:
    """The test proves what `LESSON/STEP` says, and fails when it does not say so any more."""

    def marked(test: Test) -> Test:
        @wraps(test)
        def checked(*given: object, **named: object) -> None:
            assert missing(step, sentences) == []
            test(*given, **named)

        PROVED.extend((step, sentence, test.__name__) for sentence in sentences)
        return checked

    return marked


def missing(step: str, sentences: tuple[str, ...]) -> list[str]:
    """Those of `sentences` that `LESSON/STEP` does not say."""
    there = said_in(step)
    return [sentence for sentence in sentences if sentence not in there]


@lru_cache
def said_in(step: str) -> str:
    """Every word that `LESSON/STEP` says, blanks and line breaks evened out."""
    name, key = step.split("/")
    taken = lesson.load(Path(paths.own_lessons(), f"{name}.yaml"))
    found = next(one for one in taken.steps if one.key == key)
    return " ".join(" ".join(_texts(found)).split())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def printed(folder: Path, program: str, python: Path | None = None, **files: str) -> str:
    """What `program` prints as a process of its own, in a folder with those modules."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(dedent(text), encoding="utf-8")
    done = subprocess.run(
        [str(python or sys.executable), "-c", dedent(program)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
