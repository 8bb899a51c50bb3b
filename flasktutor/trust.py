"""Owns whether a lesson's code may run: ours may, others' once the learner has agreed.

An agreement is about bytes. They are read once; what is shown, agreed to and run is made of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Protocol

from flasktutor import yamlsource
from flasktutor.paths import own_lessons
from flasktutor.values import frozen
from flasktutor.yamlsource import File


class Memory(Protocol):
    """Where agreements are kept."""

    def known(self, digest: str) -> bool:
        """Whether the learner has agreed to the content with this digest."""

    def remember(self, digest: str) -> None:
        """Keep that the learner has agreed to it."""


@frozen
class Content:
    """All that a lesson is made of, as it was read: its file, its translations by language.

    A course file is content of its own: what runs of it are its wrong worlds.
    """

    file: File = File(Path())
    translations: Mapping[str, File] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[bytes, ...]:
        """These bytes, and what tells to which language they belong."""
        translated = sorted(self.translations.items())
        parts = (part for spoken, file in translated for part in (spoken.encode(), file.data))
        return self.file.data, *parts

    @property
    def digest(self) -> str:
        """A name for these bytes, wherever they lie."""
        return digest(*self.parts)


def content_of(path: Path) -> Content:
    """The content of the lesson file at `path` as it is now."""
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = [each.name for each in path.parent.iterdir()]
    before, after = f"{path.stem}.", path.suffix
    spoken = {
        name[len(before) : -len(after)]: path.with_name(name)
        for name in names
        if name.startswith(before) and name.endswith(after) and name != path.name
    }
    translations = {each: yamlsource.read(file) for each, file in sorted(spoken.items())}
    return Content(yamlsource.read(path), translations)


def digest(*contents: bytes) -> str:
    """A name for this content: any change, also in what it is divided into, gives another."""
    import hashlib

    whole = hashlib.sha256()
    for content in contents:
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def is_own(content: Content) -> bool:
    """Whether these are the bytes of a lesson that came with the program.

    Not where they lie says so: a place may be a link, and become another between two looks.
    """
    ours = Path(own_lessons())
    if content.file.path.parent == ours:
        return True
    kept = content_of(ours / content.file.path.name)
    return not (content.file.trouble or kept.file.trouble) and kept.digest == content.digest


def is_trusted(content: Content, memory: Memory) -> bool:
    """Whether code of this content may run without asking."""
    return is_own(content) or memory.known(content.digest)


def agree(content: Content, memory: Memory) -> None:
    """Remember the learner's consent to this content, and to no other."""
    memory.remember(content.digest)
