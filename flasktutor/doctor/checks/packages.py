"""Owns the checks of what is installed: Flask, pip, and versions that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from flasktutor.causes import explain_versions
from flasktutor.doctor.checks.words import command_facts, dotted, short
from flasktutor.doctor.facts import Facts, PythonFacts
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.doctor.installer import manager
from flasktutor.language import _

OLDEST_FOR_TUTOR = Version("2.3")  # what the worker asks for (`runner/worker/warm.py`)
_SHOWN = ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker")


def _examined(facts: Facts) -> PythonFacts | None:
    """The report of an interpreter that could be examined, plainly if it went so far."""
    report = facts.subject.report if facts.subject else None
    return report if report and report.flask is not None else None


def _versions(report: PythonFacts, names: Sequence[str]) -> str:
    found = report.versions
    return ", ".join(f"{name} {found[name]}" for name in names if name in found)


def python_path(facts: Facts) -> Iterator[Finding]:
    """PYTHONPATH does not bring other packages in."""
    report = _examined(facts)
    places = [Path(place) for place in facts.environ.get("PYTHONPATH", "").split(_separator(facts))]
    if report is None or not facts.environ.get("PYTHONPATH"):
        return
    found = str((report.flask or {}).get("file") or "")
    loaded = [path for _name, path in report.shadowed] + [found]
    inside = [path for path in loaded if any(Path(path).is_relative_to(place) for place in places)]
    isolated = facts.subject.isolated if facts.subject else None
    seen = _("PYTHONPATH is {value}.").format(value=facts.environ["PYTHONPATH"])
    words = command_facts(facts)
    if not report.works and isolated and isolated.works:
        yield problem("pythonpath-set", "packages", seen, words, facts.system)
    elif inside:
        yield note("pythonpath-set", "packages", seen, words, facts.system)


def _separator(facts: Facts) -> str:
    return ";" if facts.system.os == "windows" else ":"


def flask_present(facts: Facts) -> Iterator[Finding]:
    """Flask is installed in the Python that is started here."""
    report = _examined(facts)
    if report is None:
        return
    if report.importable or report.works:
        version = report.versions.get("flask", _("of unknown version"))
        yield fine("flask", "packages", f"Flask {version} ({_versions(report, _SHOWN[1:])})")
        return
    words = command_facts(facts)
    seen = _("Python {version} ({path}) finds no package “flask”.").format(
        version=dotted(report.version), path=report.executable
    )
    elsewhere = _having_flask(facts)
    beside = _environment_beside(facts)
    if elsewhere and (beside or not report.in_venv):
        seen += " " + _("“{typed}” ({path}) has it.").format(typed=elsewhere[0], path=elsewhere[1])
    cause = _missing(facts, report, bool(elsewhere))
    if beside:
        cause = "venv-inactive"
        words["activate"] = facts.system.activate(short(beside, facts.folder))
    yield problem(cause, "packages", seen, words, facts.system)


def _environment_beside(facts: Facts) -> Path | None:
    """The environment in this folder, where it has Flask and the one in use has not."""
    for python in facts.others:
        if python.origin == "folder" and python.report and python.report.importable:
            return facts.in_folder.path if facts.in_folder else None
    return None


def _having_flask(facts: Facts) -> tuple[str, str] | None:
    for python in facts.others:
        if python.report and python.report.importable:
            return python.typed, python.path
    return None


def _missing(facts: Facts, report: PythonFacts, elsewhere: bool) -> str:
    """Which cause names best why Flask is missing, and so its repair."""
    if not report.ssl:
        return "python-without-ssl"
    if report.in_venv:
        return "flask-missing-here" if report.pip or manager(facts) else "venv-without-pip"
    if not report.ensurepip and facts.system.os == "linux":
        return "ensurepip-missing"
    if report.managed:
        return "flask-missing-managed"
    if elsewhere and report.writable and report.pip:
        return "flask-elsewhere"
    if not report.writable:
        return "pip-no-permission"
    return "flask-missing" if report.pip else "system-pip-missing"


def pip_present(facts: Facts) -> Iterator[Finding]:
    """pip is there to install with; environments of uv and Poetry do without, until one repairs."""
    report = _examined(facts)
    if report is None:
        return
    if report.pip:
        yield fine("pip", "packages", f"pip {report.versions.get('pip', '')}".rstrip())
        return
    if report.importable:  # what is missing otherwise was traced back to the missing pip
        seen = _("{path} has no package “pip”.").format(path=report.executable)
        yield fine("pip", "packages", seen)


def versions_fit(facts: Facts) -> Iterator[Finding]:
    """No two versions that are known to clash are here, and none that Flask says it cannot use."""
    report = _examined(facts)
    if report is None or not report.importable:
        return
    told = explain_versions(report.versions, command_facts(facts), facts.system)
    if told and not report.works:
        seen = _versions(report, _SHOWN)
        yield problem(told, "packages", seen, {}, facts.system)
        return
    for requirement in _flask_requires(report):
        yield from _satisfied(requirement, report, facts)


def _flask_requires(report: PythonFacts) -> Iterator[Requirement]:
    flask = next((package for package in report.packages if package.name == "flask"), None)
    environment = {
        "python_version": dotted(report.version[:2]),
        "python_full_version": dotted(report.version),
        "extra": "",
    }
    for line in flask.requires if flask else ():
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate(environment):
            yield requirement


def _satisfied(wanted: Requirement, report: PythonFacts, facts: Facts) -> Iterator[Finding]:
    name = wanted.name.lower().replace("_", "-")
    version = report.versions.get(name)
    words = {**command_facts(facts), "module": wanted.name, "wanted": str(wanted)}
    if version is None:
        if not report.works:
            seen = _("{name} is not installed.").format(name=wanted.name)
            yield problem("dependency-missing", "packages", seen, words, facts.system)
        return
    try:
        fits = wanted.specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return
    if not fits:
        seen = f"{wanted.name} {version}"
        make = note if report.works else problem
        words["found"] = version
        yield make("dependency-outdated", "packages", seen, words, facts.system)


def complete(facts: Facts) -> Iterator[Finding]:
    """No interrupted installation left pieces of Flask behind."""
    report = _examined(facts)
    if report is None:
        return
    twice = [package for package in report.packages if package.name == "flask"]
    same_place = len({package.place for package in twice}) < len(twice)
    if report.leftovers or same_place:
        names = [*report.leftovers, *(f"flask {package.version}" for package in twice)]
        seen = _("Beside each other lie: {names}.").format(names=", ".join(names))
        make = note if report.works else problem
        yield make("flask-half-installed", "packages", seen, command_facts(facts), facts.system)


def described(facts: Facts) -> Iterator[Finding]:
    """What is installed can be seen by pip: each package's own description is whole."""
    report = _examined(facts)
    if report is None or not report.nameless:
        return
    pins = [f"{name}=={version}" for name, version in report.nameless]
    seen = _("Without a name in their METADATA: {packages}.").format(packages=", ".join(pins))
    words = {**command_facts(facts), "packages": " ".join(pins)}
    ours = {name.lower().replace("_", "-") for name, _version in report.nameless} & set(_SHOWN)
    make = problem if ours else note
    yield make("metadata-broken", "packages", seen, words, facts.system)


def old_flask(facts: Facts) -> Iterator[Finding]:
    """This Flask is new enough for what the tutor runs on it."""
    report = _examined(facts)
    try:
        version = Version(report.versions["flask"]) if report and report.works else None
    except (KeyError, InvalidVersion):
        return
    if report and version and version < OLDEST_FOR_TUTOR:
        words = {**command_facts(facts), "version": str(version)}
        yield note("flask-old-for-tutor", "packages", report.executable, words, facts.system)
