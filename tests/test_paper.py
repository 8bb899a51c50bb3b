"""What the README and `docs/` say holds: command lines run, links lead somewhere, names exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flasktutor.cli import group
from tests.checkout import ROOT, fresh_copy

pytestmark = pytest.mark.sweep
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
SETS_UP = re.compile(r"^python3 -m venv ")
PLACEHOLDER = re.compile(r"\[|…|<[A-Z]|\b[A-Z]{3,}\b(?!=)")
"""What a line holds that only shows a form: `[NAME]`, `FILE`, `KEY`."""
PROVED_BY_CI = ("flasktutor lessons check",)
"""Too long to run here; `.ci/run` runs these lines, the workshops proved as well."""
ONLY_FORM = (
    "flasktutor completion fish | source",  # fish alone can
    "flasktutor --lessons my-lessons lesson routing/url-rules",  # the guide's finished course
    "flasktutor lessons check --workshops my-lessons/login.yaml",  # tests/test_guide.py
    "flasktutor lesson url-rules",  # the same, installed as a package
    "python -m pip wheel --no-deps --wheel-dir dist ./routing",  # tests/test_handing_out.py
    "python -m pip install dist/routing_course-1.0-py3-none-any.whl",  # tests/test_handing_out.py
    "flasktutor lesson routing/url-rules",  # tests/test_handing_out.py
    'flasktutor progress --send https://lrs.example.org/xapi --name "Ayu"',  # tests/xapi
    "uvx --from . flasktutor start",  # tests/release/test_without_installing.py
    "pipx run --spec . flasktutor start",  # the same
    "flasktutor completion powershell | Out-String | Invoke-Expression",  # PowerShell alone can
)
"""Whose command and options are looked up, and which are not run."""
OUTCOMES = {
    "flasktutor explain": 1,  # nothing is pasted
    "python app.py 2>&1 | flasktutor explain": 1,  # the app says nothing that is an error
}
"""The exit codes of those that do not end with 0."""
APP = """\
from flask import Flask, g, request

app = Flask(__name__)


@app.get("/")
@app.get("/hello")
def hello():
    g.name = request.args.get("name", "you")
    return f"Hello, {g.name}!"
"""
ERROR = """\
Traceback (most recent call last):
  File "app.py", line 1, in <module>
    from flask import Flask
ModuleNotFoundError: No module named 'flask'
"""


def _blocks(page: Path) -> Iterator[str]:
    """The lines of the fenced `sh` blocks, without what the shell takes for a comment."""
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        yield from (line.split("  #")[0].rstrip() for line in block.splitlines() if line.strip())


def _inline(page: Path) -> Iterator[str]:
    """Lines between backticks in which `flasktutor` stands for the command."""
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    for span in re.findall(r"`([^`\n]+)`", prose):
        if re.search(r"(^|\| )flasktutor ", span):
            yield span.replace(r"\|", "|")


def _lines(page: Path) -> list[str]:
    whole = (line for line in _inline(page) if not PLACEHOLDER.search(line))
    typed = (line for line in _blocks(page) if "<Tab>" not in line)
    return list(dict.fromkeys([*typed, *whole]))


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder with the files that the pages speak of, and `flasktutor` and `python` on PATH."""
    commands = {
        "flasktutor": f'{sys.executable} -m flasktutor "$@"',
        "python": f'{sys.executable} "$@"',
    }
    (tmp_path / "bin").mkdir()
    for name, command in commands.items():
        shim = tmp_path / "bin" / name
        shim.write_text(f"#!/bin/sh\nexec {command}\n")
        shim.chmod(0o755)
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    work = tmp_path / "work"
    work.mkdir()
    (work / "app.py").write_text(APP)
    (work / "hello.py").write_text("from flask import request\n\nprint(request.path)\n")
    (work / "try.txt").write_text("app.app_context().push()\ncurrent_app.name\n")
    (work / "error.log").write_text(ERROR)
    (work / ".venv").symlink_to(sys.prefix)
    _run("flasktutor lessons new other --folder my-lessons", tmp_path)
    (work / "handed-in").mkdir()
    _run("flasktutor progress --export handed-in/ayu.json --name Ayu", tmp_path)
    return tmp_path


