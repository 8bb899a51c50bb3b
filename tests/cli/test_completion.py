"""Tab in real shells: the installed script answers quickly, rightly, and never with an error."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pexpect
import pytest

from flasktutor import draft
from flasktutor.cli import group
from flasktutor.cli.commands import COMMANDS
from tests.cli import tree
from tests.process import environment, flasktutor
from tests.varied import shop

# As pip writes it for `flasktutor = "flasktutor.cli:main"`.
SCRIPT = f"#!{sys.executable}\nimport sys\nfrom flasktutor.cli import main\nsys.exit(main())\n"


@pytest.fixture
def user(tmp_path: Path) -> dict[str, str]:
    """The variables of a user who has the script on the PATH."""
    script = tmp_path / "bin" / "flasktutor"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    script.chmod(0o755)
    made = environment(tmp_path / "home")
    return {
        **made,
        "PATH": f"{script.parent}:{made['PATH']}",
        "TERM": "dumb",
        "HOME": str(tmp_path),
    }


def candidates(line: str, user: dict[str, str], **more: str) -> list[str]:
    """What the program offers for `line`, whose last word is the one being typed."""
    words = line.split(" ")
    told = subprocess.run(
        ["flasktutor"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**user, "_FLASKTUTOR_COMPLETE": "bash_complete", "COMP_WORDS": line,
             "COMP_CWORD": str(len(words) - 1), **more},
    )  # fmt: skip
    assert not told.stderr
    return told.stdout.splitlines()


def test_whatever_names_lessons_or_ideas_is_completed() -> None:
    named = [
        (typed, click.Context(command, parent=click.Context(group)), one)
        for typed, command in tree.commands()
        for one in command.params
        if re.fullmatch(r"\[?(LESSON|IDEA)\]?(\.\.\.)?", one.metavar or "")
    ]
    assert len(named) >= 3
    bare = [typed for typed, ctx, one in named if not one.shell_complete(ctx, "")]
    assert not bare, "give it a completer of flasktutor/cli/completion.py"


def test_commands_lessons_steps_and_options(user: dict[str, str]) -> None:
    assert candidates("flasktutor ", user) == [f"plain,{name}" for name in COMMANDS]
    assert candidates("flasktutor check", user) == ["plain,check-install"]
    assert candidates("flasktutor lesson app", user) == ["plain,app-context"]
    assert candidates("flasktutor reset fac", user) == ["plain,factory"]
    assert candidates("flasktutor lesson --re", user) == ["plain,--restart"]
    assert candidates("flasktutor lesson proxies --from is", user) == ["plain,is-and-equal"]
    assert len(candidates("flasktutor lesson proxies --from ", user)) == 20
    assert candidates("flasktutor lessons ch", user) == ["plain,check"]
    assert candidates("flasktutor lessons check ", user) == ["file,"]
    assert candidates("flasktutor explain ", user) == ["file,"]
    assert candidates("flasktutor --lessons ", user) == ["dir,"]
    assert candidates("flasktutor lesson --lang ", user) == ["plain,en", "plain,id"]


def test_lessons_of_a_folder_that_stands_on_the_line(user: dict[str, str], tmp_path: Path) -> None:
    draft.write("first", tmp_path / "mine")
    line = f"flasktutor --lessons {tmp_path}/mine lesson m"
    assert candidates(line, user) == ["plain,mine/first"]
    line = f"flasktutor lesson --lessons {tmp_path}/mine m"
    assert candidates(line, user) == ["plain,mine/first"]
    line = f"flasktutor lessons preview {tmp_path}/mine/first.yaml --step pu"
    assert candidates(line, user) == ["plain,push", "plain,put-in-order"]


def test_ideas_that_questions_to_practise_are_about(user: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    shop.written(folder, shop.NESTED)
    line = f"flasktutor --lessons {folder} drill shop/"
    assert candidates(line, user) == ["plain,shop/app-changes"]


@pytest.mark.parametrize(
    "line",
    [
        "flasktutor lesson nothing --from ",
        "flasktutor lesson --from ",
        "flasktutor --lessons /nowhere lesson ",
        "flasktutor lessons preview /nowhere.yaml --step ",
        "flasktutor nonsense ",
        "flasktutor --lang xx lesson ",
    ],
)
def test_no_wrong_line_is_answered_with_an_error(line: str, user: dict[str, str]) -> None:
    candidates(line, user)


@pytest.fixture
def bash(user: dict[str, str]) -> Iterator[pexpect.spawn[str]]:
    bash = shutil.which("bash")
    assert bash
    with pexpect.spawn(
        bash, ["--norc", "--noprofile", "-i"], env={**user, "PS1": "> "}, encoding="utf-8",
        timeout=60,
    ) as shell:  # fmt: skip
        shell.sendline('eval "$(flasktutor completion bash)"; echo read""y')
        shell.expect_exact("ready\r\n")
        yield shell


def test_tab_in_bash(bash: pexpect.spawn[str]) -> None:
    bash.send("flasktutor comp\t")
    bash.expect_exact("flasktutor completion ")
    bash.send("\x15flasktutor lesson req\t")
    bash.expect_exact("flasktutor lesson request-context ")
    bash.send("--from jour\t")
    bash.expect_exact("--from journey ")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_script_loads_in(shell: str, user: dict[str, str], tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not here")
    script = flasktutor("completion", shell, home=tmp_path / "home").stdout
    (tmp_path / "script").write_text(script)
    load = {"zsh": "autoload -U compinit; compinit -u; ", "fish": ""}[shell]
    ask = {
        "zsh": "echo $_comps[flasktutor]",
        "fish": "complete -C 'flasktutor lesson req'",
    }[shell]
    told = subprocess.run(
        [program, "-c", f"{load}source {tmp_path}/script; {ask}"],
        capture_output=True, text=True, env=user, check=False,
    )  # fmt: skip
    assert not told.stderr
    expected = {"zsh": "_flasktutor_completion", "fish": "request-context"}[shell]
    assert expected in told.stdout


def test_powershell_is_answered_in_lines_of_three(user: dict[str, str], tmp_path: Path) -> None:
    """What its script asks for, as it asks; see the next test for a real one."""
    asked = {**user, "_FLASKTUTOR_COMPLETE": "powershell_complete", "COMP_CWORD": "2"}
    told = subprocess.run(
        ["flasktutor"],
        capture_output=True, encoding="utf-8", check=True,
        env={**asked, "COMP_WORDS": "flasktutor lesson app"},
    )  # fmt: skip
    kind, value, said = told.stdout.splitlines()
    assert (kind, value) == ("plain", "app-context")
    assert said == "The app context"
    script = flasktutor("completion", "powershell", home=tmp_path / "home").stdout
    assert "# Keep it: Add-Content $PROFILE" in script
    assert "Register-ArgumentCompleter -Native -CommandName flasktutor" in script


def test_tab_in_powershell(user: dict[str, str], tmp_path: Path) -> None:
    program = shutil.which("pwsh")
    if program is None:
        pytest.skip("pwsh is not here")
    (tmp_path / "script.ps1").write_text(
        flasktutor("completion", "powershell", home=tmp_path / "home").stdout, "utf-8"
    )
    line = "flasktutor lesson app"
    ask = f"(TabExpansion2 '{line}' {len(line)}).CompletionMatches.CompletionText"
    told = subprocess.run(
        [program, "-NoProfile", "-Command", f". {tmp_path}/script.ps1; {ask}"],
        capture_output=True, encoding="utf-8", env=user, check=True,
    )  # fmt: skip
    assert told.stdout.split() == ["app-context"]


def test_the_shell_is_found_out_or_asked_for(tmp_path: Path) -> None:
    found = flasktutor("completion", home=tmp_path, more={"SHELL": "/usr/bin/fish"})
    assert "complete --no-files --command flasktutor" in found.stdout
    unknown = flasktutor("completion", home=tmp_path, more={"SHELL": "/bin/tcsh"})
    assert unknown.returncode == 2
    assert "`flasktutor completion bash`" in unknown.stderr
