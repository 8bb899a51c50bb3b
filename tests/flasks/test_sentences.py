"""No sentence of ours waits for a Flask to come: each says from or up to which it holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flasktutor
from flasktutor import paths

ROOT = Path(flasktutor.__file__).parents[1]
SAID = [
    *Path(paths.own_lessons()).glob("*.yaml"),
    *(ROOT / "flasktutor" / "causes" / "knowledge").glob("*.yaml"),
    *(ROOT / "docs").glob("*.md"),
    ROOT / "README.md",
]
_FLASK = r"(?:Flask |versi |version )?3\.\d"
STALE = re.compile(
    rf"(?:coming|upcoming|next|future) {_FLASK}"
    rf"|{_FLASK} (?:will|is going to|nanti|akan|mendatang)\b"
    r"|on its way out|akan dihapus"
    # There are two up to 3.1 and one from 3.2 on, but always two kinds.
    r"|has \*{0,2}two\*{0,2} contexts|punya \*{0,2}dua\*{0,2} context"
    r"|which of the two contexts|dari kedua context",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", SAID, ids=lambda path: path.name)
def test_no_sentence_becomes_false_when_a_flask_is_released(path: Path) -> None:
    text = " ".join(path.read_text("utf-8").split())
    assert not STALE.findall(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "the coming 3.2 runs them all",
        "and 3.2 will need 3.10",
        "versi 3.2 nanti menjalankan semuanya",
        "Flask has **two** contexts, because",
        "do not: it is on its way out.",
    ],
)
def test_sentences_that_were_so_are_found(sentence: str) -> None:
    assert STALE.search(sentence)