def _run(line: str, workshop: Path) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("FLASKTUTOR", "VIRTUAL"))}
    mine = {
        "HOME": str(workshop),
        "FLASKTUTOR_HOME": str(workshop / "home"),
        "PATH": os.pathsep.join((str(workshop / "bin"), os.environ["PATH"])),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
        "SHELL": "/bin/bash",
    }
    # What watches or serves goes on until Ctrl-C; in the foreground it gets one and not two.
    goes_on = "--watch" in line or "--serve" in line
    before = "timeout --foreground --preserve-status -s INT 20 " if goes_on else ""
    return subprocess.run(
        # What was set up in `.venv` is what is tested here.
        ["bash", "-c", before + line.replace(".venv/bin/", "")],
        cwd=workshop / "work",
        env={**inherited, **mine},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("page", [page for page in PAGES if _lines(page)], ids=lambda p: p.stem)
def test_every_command_line_works(page: Path, workshop: Path) -> None:
    for line in _lines(page):
        if SETS_UP.match(line) or line in (*PROVED_BY_CI, *ONLY_FORM):
            continue
        done = _run(line, workshop)
        said = f"{page.name}: {line}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
        expected = 130 if "--watch" in line else OUTCOMES.get(line, 0)
        assert done.returncode == expected, said
        assert "Traceback (most" not in done.stderr, said
    reference = (ROOT / "docs" / "reference.md").read_text("utf-8")
    kept = (
        {path.name for path in workshop.glob("home/*")} if (workshop / "home").is_dir() else set()
    )
    assert {name for name in kept if f"`{name}`" not in reference} <= {
        "progress.db-wal",
        "progress.db-shm",
    }


def test_what_is_too_long_to_run_here_is_run_elsewhere() -> None:
    ci = (ROOT / ".ci" / "run").read_text()
    assert set(PROVED_BY_CI) <= {line.partition(" --")[0] for line in ci.splitlines()}
    (tests,) = (line for line in _blocks(ROOT / "README.md") if "pytest" in line)
    assert all(part in ci for part in ("-m venv .venv", "install --quiet -e '.[dev]'", "pytest -n"))
    assert tests.split(" && ")[1].endswith("install -e '.[dev]'")


@pytest.mark.slow
def test_the_lines_that_set_it_up_do_so_in_a_fresh_copy(tmp_path: Path) -> None:
    lines = list(_blocks(ROOT / "README.md"))
    (begin,) = (line for line in lines if line.endswith(".venv/bin/flasktutor start"))
    assert SETS_UP.match(begin)
    done = subprocess.run(
        ["bash", "-ec", f"{begin}\n.venv/bin/flasktutor --lang id lesson contexts"],
        cwd=fresh_copy(tmp_path / "copy"),
        env={**_without("PYTHONPATH", "VIRTUAL_ENV"), "FLASKTUTOR_HOME": str(tmp_path / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Context dan proxy" in done.stdout


def _without(*names: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in names}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_forms_name_commands_and_options_that_exist(page: Path) -> None:
    for line in (*_inline(page), *_blocks(page)):
        for part in re.split(r" \| | && ", line):
            words = [word.strip("[]…") for word in shlex.split(part)]
            if words[:1] == ["flasktutor"]:
                _check_form(words[1:], line)


def _check_form(words: list[str], line: str) -> None:
    command: click.Command = group
    context = click.Context(command)
    for word in words:
        if word == "--":  # what follows is another program's
            break
        if word.startswith("--"):
            known = {name for option in command.params for name in option.opts} | {"--help"}
            assert word.partition("=")[0] in known, line
        elif isinstance(command, click.Group) and (found := command.get_command(context, word)):
            command = found
        elif command is group:
            before = words[words.index(word) - 1]
            assert word == "COMMAND" or before in {"--lang", "--lessons"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:", target):
            continue
        name, _hash, heading = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.is_file(), f"{page.name} links to {target}"
        if heading:
            assert heading in set(_anchors(file)), f"{page.name} links to {target}"


def _anchors(page: Path) -> Iterator[str]:
    """The names that a heading gets on the pages of a code host."""
    for heading in re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    for page in (ROOT / "docs").iterdir():
        if page.is_file() and page.name != "README.md":
            assert f"({page.name})" in index, f"docs/README.md does not list {page.name}"
