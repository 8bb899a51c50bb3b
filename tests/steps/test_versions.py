"""Versions in lessons: what is known without pip's own reading of them is what that says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from flasktutor.steps import versions


@given(st.from_regex(versions._USUAL, fullmatch=True))
def test_what_is_usual_is_what_pip_takes(text: str) -> None:
    assert versions.is_specifier(text)
    SpecifierSet(text)


@given(st.text(alphabet="<>=!~^, .0123456789devrc*") | st.text())
def test_what_is_taken_can_be_held_against_a_version(text: str) -> None:
    if versions.is_specifier(text):
        assert versions.holds(text, "3.1.2") in (True, False)
