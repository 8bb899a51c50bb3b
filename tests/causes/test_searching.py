"""A pattern that is passed over for its plain parts would not have fitted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flasktutor.causes import clashes, store
from flasktutor.causes.searching import expand, plain_parts, search

pytestmark = pytest.mark.sweep
FOLDER = Path(__file__).parent / "tracebacks"
TEXTS = [path.read_bytes().decode("utf-8", "replace") for path in FOLDER.iterdir()]
PIECES = st.sampled_from(
    ["a", "bc", "d?", "e*", "f+", "g{0,2}", "h{2}", "i{0}", r"\.", r"\w", r"\d?", r"\(", r"\\",
     "[jk]", "[^l]?", r"[\]m(]", "[]n]", ".", ".*", "^", "$", " ", "'", "{x}", "o??", "p*?"]
)  # fmt: skip
PATTERNS = st.recursive(
    st.lists(PIECES, min_size=1, max_size=4).map("".join),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("|".join),
        st.tuples(inner, inner).map("".join),
        st.tuples(st.sampled_from(["(", "(?:", "(?P<one>"]), inner, st.sampled_from([")", ")?"]))
        .map("".join)
        .filter(lambda pattern: pattern.count("?P<one>") < 2),
    ),
    max_leaves=4,
).filter(lambda pattern: pattern.count("?P<one>") < 2)


def known() -> Iterator[str]:
    """Every pattern of the knowledge base."""
    for _name, sign in (*store.signs(""), *store.lines()):
        yield from (sign.message, sign.line, sign.context, sign.inside, sign.file)
    for clash in clashes.known().values():
        yield from (clash.message, clash.line)


KNOWN = sorted(set(filter(None, known())))


@settings(max_examples=300)
@given(PATTERNS, st.data())
def test_the_plain_parts_stand_in_all_that_a_pattern_fits(
    pattern: str, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(re.compile(pattern, re.MULTILINE)))
    assert all(part in text for part in plain_parts(pattern))


@pytest.mark.parametrize("pattern", KNOWN)
def test_no_sign_is_passed_over_that_fits(pattern: str) -> None:
    compiled = re.compile(expand(pattern), re.MULTILINE)
    for text in TEXTS:
        found, expected = search(pattern, text), compiled.search(text)
        assert (found and found.span()) == (expected and expected.span())

    @settings(max_examples=2)
    @given(st.from_regex(compiled))
    def in_all_that_fits(text: str) -> None:
        assert all(part in text for part in plain_parts(pattern))

    in_all_that_fits()


@pytest.mark.parametrize(
    ("pattern", "plain"),
    [
        (r"^No module named 'flask'", ("No module named 'flask'",)),
        (
            r"^cannot import name '(escape|Markup)' from 'jinja2'",
            ("cannot import name '", "' from 'jinja2'"),
        ),
        (r"colou?r and more", ("colo", "r and more")),
        (r"one|another", ()),
        (r"(?i)permission denied", ()),
        (r"%STDLIB% is hidden", (" is hidden",)),
        (r"a\.b\wc", ("a.b", "c")),
        ("", ()),
    ],
)
def test_plain_parts_are_seen(pattern: str, plain: tuple[str, ...]) -> None:
    assert plain_parts(pattern) == plain
