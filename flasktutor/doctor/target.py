"""Owns which app `flask run` would take in a folder: what names it, and what it finds by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from flasktutor.doctor.facts import Facts, Interpreter
from flasktutor.doctor.project import assigned
from flasktutor.doctor.source import SourceFile

OPTION, VARIABLE = "--app", "FLASK_APP"
FOUND_BY_ITSELF = ("wsgi", "app")
_SECONDS = 10.0
_FIND = "import sys, importlib.util as u; sys.exit(not u.find_spec(sys.argv[1]))"
_COMPILE = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')"


def named(facts: Facts) -> tuple[str, str]:
    """What names the app, and where that is said: `--app`, FLASK_APP, or a dotenv file's name."""
    if facts.app:
        return facts.app, OPTION
    if value := facts.environ.get(VARIABLE):
        return value, VARIABLE
    report = facts.subject.report if facts.subject else None
    for file in facts.project.dotenv if report and report.dotenv else ():
        if value := assigned(file.text or "").get(VARIABLE):
            return value, file.name
    return "", ""


def naming(facts: Facts) -> dict[str, str]:
    """The facts that a repair needs to speak of what names the app, and of no other place."""
    value, origin = named(facts)
    kind = {"": "", OPTION: "option", VARIABLE: "variable"}.get(origin, "dotenv")
    return {"origin": origin, kind: origin, "app": _meant(facts, value)} if kind else {}


def _meant(facts: Facts, value: str) -> str:
    """What to write instead of `value`: of its file, else of what is spelt most like it here."""
    modules = [source.module for source in facts.project.sources if source.is_flask]
    module = module_of(value)
    if source := facts.project.source(module):
        return in_file(source) or f"{module}:NAME"
    near = get_close_matches(module, modules, n=1)
    return next(iter(near), "") or facts.project.suggestion or "NAME"


def in_file(source: SourceFile) -> str:
    """What to write after `--app` for the app in `source`; "" where none is seen in it."""
    if source.apps and not {"app", "application"} & {*source.apps}:
        return f"{source.module}:{source.apps[0]}"
    if source.apps or source.maybe_apps:
        return source.module
    if source.factory:
        return source.call
    return f"{source.module}:{source.makers[0]}" if source.makers else ""


def own_app(facts: Facts) -> dict[str, str]:
    """The fact that names the app in the very file that was asked for, where one is seen in it."""
    source = facts.project.source(module_of(named(facts)[0]))
    found = in_file(source) if source else ""
    return {"own_app": found} if ":" in found else {}


def unread(facts: Facts) -> str:
    """The app that only a dotenv file names, which nothing reads here; "" when there is none."""
    report = facts.subject.report if facts.subject else None
    if named(facts)[0] or report is None or report.dotenv:
        return ""
    return facts.project.dotenv_values.get("FLASK_APP", "")


def found_by_itself(facts: Facts) -> SourceFile | None:
    """The file that `flask run` looks into when nothing names the app."""
    for module in FOUND_BY_ITSELF:
        for source in facts.project.sources:
            if source.module == module:
                return source
    return None


def to_load(facts: Facts) -> str | None:
    """What to write after `--app` to load the app here, "" for nothing, None without an app."""
    if named(facts)[0]:
        return facts.app
    source, suggestion = found_by_itself(facts), facts.project.suggestion
    if unread(facts) or (source and (holds_app(source) or source.syntax_error)):
        return ""
    if source and of_file(suggestion, source):
        return ""
    if suggestion and "(" not in suggestion:  # what a factory wants cannot be guessed
        return suggestion
    return "" if source and source.is_flask else None


def of_file(suggestion: str, source: SourceFile) -> bool:
    """Whether `suggestion` names something in the file `source`, of which there may be several."""
    return suggestion == source.call or suggestion.partition(":")[0] == source.module


def holds_app(source: SourceFile) -> bool:
    """Whether `flask run` can take an app out of `source`, as far as reading tells."""
    by_name = {"app", "application"} & {*source.apps, *source.maybe_apps}
    one_factory = bool(source.factory) and not source.factory_needs and not source.apps
    return bool(by_name) or len(source.apps) == 1 or one_factory


def module_of(value: str) -> str:
    """The module that a value of FLASK_APP means: a name, a file, or either with `:app`."""
    path = without_name(value).replace("\\", "/").removeprefix("./")
    return path.strip("/").replace("/", ".")


def without_name(value: str) -> str:
    """A value of FLASK_APP without what follows its colon, and without `.py`."""
    head, colon, _name = value.strip().partition(":")
    path = head if colon and len(head) > 1 else value.strip()  # one letter: a Windows drive
    return path.removesuffix(".py")


def lies_here(facts: Facts, value: str) -> bool:
    """Whether a file or folder of that name lies here, or where packages are."""
    report = facts.subject.report if facts.subject else None
    top = module_of(value).split(".")[0]
    roots = [facts.folder, *map(Path, report.path if report else ())]
    found = [root / name for root in roots for name in (top, f"{top}.py")]
    found += [facts.folder / f"{without_name(value)}{end}" for end in ("", ".py")]
    try:
        return any(path.exists() for path in found)
    except (OSError, ValueError):  # a name that no file can have
        return False


def importable(
    python: Interpreter, value: str, folder: Path, environ: Mapping[str, str]
) -> bool | None:
    """Whether `python` finds the module that `value` names: installed, or linked into it.

    Its top package alone is looked for, which runs nothing of it. None when it cannot tell.
    """
    top = module_of(value).split(".")[0]
    if not top.isidentifier():
        return None
    return _says_yes([python.path, "-c", _FIND, top], folder, environ)


def can_read(
    python: Interpreter, path: Path, folder: Path, environ: Mapping[str, str]
) -> bool | None:
    """Whether `python` itself can read the code at `path`, which is not run. None: unknown."""
    return _says_yes([python.path, "-I", "-c", _COMPILE, str(path)], folder, environ)


def _says_yes(command: list[str], folder: Path, environ: Mapping[str, str]) -> bool | None:
    try:
        done = subprocess.run(
            command, cwd=folder, env=dict(environ), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode == 0
