"""What a live session's process and file may do to it: say nothing, too much, other things."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flasktutor.errors import TutorError
from flasktutor.play.answers import is_answer
from flasktutor.play.session import Session, SessionEnded
from flasktutor.runner import launch
from flasktutor.runner.runner import Runner
from tests.play.test_play import environment, piped
from tests.process import flasktutor

__all__ = ["environment"]
PYTHON = Path(sys.executable)
LATIN = "# -*- coding: latin-1 -*-\nname = 'café'\nprint(name)\n".encode("latin-1")
ANSWERS = (
    "import gc, os, sys\n"
    "line = next(one for one in gc.get_objects() if type(one).__name__ == '_Line')\n"
)


def _nothing(_stream: str, _text: str) -> None:
    pass


@pytest.fixture
def silent(tmp_path: Path) -> Path:
    """An interpreter that starts and never says anything."""
    program = tmp_path / "silent"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute is long for a test."""
    monkeypatch.setattr(launch, "START_SECONDS", 1.0)


def _runs(program: Path) -> bool:
    wanted = b"sleep\x00600\x00"
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes() != wanted:
                continue
            if f"PPid:\t{os.getpid()}\n" in (folder / "status").read_text():
                return True
        except OSError:
            continue
    return False


@pytest.mark.usefixtures("impatient")
def test_an_interpreter_that_never_answers_is_told_and_ended(silent: Path) -> None:
    with pytest.raises(TutorError) as caught:
        Session(silent, None, _nothing)
    assert caught.value.message == f"{silent} was started and has said nothing for 1 s."
    assert f"check-install --python {silent}" in caught.value.hint
    assert not _runs(silent)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fork", [True, False])
def test_a_runner_says_the_same_of_it(
    silent: Path, fork: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not fork:
        monkeypatch.delattr(os, "fork")
    with pytest.raises(TutorError, match="has said nothing for 1 s"), Runner(silent) as runner:
        runner.flask_version  # noqa: B018  # it waits for the answer
    assert not _runs(silent)


def test_an_interpreter_that_says_other_things_is_told(tmp_path: Path) -> None:
    program = tmp_path / "chatty"
    program.write_text("#!/bin/sh\necho I am no Python at all\nsleep 600\n")
    program.chmod(0o755)
    begun = time.monotonic()
    with pytest.raises(TutorError, match="I am no Python at all"):
        Session(program, None, _nothing)
    assert time.monotonic() - begun < launch.START_SECONDS


@pytest.mark.parametrize("data", [LATIN, b"\xef\xbb\xbfname = 'caf\xc3\xa9'\nprint(name)\n"])
def test_a_file_is_read_as_python_reads_it(
    environment: dict[str, str], tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "cafe.py"
    file.write_bytes(data)
    said, code = piped(environment, "name.upper()\n", str(file))
    assert code == 0
    assert {"café", "'CAFÉ'"} <= set(said)
    ran = flasktutor("run", str(file), home=tmp_path / "home")
    assert (ran.returncode, ran.stdout) == (0, "café\n"), ran.stderr


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a = 1\nb = '\xff'\n", "cafe.py:2:6: this byte is no UTF-8: 0xff."),
        (b"# coding: nonsense\n", "cafe.py: its encoding is not known: unknown encoding"),
        (b"# coding: ascii\nb = '\xff'\n", "cafe.py:2:6: this byte is no ascii: 0xff."),
        (b"#" * 1_000_001, "cafe.py is no snippet: it has more than 1000000 bytes."),
    ],
    ids=["byte", "encoding", "ascii", "long"],
)
def test_a_file_that_is_no_text_is_told_with_its_place(
    environment: dict[str, str], tmp_path: Path, data: bytes, words: str
) -> None:
    file = tmp_path / "cafe.py"
    file.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", "play", str(file)],
        input="1 + 1\n", env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    # A long path is broken anywhere.
    assert "".join(words.split()) in "".join((done.stdout + done.stderr).split())
    assert "inside flasktutor" not in done.stderr
    assert done.returncode == 1
    assert "2" in done.stdout.splitlines(), "the session goes on"
    ran = flasktutor("run", str(file), home=tmp_path / "home")
    assert (ran.returncode, words in ran.stderr) == (2, True), ran.stderr


@pytest.mark.parametrize(
    "written",
    [
        r"b'\0\0\0\3abc'",
        r"b'\xff' * 100000",
        r"b'\0\1\0\0half'",
        r"b'\0\0\0\x0b{\"done\": 1}'",
        r"b'\0\0\0\x1b{\"done\": {\"matches\": [\"a\"]}}' * 9",
    ],
)
def test_a_statement_that_writes_where_answers_go_ends_the_session(
    environment: dict[str, str], written: str
) -> None:
    text = f"{ANSWERS}_ = os.write(line._out, {written})\nprint('back')\n"
    said, _code = piped(environment, text)
    whole = " ".join(said)
    assert "A statement wrote into the channel by which the session's process answers" in whole
    assert said.count("back") == 1


def test_very_much_that_is_printed_comes_whole() -> None:
    printed = []
    session = Session(PYTHON, None, lambda _stream, text: printed.append(len(text)))
    try:
        session.begin()
        session.run("print('x' * 3_000_000)")
        session.run("raise ValueError('y' * 3_000_000)")
        answer = session.run("for n in range(3000): app.app_context().push()")
        assert len(answer.standing.stack) < 100
        assert session.run("1 + 1").error == ""
    finally:
        session.close()
    assert sum(printed) == 3_000_001 + len("2\n")


def test_an_error_that_defends_itself_is_told() -> None:
    session = Session(PYTHON, None, _nothing)
    try:
        session.begin()
        for name in ("__str__", "__repr__", "__getattribute__"):
            session.run(f"class Odd(Exception):\n    def {name}(self, *a): raise SystemExit")
            assert "Odd" in session.run("raise Odd").error
    finally:
        session.close()


def test_only_an_answer_is_an_answer() -> None:
    standing = {"lane": "main", "stack": []}
    assert is_answer({"done": {"standing": standing, "events": []}})
    assert is_answer({"done": {"matches": ["a"]}})
    for wrong in (
        None,
        {"done": None},
        {"done": {"standing": standing}},
        {"done": {"standing": {**standing, "g": 3}, "events": []}},
        {"done": {"standing": standing, "events": [{}]}},
        {"done": {"standing": standing, "events": [], "error": 7}},
    ):
        assert not is_answer(wrong)


def test_an_end_that_was_no_garbled_one_is_not_called_so() -> None:
    session = Session(PYTHON, None, _nothing)
    try:
        session.begin()
        with pytest.raises(SessionEnded) as caught:
            session.run("import os; os._exit(3)")
        assert not caught.value.garbled
    finally:
        session.close()
