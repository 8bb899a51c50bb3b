"""Whatever stands behind `--` is a program of Python's, or refused in words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flasktutor.errors import TutorError
from flasktutor.trace.command import read_command

few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
# A shell hands on no word with a NUL.
TEXT = st.text(st.characters(exclude_characters="\0"), max_size=20)
WORDS = st.sampled_from(
    ["python", "python3", sys.executable, "-m", "-c", "-X", "-W", "-u", "-", "--", "app.py", "x.py",
     "folder", "script", "flask", "pytest", "A=1", "", ".", "..", "/", "~", "uv"]
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "app.py").touch()
    (tmp_path / "folder").mkdir()
    return tmp_path


@few
@example(words=["x" * 300 + ".py"])
@example(words=[f"{'x/' * 3000}app.py"])
@given(words=st.lists(WORDS | TEXT, min_size=1, max_size=6))
def test_any_words_are_a_command_or_refused(words: list[str], folder: Path) -> None:
    try:
        found = read_command(words, None, lambda: Path(sys.executable), folder)
    except TutorError:
        return
    assert found.words == tuple(words)
    assert found.argv[-1:] == tuple(words[-1:]) or len(found.argv) == 1


@few
@given(data=st.binary(max_size=80) | st.binary(max_size=60).map(b"#!".__add__))
def test_any_script_says_who_runs_it_or_is_refused(data: bytes, folder: Path) -> None:
    script = folder / "script"
    script.write_bytes(data)
    script.chmod(0o755)
    try:
        found = read_command([str(script), "one"], None, lambda: Path(sys.executable), folder)
    except TutorError:
        return
    assert found.argv == (str(script), "one")
