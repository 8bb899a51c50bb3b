"""Owns the report to paste into an issue: what a helper asks for first, in Markdown, masked."""

from __future__ import annotations

import getpass
import importlib.metadata
import platform
from collections.abc import Iterator
from pathlib import Path

from flasktutor.doctor.checks.words import dotted
from flasktutor.doctor.containment import Containment
from flasktutor.doctor.facts import Facts, Interpreter, PythonFacts
from flasktutor.doctor.findings import Finding
from flasktutor.doctor.masking import Mask, secrets
from flasktutor.doctor.project import assigned
from flasktutor.doctor.summary import Summary
from flasktutor.language import _, ngettext

# Variables that steer Flask and Python; their names are told, their values never.
_STEERING = ("FLASK_", "PYTHON", "VIRTUAL_ENV", "CONDA_", "UV_", "PIP_", "WERKZEUG_")
_ON_EVERY_MACHINE = {"root", "user", "localhost", "app", "flask", "python", "linux", "windows"}
_LONGEST = 6000  # characters of a traceback
_MARKS = {"ok": "✓", "note": "•", "problem": "✗"}


def markdown(summary: Summary, contained: Containment | None) -> str:
    """All of it as one text; masked last, so that nothing can pass by."""
    parts = [_versions(summary, contained), _findings(summary), _app(summary)]
    text = "\n\n".join("\n".join(part) for part in parts) + "\n"
    return mask(summary.facts)(text)


def mask(facts: Facts) -> Mask:
    """What hides the names and paths of this learner's machine, and the secrets in reach."""
    environ = facts.environ
    home = environ.get("HOME") or environ.get("USERPROFILE") or str(Path.home())
    names = {environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME")} | {_user()}
    hidden = {
        **{name: "USER" for name in names if _tells(name)},
        **dict.fromkeys(_spellings(home), "~"),
        **dict.fromkeys(_spellings(str(facts.folder)), "PROJECT"),
    }
    host = facts.hostname
    hidden |= {name: "HOST" for name in (host, host.partition(".")[0]) if _tells(name)}
    files = (assigned(file.text or "") for file in facts.project.dotenv)
    return Mask(hidden, secrets(environ, _without_app(files)))


def _without_app(files: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    """What names the app is no secret, and what a helper asks for."""
    for values in files:
        yield {name: value for name, value in values.items() if not name.startswith("FLASK_")}


def _tells(name: str) -> bool:
    """Whether a name says who somebody is; these are on every machine, or in every word."""
    return len(name) > 1 and name.lower() not in (
        "root",
        "user",
        "localhost",
        "app",
        "flask",
        "src",
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # as in a container without a name for it
        return ""


def _spellings(path: str) -> set[str]:
    """A path as programs may write it: as named, as it really is, as Python quotes it."""
    if path in ("", "/", "\\"):
        return set()
    both = {path, str(Path(path).resolve())}
    return (
        both
        | {one.replace("\\", "\\\\") for one in both}
        | {one.replace("\\", "/") for one in both}
    )


def _versions(summary: Summary, contained: Containment | None) -> Iterator[str]:
    facts = summary.facts
    yield "### flasktutor check-install --report"
    yield ""
    own = importlib.metadata.version("flasktutor")
    yield f"- flasktutor {own}, Python {platform.python_version()}"
    yield _item(_("System"), f"{platform.platform()}, {facts.system.os}, {facts.system.shell}")
    if facts.subject is None:
        yield _item(_("Examined"), _("no Python was found"))
        return
    yield from _examined(facts.subject, facts)
    set_here = sorted(name for name in facts.environ if name.startswith(_STEERING))
    yield _item(_("Variables that are set"), ", ".join(set_here) or "-")
    if contained:
        told = contained.trouble or f"Flask {contained.flask}, Python {contained.python}"
        yield _item(_("Snippets"), told)
    for python in facts.others:
        flask = python.report.importable if python.report else None
        yield _item(_("Also here"), f"`{python.typed}` (`{python.path}`), Flask: {_yes(flask)}")


def _examined(python: Interpreter, facts: Facts) -> Iterator[str]:
    report = python.report
    version = dotted(report.version) if report else "?"
    yield _item(_("Examined"), f"Python {version}, `{python.path}` ({python.origin})")
    if report:
        packages = ", ".join(f"{name} {number}" for name, number in report.versions.items())
        yield _item(_("Installed in"), ", ".join(_how(report, facts)))
        yield _item(_("Packages"), packages or "-")


def _how(report: PythonFacts, facts: Facts) -> Iterator[str]:
    """Into what kind of environment, and which programs look after it."""
    if (Path(report.prefix) / "conda-meta").is_dir():
        yield "conda"
    elif facts.meant and report.in_venv:
        yield facts.meant.maker
    else:
        yield _("no virtual environment")
    if report.managed:
        yield "externally managed"
    yield f"pip: {_yes(report.pip)}"
    if facts.project.manager:
        yield facts.project.manager


def _item(label: str, value: str) -> str:
    return f"- {label}: {value}"


def _yes(value: bool | None) -> str:
    return "?" if value is None else _("yes") if value else _("no")


def _findings(summary: Summary) -> Iterator[str]:
    yield "#### " + _("What was found")
    yield ""
    for finding in summary.findings:
        yield _line(finding)


def _line(finding: Finding) -> str:
    words = " ".join(f"{finding.means} {finding.seen}".split()).replace("<", "&lt;")
    name = f"[`{finding.id}`]({finding.page})" if finding.page else f"`{finding.id}`"
    after = " " + _("(follows from {id})") if finding.follows_from else ""
    after = after.format(id=f"`{finding.follows_from}`")
    return f"- {_MARKS[finding.status]} {name}{after}: {words}"


def _app(summary: Summary) -> Iterator[str]:
    loaded = summary.facts.loaded
    yield "#### " + _("The app")
    yield ""
    if loaded is None:
        yield _("It was not loaded. With --app NAME it is.")
        return
    target = f"`flask --app {loaded.target} run`" if loaded.target else "`flask run`"
    copies = ngettext("{n} copy of the process", "{n} copies of the process", loaded.forks)
    told = f", {copies.format(n=loaded.forks)}" if loaded.forks else ""
    yield f"{target}: {loaded.outcome}{told}"
    text = loaded.trace or loaded.message or loaded.printed
    if text and not loaded.starts:
        fence = "`" * max(3, _ticks(text) + 1)
        yield ""
        yield f"{fence}text\n{text[-_LONGEST:].strip()}\n{fence}"


def _ticks(text: str) -> int:
    """The longest run of backticks in `text`."""
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
