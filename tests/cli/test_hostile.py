"""Every command shows a hostile course, path, name or argument as text, before trust and after."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flasktutor import lesson, paths
from flasktutor.cli import group
from tests import hostile
from tests.checkout import ROOT
from tests.cli.forked import ended
from tests.conftest import SWEPT
from tests.hostile import DRAWN, SHOWN, P, unsafe_in
from tests.process import environment
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.sweep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.folder(tmp_path_factory.mktemp("hostile") / f"course {P}")


def run(
    *arguments: str, home: Path, text: str = "", more: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Its exit code, what it printed, what it complained of; all of it safe."""
    done = subprocess.run(
        [sys.executable, "-m", "flasktutor", *arguments],
        input=text.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        timeout=120,
        cwd=home.parent,
        env=environment(home, more),
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    _safe(arguments, out, err)
    return done.returncode, out, err


def _safe(arguments: tuple[str, ...], out: str, err: str) -> None:
    for said in (out, err):
        assert not unsafe_in(said), (arguments, said)
    assert f'File "{ROOT}/flasktutor' not in err
    assert "inside flasktutor" not in err, err


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / f"home {P}"


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_lists_before_any_trust_are_text(spoken: str, folder: Path, home: Path) -> None:
    before = ("--lang", spoken, "--lessons", str(folder))
    code, out, _err = run(*before, "lessons", home=home)
    (line,) = (line for line in out.splitlines() if line.startswith("bad/hostile"))
    assert (code, line.endswith(f"{'id ' if spoken == 'id' else ''}{SHOWN}")) == (0, True)
    assert f"course {SHOWN}" in out
    code, out, _err = run(*before, "lessons", "--json", home=home)
    row = json.loads(out)[-1]
    assert row["title"] == (f"id {P}" if spoken == "id" else P)
    assert row["path"] == str(folder / "hostile.yaml")


def test_a_newline_in_a_title_or_a_name_makes_no_line_of_its_own(
    tmp_path: Path, home: Path
) -> None:
    folder = hostile.folder(tmp_path / "a\nb")
    data = {**hostile.lesson(), "title": "One\ncontexts  0/9  ours"}
    (folder / "hostile.yaml").write_text(hostile.written(data), "utf-8")
    (folder / "flawed.yaml").write_text('lesson: "x\\ny', "utf-8")
    _code, out, _err = run("--lang", "en", "--lessons", str(folder), "lessons", home=home)
    assert "One\\ncontexts  0/9  ours\n" in out
    assert "From " + str(folder).replace("\n", "\\n") in out
    _code, _out, err = run("--lessons", str(folder), "lesson", "bad/hostile", home=home)
    assert "a\\nb" in err


@pytest.mark.parametrize("spoken", ["en", "id"])
def test_taking_and_checking_it_by_pipe_is_text(spoken: str, folder: Path, home: Path) -> None:
    path, before = str(folder / "hostile.yaml"), ("--lang", spoken, "--lessons", str(folder))
    code, out, err = run(*before, "lesson", "bad/hostile", home=home)
    assert (code, SHOWN in err) == (1, True)
    takes: tuple[tuple[str, ...], ...] = (("lesson", "bad/hostile"), ("lessons", "preview", path))
    for command in takes:
        _code, out, _err = run(*before, *command, "--trust", home=home, text="\n" * 40)
        assert f"== {'id ' if spoken == 'id' else ''}{SHOWN}" in out
    code, out, _err = run(*before, "lessons", "check", "--trust", path, home=home)
    assert (code, SHOWN in out) == (1, True)
    for name in ("progress", "progress --json", "review --json", "start"):
        run(*before, *name.split(), home=home, text="1\n1\nq\n")


@pytest.mark.parametrize("size", [(80, 24), (40, 24)], ids=["80", "40"])
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_the_question_of_trust_is_text(
    spoken: str, size: tuple[int, int], folder: Path, tmp_path: Path
) -> None:
    program = f"--lang {spoken} lessons preview {shlex.quote(str(folder / 'hostile.yaml'))}"
    with Terminal(program, tmp_path, size=size) as terminal:
        terminal.wait("Enter = ")
        # A name longer than a row goes on in the next, behind the mark.
        assert SHOWN in terminal.text().replace("\n  ", "").replace("\n", "")
        terminal.press("y")
        terminal.wait("1/9|1 / 9|n ")
        terminal.press("q")
        terminal.hear("EXIT=")
        # The shell that started it turns \\r and \\n round, as terminals do.
        said = DRAWN.sub("", terminal.said)
        assert not {c for c in unsafe_in(said) if c != "\x1b"}
        assert "\x1b]" not in said


def test_completion_offers_only_what_is_safe(folder: Path, home: Path, tmp_path: Path) -> None:
    odd = hostile.folder(tmp_path / f"odd{P}")
    (odd / "course.yaml").unlink()
    for shell in ("bash", "zsh", "fish"):
        more = {
            "_FLASKTUTOR_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": f"flasktutor --lessons {shlex.quote(str(folder))} "
            f"--lessons {shlex.quote(str(odd))} lesson ",
            "COMP_CWORD": "" if shell == "fish" else "6",
        }
        _code, out, _err = run(home=home, more=more)
        assert "contexts" in out
        assert "bad/hostile" in out
        assert "odd" not in out


def _asked_for_text() -> Iterator[tuple[str, ...]]:
    """Every command with `P` for its arguments, and for each of its options that takes text."""
    yield ("--lang", P)
    yield (f"--{P}",)
    yield (P,)
    yield ("--lessons", P, "lessons")
    for path, command in _commands(group, ()):
        taken = [one for one in command.params if isinstance(one, click.Argument)]
        names = [P] * len(taken)
        yield (*path, *(names or [P]))
        yield (*path, f"--{P}")
        for option in command.params:
            if isinstance(option, click.Option) and not option.is_flag and option.name != "help":
                yield (*path, option.opts[0], P, *names)


def _commands(
    parent: click.Group, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    ctx = click.Context(parent)
    for name in parent.list_commands(ctx):
        command = parent.get_command(ctx, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))
        yield (*path, name), command


@pytest.mark.parametrize("share", range(SWEPT))
def test_every_complaint_of_what_was_typed_is_text(share: int, home: Path, tmp_path: Path) -> None:
    typed = list(_asked_for_text())[share::SWEPT]
    assert len(typed) > 6
    done = ended(typed, tmp_path / "said", cwd=tmp_path, env=environment(home))
    for arguments, (_code, out, err) in zip(typed, done, strict=True):
        assert out or err, arguments
        _safe(arguments, out, err)


@pytest.mark.parametrize("name", [f"odd {P}\n1", "odd \udcff\udc9b"], ids=["unsafe", "not UTF-8"])
def test_every_complaint_of_a_file_is_text(name: str, tmp_path: Path, home: Path) -> None:
    file = tmp_path / name
    file.write_text(f"raise KeyError('{P}')\n", "utf-8")
    path = os.fsdecode(file)
    for command in (
        ("run", path), ("explain", path), ("trace", path), ("play", path),
        ("lessons", "check", path), ("lessons", "preview", path),
        ("progress", "--import", path), ("run", "--python", path, "-"),
        ("--lessons", str(tmp_path), "lessons"), ("check-install", "--app", path),
    ):  # fmt: skip
        run(*command, home=home)


def test_what_others_say_is_text(home: Path, tmp_path: Path) -> None:
    code, out, _err = run("explain", home=home, text=f"Traceback\nKeyError: '{P}'\n{P}Error: {P}\n")
    assert "\\x9b31m" in out
    more = dict.fromkeys(("FLASKTUTOR_PYTHON", "FLASKTUTOR_LANG", "VIRTUAL_ENV", "SHELL"), P)
    for command in (("completion",), ("check-install",), ("check-install", "--json"), ("run", "-")):
        code, out, _err = run(*command, home=home, more=more)
        if "--json" in command:
            json.loads(out)
    ours = lesson.load(Path(paths.own_lessons(), "contexts.yaml"))
    key = next(step.key for step in ours.steps if step.asks)
    brought = {"flasktutor": "progress", "format": 1, "attempts": [
        {"id": f"{one}{P}", "lesson": one, "step": step, "result": "wrong", "answer": P,
         "seconds": 1.0, "at": "2025-03-04T00:00:00+00:00", "hints": 0, "misconception": P,
         "review": False}
        for one, step in (("contexts", key), (P, P))
    ]}  # fmt: skip
    (tmp_path / "mine.json").write_text(json.dumps(brought), "utf-8")
    code, _out, err = run("progress", "--import", str(tmp_path / "mine.json"), home=home)
    assert code == 0, err
    _code, out, _err = run("progress", home=home)
    assert SHOWN in out
    json.loads(run("progress", "--json", home=home)[1])
