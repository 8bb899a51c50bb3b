"""Reads what the package asks gettext for, and what the catalogues answer."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

import flasktutor
from flasktutor.language import LOCALE_DIR

PACKAGE = Path(flasktutor.__file__).parent
CATALOGUES = {path.parts[-3]: path for path in Path(LOCALE_DIR).glob("*/LC_MESSAGES/flasktutor.po")}
KEYWORDS = {**DEFAULT_KEYWORDS, "later": None, "_plural": (1, 2)}
"""As `docs/translating.md` gives them to `pybabel extract`."""
_FORMS = {"_": 1, "gettext": 1, "later": 1, "ngettext": 2, "_plural": 2}

Id = tuple[str, ...]


@cache
def _files() -> dict[Id, list[str]]:
    """The messages that Babel finds in the package, each with the files that say it."""
    found: dict[Id, list[str]] = {}
    for file, _line, message, _comments, _context in extract_from_dir(PACKAGE, keywords=KEYWORDS):
        found.setdefault(_id(message), []).append(f"{PACKAGE.name}/{Path(file).as_posix()}")
    return found


def extracted() -> frozenset[Id]:
    """The messages that Babel finds in the package."""
    return frozenset(_files())


def entries(wanted: Iterable[Id]) -> str:
    """Messages as they stand in a catalogue, to be written into one: not yet translated."""
    made = Catalog()
    for one in sorted(wanted):
        made.add(one if len(one) > 1 else one[0], locations=[(file, 0) for file in _files()[one]])
    out = io.BytesIO()
    write_po(out, made, omit_header=True, include_lineno=False, width=0)
    return out.getvalue().decode()


@cache
def catalogue(language: str) -> Catalog:
    with CATALOGUES[language].open("rb") as text:
        return read_po(text, locale=language)


def messages(language: str) -> list[Message]:
    """The entries of a catalogue, without its head."""
    return [message for message in catalogue(language) if message.id]


def id_of(message: Message) -> Id:
    return _id(message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """What a message is said as: one text, or one for each plural form."""
    said = message.string
    return tuple(said) if isinstance(said, (list, tuple)) else (said or "",)


def _id(message: object) -> Id:
    return tuple(map(str, message)) if isinstance(message, (list, tuple)) else (str(message),)


def calls(folder: Path) -> Iterator[tuple[Path, ast.Call, Id | None]]:
    """Each call of gettext below `folder`: where, and its message if that is literal."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = _FORMS.get(node.func.id)
                if count:
                    yield path.relative_to(folder), node, _literal(node.args[:count])


def _literal(arguments: list[ast.expr]) -> Id | None:
    texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return tuple(texts) if len(texts) == len(arguments) else None
