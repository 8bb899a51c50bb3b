"""One word for one thing: no Indonesian text of ours says what the guide's table rules out."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flasktutor import paths
from flasktutor.datafiles import plain_yaml
from tests.catalogues import PACKAGE, forms_of, id_of, messages

GUIDE = Path(__file__).parents[1] / "docs" / "translating.md"
HEADING = "## One word for one thing\n"
OVERLAYS = sorted(
    path
    for folder in (
        Path(paths.own_lessons()),
        PACKAGE / "causes" / "knowledge",
        PACKAGE / "draft",
    )
    for path in folder.glob("*.id.yaml")
)
KEYWORD_FIRST = re.compile(
    rf"(?:\A|[.?!:]\s+|\n\s*- )`(?:{'|'.join(filter(str.islower, keyword.kwlist))})`"
)
ENDING = r"(?:-?(?:nya|mu|ku|lah|kah|pun))?"
CODE = re.compile(r"```.*?```|`[^`]*`|\{[^{}]*\}|@[\w.]+", re.DOTALL)
QUOTED = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|\*(?P<slanted>[^*]+)\*|“(?P<curly>[^”]+)”|\"(?P<straight>[^\"]+)\""
)


class Row(NamedTuple):
    """A line of the table."""

    english: str
    used: tuple[str, ...]
    not_used: tuple[str, ...]


class Text(NamedTuple):
    """Words that a person reads, where they stand, and what English they are made of."""

    place: str
    said: str
    source: str


def table() -> list[Row]:
    section = GUIDE.read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:2] == "| "]
    return [Row(cells[0], words(cells[1]), words(cells[2])) for cells in lines[1:]]


def words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(","))


@cache
def pattern(not_used: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, with or without an ending, also where a line breaks inside it."""
    each = "|".join(r"\s+".join(map(re.escape, word.split())) for word in not_used)
    return re.compile(rf"(?<![\w-])(?:{each}){ENDING}(?![\w-])", re.IGNORECASE)


def ruled_out(text: Text, rows: list[Row]) -> list[str]:
    """What of the text the table does not allow."""
    every = pattern(tuple(word for row in rows for word in row.not_used))
    return [
        f"{text.place}: {found.group()!r}; {meant(found.group(), rows)}"
        for found in every.finditer(without_quotations(text))
    ]


def meant(found: str, rows: list[Row]) -> str:
    row = next(row for row in rows if pattern(row.not_used).fullmatch(found))
    return f"“{row.english}” is {', '.join(row.used)}"


def without_quotations(text: Text) -> str:
    """The words that are the translator's: no code, and nothing that the English has as well."""
    source = " ".join(text.source.split())

    def keep(found: re.Match[str]) -> str:
        inner = next(part for part in found.groups() if part is not None)
        return " " if " ".join(inner.split()) in source else found.group()

    return QUOTED.sub(keep, CODE.sub(" ", text.said))


def overlay_texts(path: Path) -> Iterator[Text]:
    source = path.with_name(path.name.replace(".id.yaml", ".yaml")).read_text(encoding="utf-8")
    for place, said in said_in(plain_yaml.parse(path.read_text(encoding="utf-8")), path.name):
        yield Text(place, said, source)


def said_in(data: Any, place: str) -> Iterator[tuple[str, str]]:
    """Each text below `data`, and the keys that lead to it."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from said_in(value, f"{place} → {key}")
    elif isinstance(data, list):
        for number, item in enumerate(data, 1):
            yield from said_in(item, f"{place} → {number}")


def catalogue_texts() -> Iterator[Text]:
    for message in messages("id"):
        for said in forms_of(message):
            yield Text(id_of(message)[0], said, " ".join(id_of(message)))


def test_the_table_is_read() -> None:
    rows = table()
    assert len(rows) > 40
    assert Row("command", ("perintah",), ("command",)) in rows
    for row in rows:
        assert all(row.used), row
        assert all(row.not_used), row
        assert not set(row.used) & set(row.not_used), row


@pytest.mark.parametrize("row", table(), ids=lambda row: row.english)
def test_a_word_that_is_not_used_would_be_found(row: Row) -> None:
    for word in row.not_used:
        for sentence in (f"Lihat {word} itu.", f"{word.capitalize()}nya, lalu\nyang lain."):
            assert ruled_out(Text("here", sentence, ""), [row]), (word, sentence)
    for word in row.used:
        assert not ruled_out(Text("here", f"Lihat {word} itu.", ""), [row]), word


def test_code_and_quotations_are_left_alone() -> None:
    rows = table()
    said = "`command`, @cli.command, {command} dan **no attribute**, tetapi bukan **command** itu."
    assert len(ruled_out(Text("here", said, "`x` and **no attribute**"), rows)) == 1


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.stem)
def test_a_file_says_each_thing_with_its_word(path: Path) -> None:
    rows = table()
    assert not [found for text in overlay_texts(path) for found in ruled_out(text, rows)]


def test_the_catalogue_says_each_thing_with_its_word() -> None:
    rows = table()
    assert not [found for text in catalogue_texts() for found in ruled_out(text, rows)]


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("`with` mem-push context.", True),
        ("Apa bedanya? `is` melihat proxy-nya.", True),
        ("Ringkasnya:\n\n- `in` bertanya.", True),
        ("Blok `with` mem-push context, dan `is` tidak.", False),
        ("`request` adalah proxy.", False),
    ],
)
def test_a_sentence_that_begins_with_a_keyword_is_found(said: str, begins: bool) -> None:
    assert bool(KEYWORD_FIRST.search(said)) is begins


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.stem)
def test_no_sentence_of_a_file_begins_with_a_keyword(path: Path) -> None:
    texts = ((text.place, KEYWORD_FIRST.search(text.said)) for text in overlay_texts(path))
    assert not [(place, found.group()) for place, found in texts if found]
