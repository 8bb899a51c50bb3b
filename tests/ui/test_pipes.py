"""The plain screen in a real process: lines in, lines out, in any encoding, to any end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import flasktutor

pytestmark = pytest.mark.sweep
SAMPLER = ("--lessons", str(ROOT / "tests/ui/lessons"))
TAKE = (*SAMPLER, "lesson", "sampler", "--trust")
ANSWERS = [
    "",
    "r",
    "",
    "g",
    "",
    "g",
    "",
    "g",
    "",
    "1",
    "+",
    "",
    "g",
    "",
    'print("hello")',
    ".",
    "",
    "s",
]
"""The sampler from its first line to its last; `g` where the options' order is by chance."""


def kept(home: Path) -> list[tuple[str, str]]:
    with Progress.open(home / "progress.db") as progress:
        return [(attempt.step, attempt.result) for attempt in progress.attempts()]


WHOLE = [
    ("read", "seen"),
    ("go", "seen"),
    ("guess", "gave-up"),
    ("pick", "gave-up"),
    ("several", "gave-up"),
    ("blanks", "right"),
    ("sort", "gave-up"),
    ("write", "right"),
    ("make", "skipped"),
]


def test_a_whole_lesson_is_piped_through(tmp_path: Path) -> None:
    done = flasktutor(*TAKE, home=tmp_path, text="\n".join([*ANSWERS, ""]))
    assert (done.returncode, done.stderr) == (0, "")
    assert kept(tmp_path) == WHOLE
    assert "== Done: One of each" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_input_may_end_at_any_line(tmp_path: Path) -> None:
    for count in (0, 1, 2, 5, 10, 14, 15):
        home = tmp_path / str(count)
        done = flasktutor(*TAKE, home=home, text="".join(f"{a}\n" for a in ANSWERS[:count]))
        assert (done.returncode, done.stderr) == (0, ""), count
        go_on = f"Go on with `flasktutor --lessons {SAMPLER[1]} lesson lessons/sampler`."
        assert " ".join(done.stdout.split()).endswith(f"Everything is kept. {go_on}")
        found = kept(home)
        assert found == WHOLE[: len(found)]


def test_piece_by_piece_it_is_the_same_lesson(tmp_path: Path) -> None:
    for pieces in (["", "r"], ["g", ""], ["s"], ["2", "a"], ["q"], ["g"]):
        assert flasktutor(*TAKE, home=tmp_path, text="\n".join(pieces) + "\n").returncode == 0
    assert [step for step, _result in kept(tmp_path)][:3] == ["read", "go", "guess"]


@pytest.mark.parametrize("key", ["h", "?", "b", "s", "q", "w"])
def test_keys(tmp_path: Path, key: str) -> None:
    done = flasktutor(*TAKE, "--from", "guess", home=tmp_path, text=f"{key}\n")
    expected = {
        "h": "Hint 1 of 2",
        "?": "These keys work now",
        "b": "2 of 9",
        "s": "4 of 9",
        "q": "Everything is kept",
        "w": "test_request_context",
    }
    assert expected[key] in done.stdout


@pytest.mark.parametrize("text", ["4", "0", "-1", "1,2", "x", "99999999999999", "¹", "é"])
def test_what_is_no_number_of_an_option_is_said_and_asked_again(tmp_path: Path, text: str) -> None:
    done = flasktutor(*TAKE, "--from", "pick", home=tmp_path, text=f"{text}\nq\n")
    assert f"“{text}” is no answer here." in done.stdout
    assert kept(tmp_path) == []


@pytest.mark.parametrize("text", ["1,2", "1 2", "2, 1", "1,1,2"])
def test_several_numbers(tmp_path: Path, text: str) -> None:
    flasktutor(*TAKE, "--from", "several", home=tmp_path, text=f"{text}\n")
    assert [step for step, _result in kept(tmp_path)] == ["several"]


@pytest.mark.parametrize("answer", ['print("hello")\n.\n', "\n", 'print("hello")\n'])
def test_code_ends_with_a_line_of_one_dot(tmp_path: Path, answer: str) -> None:
    flasktutor(*TAKE, "--from", "write", home=tmp_path, text=answer)
    expected = {'print("hello")\n.\n': ["right"], "\n": ["wrong"], 'print("hello")\n': []}
    assert [result for _step, result in kept(tmp_path)] == expected[answer]


def test_code_can_be_tried_first(tmp_path: Path) -> None:
    done = flasktutor(*TAKE, "--from", "write", home=tmp_path, text="print('tried')\n.run\nq\n")
    assert "It prints:\n    tried" in done.stdout
    assert kept(tmp_path) == []


def test_a_draft_survives(tmp_path: Path) -> None:
    flasktutor(*TAKE, "--from", "write", home=tmp_path, text="print('half')\n.\nq\n")
    done = flasktutor(*TAKE, home=tmp_path, text="")
    assert "    print('half')" in done.stdout


def test_code_that_was_changed_to_be_run_survives(tmp_path: Path) -> None:
    flasktutor(*TAKE, "--from", "go", home=tmp_path, text="e\nprint('mine')\n.\nq\n")
    done = flasktutor(*TAKE, "--from", "go", home=tmp_path, text="")
    assert "    print('mine')" in done.stdout
    anew = flasktutor(*TAKE, "--restart", home=tmp_path, text="\n")
    assert "    print(request.path)" in anew.stdout


@pytest.mark.parametrize(
    "more",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "utf-16"},
    ],
    ids=["C", "cp1252", "ascii", "utf-16"],
)
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_without_utf_8_signs_are_replaced(
    tmp_path: Path, more: dict[str, str], spoken: str
) -> None:
    encoding = more.get("PYTHONIOENCODING", "ascii")
    text = "é\n“”\nh\nh\ns\n".encode(encoding, "replace")
    arguments = ("--lang", spoken, "lesson", "contexts", "--from", "outside")
    done = flasktutor(*arguments, home=tmp_path, text=text, more=more)
    assert (done.returncode, done.stderr) == (0, "")
    if encoding != "utf-16":
        assert all(sign not in done.stdout for sign in "✓✗·…“→")
        assert "RuntimeError" in done.stdout


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_our_own_lesson_skipped_from_end_to_end(tmp_path: Path, spoken: str) -> None:
    lines = "s\n\n" * 60
    done = flasktutor("--lang", spoken, "lesson", "contexts", home=tmp_path, text=lines)
    assert done.returncode == 0, done.stderr
    with Progress.open(tmp_path / "progress.db") as progress:
        place = progress.place("contexts")
    assert place is not None
    assert place.finished


def test_bytes_that_are_no_text_are_no_answer(tmp_path: Path) -> None:
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    for key in ("pick", "blanks"):
        text = b"\xff\xfe\x00\n\x80\nq\n"
        done = flasktutor(*TAKE, "--from", key, home=tmp_path, text=text, more=strict)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Everything is kept" in done.stdout
    assert kept(tmp_path) == [("blanks", "wrong")]


def test_an_endless_line_is_no_answer(tmp_path: Path) -> None:
    done = flasktutor(*TAKE, "--from", "pick", home=tmp_path, text="9" * 1_000_000 + "\nq\n")
    assert done.returncode == 0


def test_start_by_pipe(tmp_path: Path) -> None:
    done = flasktutor("start", home=tmp_path, text="1\n4\nq\n")
    assert done.returncode == 0
    assert re.search(r"1\. Begin “Contexts and proxies”", done.stdout)
    again = flasktutor("start", home=tmp_path, text="")
    assert again.returncode == 0
    assert "Language" not in again.stdout
