"""How causes are written down: with keys that are read, and with words in the English order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flasktutor.causes import store
from flasktutor.datafiles import read

# What may be said of a cause, of a sign and of a repair; a key besides would tell nobody.
OF_CAUSE = {"lesson", "page", "certain", "confirm", "example", "recognise", "means", "why", "fixes"}
MARKS = {"probe", "traced", "rule"}
OF_SIGN = {"error", "message", "line", "context", "without", "inside", "file", "raised_in", "flask",
           "rank", "certain", "names", "since"} | MARKS  # fmt: skip
OF_REPAIR = {"say", "run", "code", "install", "upgrade", "reinstall", "show", "unless"}


@pytest.mark.parametrize("path", list(store.files()), ids=lambda path: path.stem)
def test_each_key_is_one_that_is_read(path: Path) -> None:
    for name, data in read(path).items():
        assert set(data) <= OF_CAUSE, name
        for sign in data.get("recognise", []):
            assert set(sign) <= OF_SIGN, name
            assert {sign[mark] for mark in MARKS & set(sign)} <= {True}, name
        for repair in [*data.get("fixes", []), *filter(None, [data.get("confirm")])]:
            assert set(repair) <= OF_REPAIR, name


def test_indonesian_words_belong_to_existing_causes() -> None:
    for path in store.FOLDER.glob("*.id.yaml"):
        if path.name.partition(".")[0] in store.NO_CAUSES[1:]:
            continue  # test_clashes.py looks at these
        source = read(path.with_name(path.name.replace(".id.", ".")))
        words = read(path)
        order = [name for name in source if name in words]
        assert list(words) == order, f"{path.name}: not in the order of {path.stem[:-3]}.yaml"
        assert set(words) == set(source)
        for entry in words.values():
            assert set(entry) <= {"means", "why", "fixes", "confirm"}


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_no_repair_says_once_more_that_it_is_another_one(spoken: str) -> None:
    """The screen does, with “Or:” before each but the first."""
    for name, cause in store.causes(spoken).items():
        for repair in cause.fixes:
            assert not re.match(r"(?:or|atau)\b", repair.say, re.IGNORECASE), name
