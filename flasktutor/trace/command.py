"""Owns reading a command line: which program of Python's it runs, and by which interpreter."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from flasktutor.errors import UsageError
from flasktutor.language import _, reason
from flasktutor.runner import launch
from flasktutor.values import frozen

_PYTHON = re.compile(r"(python|pypy)[\d.]*(\.exe)?|py(\.exe)?")
_SHEBANG = re.compile(rb"#!\s*(?P<path>\S+)(?:[ \t]+(?P<argument>\S+))?")
#: How pip writes a path that is too long for a first line, or has blanks.
_LONG_SHEBANG = re.compile(rb"""#!/bin/sh\s+'''exec' ["']?(?P<path>[^"'\n]+?)["']? "\$0" """)
_SETS_A_VARIABLE = re.compile(r"\w+=.*")
_WITH_VALUE = ("-W", "-X", "--check-hash-based-pycs")
#: pyenv's folder of programs that look up at each start which Python they are of.
_SHIMS = "shims"
_FIRST_LINES = 4096
_PYTEST = ("pytest", "py.test")


Kind = Literal["script", "module", "entry", "pytest"]


@frozen(kw_only=True)
class TracedCommand:
    """A program of Python's: `name` is a path, a module, or an installed package's command.

    `options` are the interpreter's own; `argv` is what the program gets, `path` where it
    looks for modules first.
    """

    python: Path
    kind: Kind
    name: str
    argv: tuple[str, ...]
    path: str
    options: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        return shlex.join(self.words)


def read_command(
    words: Sequence[str], named: Path | None, usual: Callable[[], Path], folder: Path
) -> TracedCommand:
    """What `words` run in `folder`; raises TutorError for what is no program of Python's.

    By the interpreter that is `named`, else the one that they run it by themselves, else the
    `usual` one.
    """
    first = words[0]
    if _SETS_A_VARIABLE.fullmatch(first):
        text = _("Set variables before flasktutor: {words}")
        raise _refused(first, text.format(words=f"{first} flasktutor trace -- …"))
    chosen = launch.find_interpreter(named) if named else None
    if _PYTHON.fullmatch(Path(first).name):
        return _of_python(words, chosen or launch.find_interpreter(first), folder)
    if first.endswith(".py"):
        return _of_file(words, words, chosen or usual(), folder)
    return _of_program(words, _program(first, chosen or usual), chosen)


def _of_python(words: Sequence[str], python: Path, folder: Path) -> TracedCommand:
    """`python [OPTIONS] FILE …` or `python [OPTIONS] -m MODULE …`."""
    at = 1
    while at < len(words) and words[at].startswith("-") and words[at] not in ("-", "-m", "-c"):
        at += 2 if words[at] in _WITH_VALUE else 1
    options, rest = tuple(words[1:at]), tuple(words[at:])
    if rest[:1] == ("-m",) and len(rest) > 1:
        kind: Kind = "pytest" if rest[1] in _PYTEST else "module"
        return TracedCommand(
            python=python, kind=kind, name=rest[1], argv=rest[1:], path=str(folder),
            options=options, words=tuple(words),
        )  # fmt: skip
    if not rest or rest[0].startswith("-"):
        text = _("What Python is to run has to stand in a file, or in a module behind -m.")
        raise UsageError(text)
    return replace(_of_file(words, rest, python, folder), options=options)


def _of_file(
    words: Sequence[str], argv: Sequence[str], python: Path, folder: Path
) -> TracedCommand:
    """A file of Python's, or a folder that holds a `__main__.py`."""
    path = folder / argv[0]
    try:
        path = path / "__main__.py" if path.is_dir() else path
        is_there = path.is_file()
    except OSError as error:  # a name that is too long, say
        text = _("{file} cannot be read: {reason}.")
        raise UsageError(text.format(file=argv[0], reason=reason(error))) from error
    if not is_there:
        raise UsageError(_("There is no file {path}.").format(path=argv[0]))
    return TracedCommand(
        python=python, kind="script", name=str(path), argv=tuple(argv),
        path=str(path.resolve().parent), words=tuple(words),
    )  # fmt: skip


def _program(first: str, python: Path | Callable[[], Path]) -> Path:
    """The file that a shell would run, or that lies beside an interpreter."""
    found = shutil.which(first) if callable(python) else None
    if found is None:
        beside = python() if callable(python) else python
        found = shutil.which(first, path=str(beside.parent)) or shutil.which(first)
    if found is None:
        raise UsageError(_("There is no program {name}.").format(name=first))
    return Path(found)


def _of_program(words: Sequence[str], program: Path, chosen: Path | None) -> TracedCommand:
    """What installed packages bring: a script that names its interpreter, or stands for one."""
    name, folder = program.name.removesuffix(".exe"), str(program.parent)
    by: str | None
    kind: Kind
    if program.suffix == ".exe" or program.parent.name == _SHIMS:
        by, kind, runs = shutil.which("python", path=folder) or "python", "entry", name
    else:
        by, kind, runs = _interpreter_of(program), "script", str(program)
    if by is None:
        raise _refused(words[0], _hint(words[0]))
    if name in _PYTEST:
        kind, runs = "pytest", "pytest"
    return TracedCommand(
        python=chosen or launch.find_interpreter(by), kind=kind, name=runs,
        argv=(str(program), *words[1:]), path=folder, words=tuple(words),
    )  # fmt: skip


def _interpreter_of(script: Path) -> str | None:
    """The Python that a script's first line names; None where it names something else."""
    with suppress(OSError), script.open("rb") as file:
        data = file.read(_FIRST_LINES)
        return _named_in(data)
    return None


def _named_in(data: bytes) -> str | None:
    found = _LONG_SHEBANG.match(data) or _SHEBANG.match(data)
    if found is None:
        return None
    path = os.fsdecode(found["path"])
    if Path(path).name == "env":
        path = os.fsdecode(found["argument"] or b"")
    return path if _PYTHON.fullmatch(Path(path).name) else None


def _hint(first: str) -> str:
    if Path(first).name in ("uv", "poetry", "pipenv", "pdm", "hatch", "rye"):
        text = _("Write what {name} would run, and its environment: {command}")
        command = "flasktutor trace --python .venv -- pytest"
        return text.format(name=Path(first).name, command=command)
    return _("Write what it runs: a file of Python, python -m MODULE, pytest, or flask.")


def _refused(first: str, hint: str) -> UsageError:
    text = _("{name} is no program of Python's, so nothing in it can be followed.")
    return UsageError(text.format(name=first), hint=hint)
