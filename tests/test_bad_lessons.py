"""Each file of `lessons_bad` gets exactly the messages at its head, each at its place."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from flasktutor import audit, course, lesson
from flasktutor.cli.output.complain import pointed_at
from flasktutor.errors import Issue, LessonError
from tests.checkout import ROOT

pytestmark = pytest.mark.sweep
FOLDER = Path(__file__).parent / "lessons_bad"
FILES = sorted(FOLDER.glob("*.yaml"))
Check = Callable[..., "subprocess.CompletedProcess[str]"]
_EXPECTED = re.compile(r"# (\d+:\d+ .+)")


def expected(path: Path) -> list[str]:
    """The messages at the head of a file."""
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig"
    text = data.decode(encoding, "replace")
    found = []
    for line in text.splitlines():
        match = _EXPECTED.fullmatch(line)
        if not match:
            break
        found.append(match[1])
    assert found or "# fine" in text, f"{path} says nothing of what is expected"
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    """What the audit of the whole folder says, file by file."""
    by_file = defaultdict(list)
    for issue in audit.audit(course.gather([FOLDER])).issues:
        by_file[issue.path.name].append(f"{issue.line}:{issue.column} {issue.text}")
    return by_file


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_flaw_is_said(path: Path, found: dict[str, list[str]]) -> None:
    assert found[path.name] == expected(path)


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """`flasktutor lessons check` as a process of its own."""

    def run(*where: Path | str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        return flasktutor(tmp_path / "home", "lessons", "check", *map(str, where), cwd=cwd)

    return run


def flasktutor(home: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flasktutor", "--plain", "--lang", "en", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FLASKTUTOR_HOME": str(home)},
        input="",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_command_shows_each_flaw_with_its_line(check: Check) -> None:
    """Flaws of all sorts at once, in one real process."""
    names = ["yaml-quote", "yaml-bell", "utf-8", "key-unknown", "step-key-twice", "run-prints"]
    said = check("--trust", *(FOLDER / f"{name}.yaml" for name in names), cwd=FOLDER)
    assert said.returncode == 1
    assert not said.stderr
    for name in names:
        for message in expected(FOLDER / f"{name}.yaml"):
            place, _space, text = message.partition(" ")
            assert f"{name}.yaml:{place}: {text}\n" in said.stdout
    assert (
        'yaml-quote.yaml:4:8: this quote is never closed\n    title: "Contexts\n           ^\n'
        in (said.stdout)
    )
    assert "    title: Buku \\x1b[31mmerah\n                ^\n" in said.stdout
    assert "\x1b" not in said.stdout
    assert re.search(r"6 lessons \(en\), \d+ runs? on Flask [\d.]+\S*: \d+ flaws\n$", said.stdout)


def test_an_overlay_is_checked_by_its_own_name(check: Check) -> None:
    said = check("--trust", FOLDER / "overlay-step.id.yaml", cwd=FOLDER)
    assert said.returncode == 1
    assert "overlay-step.id.yaml:10:3: `pik` is not known here; did you mean `pick`?" in said.stdout


def test_a_lesson_without_a_flaw_is_fine(check: Check) -> None:
    said = check("--trust", FOLDER / "bom.yaml", FOLDER / "crlf.yaml")
    # The folder's course file and its strays are looked at with every lesson of it.
    assert "bom.yaml:" not in said.stdout
    assert "crlf.yaml:" not in said.stdout


def test_taking_a_lesson_with_flaws_shows_them_and_ends_with_1(tmp_path: Path) -> None:
    said = flasktutor(tmp_path, "--lessons", str(FOLDER), "lesson", "kind-of-value", cwd=tmp_path)
    assert said.returncode == 1
    for message in expected(FOLDER / "kind-of-value.yaml"):
        assert message.partition(" ")[2] in said.stderr
    assert "Traceback" not in said.stderr


def test_what_cannot_be_read_is_said_without_asking_to_trust_it(
    check: Check, tmp_path: Path
) -> None:
    (tmp_path / "huge.yaml").write_bytes(b"#" * 2_000_000)
    said = check(tmp_path / "huge.yaml", FOLDER / "yaml-quote.yaml")
    assert said.returncode == 1
    assert "huge.yaml:1:1: is larger than 1000000 bytes" in said.stdout
    assert "yaml-quote.yaml:4:8: this quote is never closed" in said.stdout
    assert not said.stderr


def test_a_foreign_lesson_is_not_run_unasked(check: Check) -> None:
    said = check(FOLDER / "bom.yaml")
    assert said.returncode == 1
    assert "add `--trust`" in said.stderr


def issues_of(path: Path) -> list[str]:
    read, issues = lesson.read(path)
    assert read is None
    return [f"{issue.line}:{issue.column} {issue.text}" for issue in issues]


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_bytes(b"")
    assert issues_of(path) == ["1:1 the file is empty"]


def test_a_huge_file_is_refused_without_reading_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024**3)
    assert issues_of(path) == ["1:1 is larger than 1000000 bytes; divide the lesson"]


def test_what_is_no_file(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs named pipes")
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    assert issues_of(tmp_path / "folder.yaml") == ["1:1 is not a file"]
    assert issues_of(tmp_path / "pipe.yaml") == ["1:1 is not a file"]
    assert issues_of(tmp_path / "none.yaml") == ["1:1 cannot be read: No such file or directory"]


def test_a_file_that_is_all_flaws_stops_at_a_hundred(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "noise.yaml"
    path.write_text("".join(f"k{n}:\n" for n in range(80_000)))
    said = check(path)
    assert said.returncode == 1
    assert said.stdout.rstrip().endswith(": 100 flaws")


def test_a_very_long_line_and_key_are_shown_in_part(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text('{format: 1, "' + "k" * 500 + '": 1, steps: ' + "[" * 30 + "]" * 30 + "}")
    (issue,) = lesson.read(path)[1]
    shown, caret = pointed_at(issue, [path.read_text()])
    assert len(shown) < 110
    assert shown[caret.index("^")] == "["
    assert "]…" not in caret
    path.write_text('{format: 1, "' + "k" * 500 + '": 1}')
    assert all(len(text) < 200 for text in issues_of(path))


@pytest.mark.parametrize(
    ("line", "column", "shown", "caret"),
    [
        ("title: [", 8, "title: [", "       ^"),
        ("\ttitle: x", 2, "    title: x", "    ^"),
        ("日本: [", 5, "日本: [", "      ^"),
        ("e\u0301e\u0301: [", 7, "e\u0301e\u0301: [", "    ^"),
        ("\u202eab: [", 6, "\\u202eab: [", "          ^"),
        ("x", 2, "x", " ^"),
    ],
)
def test_the_caret_stands_below_the_column(line: str, column: int, shown: str, caret: str) -> None:
    issue = Issue(Path("a.yaml"), 2, column, "")
    assert pointed_at(issue, ["# above", line]) == (shown, caret)


def test_a_place_without_a_line_shows_none() -> None:
    assert pointed_at(Issue(Path("a.yaml"), 9, 1, ""), ["a: 1"]) == ()
    assert pointed_at(Issue(Path("a.yaml"), 1, 1, ""), [""]) == ()


def test_an_unsafe_key_is_shown_escaped(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "unsafe.yaml"
    path.write_text('"\\e[31m\\nred": 1\n')
    said = check(path)
    assert "`\\x1b[31m\\nred` is not known here" in said.stdout
    assert "\x1b" not in said.stdout


def test_a_lesson_error_carries_every_flaw() -> None:
    with pytest.raises(LessonError) as raised:
        lesson.load(FOLDER / "kind-of-value.yaml")
    assert len(raised.value.issues) == 3
