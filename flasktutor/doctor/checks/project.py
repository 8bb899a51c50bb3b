"""Owns the checks of the learner's own files: what `flask run` would make of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from packaging.version import InvalidVersion, Version

from flasktutor.causes import explain_versions, known
from flasktutor.doctor import target
from flasktutor.doctor.checks.words import command_facts
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.doctor.project import Dotenv, assigned
from flasktutor.doctor.source import SourceFile, Use
from flasktutor.language import _


def _flask_version(facts: Facts) -> Version | None:
    report = facts.subject.report if facts.subject else None
    try:
        return Version(report.versions["flask"]) if report else None
    except (KeyError, InvalidVersion):
        return None


def readable(facts: Facts) -> Iterator[Finding]:
    """All that belongs to the project may be read."""
    names = facts.project.unreadable
    if names:
        seen = _("Not read: {names}.").format(names=", ".join(names))
        words = {**command_facts(facts), "name": facts.system.quote(names[0])}
        make = problem if _stop_flask(names, facts) else note
        yield make("project-unreadable", "project", seen, words, facts.system)


def _stop_flask(names: tuple[str, ...], facts: Facts) -> bool:
    """Whether `flask run` itself opens one of these files, and fails."""
    report = facts.subject.report if facts.subject else None
    found = () if target.named(facts)[0] else target.FOUND_BY_ITSELF
    opened = [f"{name}.py" for name in found]
    if report and report.dotenv:
        opened += [".env", ".flaskenv"]
    return not set(opened).isdisjoint(names)


def _by_reading(facts: Facts) -> Callable[..., Finding]:
    """A problem, unless the app starts with it all the same."""
    return note if facts.loaded and facts.loaded.starts else problem


def uses_removed(facts: Facts) -> Iterator[Finding]:
    """No file uses what the installed Flask no longer has."""
    version = _flask_version(facts)
    if version is None:
        return
    for cause in known().values():
        for removed in cause.removed:
            if version < Version(removed.since):
                continue
            for source, use in _uses(facts, removed.names):
                seen = _(
                    "{file}, line {line}: {name} (gone since Flask {since}; here is {version})"
                )
                seen = seen.format(
                    file=source.path.name, line=use.line, since=removed.since, version=version,
                    name=f"{use.module}.{use.name}".rstrip("."),
                )  # fmt: skip
                words = {**command_facts(facts), "name": use.name, "since": removed.since}
                yield _by_reading(facts)(cause.id, "project", seen, words, facts.system)
                break


def _uses(facts: Facts, names: tuple[str, ...]) -> Iterator[tuple[SourceFile, Use]]:
    for source in facts.project.sources:
        if source.is_flask:
            for use in source.uses:
                if use.sure and {use.module, f"{use.module}.{use.name}"} & set(names):
                    yield source, use


def spelling(facts: Facts) -> Iterator[Finding]:
    """`flask` and `Flask` are not mixed up."""
    for source in facts.project.sources:
        wrong = [use.line for use in source.uses if use.sure and _is_misspelt(use)]
        line = wrong[0] if wrong else source.calls_module
        if line:
            seen = _("{file}, line {line}").format(file=source.path.name, line=line)
            words = command_facts(facts)
            yield _by_reading(facts)("wrong-case", "project", seen, words, facts.system)


def _is_misspelt(use: Use) -> bool:
    return use.imported and (use.module == "Flask" or (use.module, use.name) == ("flask", "flask"))


def pins(facts: Facts) -> Iterator[Finding]:
    """The versions that a requirements file pins go together."""
    files = {pin.file for pin in facts.project.pins}
    for file in sorted(files):
        pinned = {pin.name: pin.version for pin in facts.project.pins if pin.file == file}
        told = explain_versions(pinned, command_facts(facts), facts.system)
        if told:
            shown = ", ".join(f"{pin.name}=={pin.version} ({pin.line})"
                              for pin in facts.project.pins if pin.file == file
                              and pin.name in ("flask", "werkzeug", "jinja2", "markupsafe",
                                               "itsdangerous"))  # fmt: skip
            seen = _("{file} pins {versions}. {reason}").format(
                file=file, versions=shown, reason=told.means
            )
            yield problem("requirements-clash", "project", seen, command_facts(facts), facts.system)


def dotenv(facts: Facts) -> Iterator[Finding]:
    """Files with variables can be read, and something reads them."""
    report = facts.subject.report if facts.subject else None
    if (
        report is None
        or not report.works
        or not any(source.is_flask for source in facts.project.sources)
    ):
        return
    words = command_facts(facts)
    for file in facts.project.dotenv:
        if file.text is None:
            yield _not_utf8(file, facts, read=report.dotenv)
        elif not report.dotenv:
            seen = _("{file} lies here, and python-dotenv is not installed.").format(file=file.name)
            make = problem if _needs(facts, file.text) else note
            yield make("dotenv-not-read", "project", seen, words, facts.system)


def _not_utf8(file: Dotenv, facts: Facts, *, read: bool) -> Finding:
    words = {**command_facts(facts), "dotenv": file.name}
    seen = _("{file} is not UTF-8.").format(file=file.name)
    if file.utf16:
        words["encoding"] = "utf-16"
        seen = _("{file} is UTF-16.").format(file=file.name)
    return (problem if read else note)("dotenv-encoding", "project", seen, words, facts.system)


def _needs(facts: Facts, text: str) -> bool:
    """Whether the app is only found, or only starts, with what `text` sets."""
    if facts.loaded:
        lacks = re.fullmatch(r"'(\w+)'", facts.loaded.message)
        unread_app = facts.loaded.outcome == "refused" and bool(target.unread(facts))
        missing = facts.loaded.type == "KeyError" and lacks and lacks[1] in assigned(text)
        return bool(missing) or (unread_app and "FLASK_APP" in assigned(text))
    source = target.found_by_itself(facts)
    found = source is not None and target.holds_app(source)
    return bool(target.unread(facts)) and "FLASK_APP" in assigned(text) and not found


def flask_app(facts: Facts) -> Iterator[Finding]:
    """What `--app` or FLASK_APP names is there, and has an app in it."""
    wanted, origin = target.named(facts)
    if not wanted or facts.loaded:  # what came of loading says more than reading does
        return
    source = facts.project.source(target.module_of(wanted))
    words = {**command_facts(facts), "value": wanted, **target.naming(facts)}
    if source:
        yield from _usable(source, wanted, facts)
    elif not target.lies_here(facts, wanted) and facts.importable is False:
        seen = _no_such_file(facts).format(origin=origin, value=wanted, folder=facts.folder)
        yield problem("flask-app-stale", "project", seen, words, facts.system)


def _no_such_file(facts: Facts) -> str:
    if "dotenv" in target.naming(facts):
        return _("FLASK_APP in {origin} is “{value}”; no such file lies in {folder}.")
    return _("{origin} is “{value}”; no such file lies in {folder}.")


def flask_env(facts: Facts) -> Iterator[Finding]:
    """Nobody relies on FLASK_ENV, which Flask has not read since 2.3."""
    version = _flask_version(facts)
    if version is None or version < Version("2.3"):
        return
    places = [file.name for file in facts.project.dotenv if "FLASK_ENV" in (file.text or "")]
    if "FLASK_ENV" in facts.environ:
        places.insert(0, _("the environment"))
    if places:
        seen = _("FLASK_ENV is set in: {places}.").format(places=", ".join(places))
        words = {**command_facts(facts), "version": str(version)}
        yield note("flask-env-ignored", "project", seen, words, facts.system)


def finds_app(facts: Facts) -> Iterator[Finding]:
    """Without further words, `flask run` would find the app of this folder."""
    if target.named(facts)[0] or facts.loaded:
        return
    source, suggestion = target.found_by_itself(facts), facts.project.suggestion
    if source and target.unread(facts) and not target.holds_app(source):
        return  # a file that nothing reads names the app, and that is said already
    if source and (
        source.syntax_error
        or target.holds_app(source)
        or not suggestion
        or target.of_file(suggestion, source)
    ):
        yield from _usable(source, "", facts)
    elif suggestion:
        seen = (
            _("The app is in “{app}”; “flask run” alone takes {file}, and finds none in it.")
            if source
            else _("The app is in “{app}”; “flask run” alone looks for app.py and wsgi.py.")
        )
        words = {**command_facts(facts), "app": suggestion}
        seen = seen.format(app=suggestion, file=source.path.name if source else "")
        yield note("app-not-found", "project", seen, words, facts.system)


def _usable(source: SourceFile, wanted: str, facts: Facts) -> Iterator[Finding]:
    """Whether `flask run` can pick one app out of `source`."""
    words = {**command_facts(facts), "app": source.module, "factory": source.factory}
    file = source.path.name
    if source.syntax_error:
        seen = _("{file}, line {line}: {error}").format(
            file=file, line=source.error_line, error=source.syntax_error
        )
        yield problem("syntax-error", "project", seen, words, facts.system)
        return
    if ":" in wanted[2:] or not source.is_flask:
        return
    named = {"app", "application"} & {*source.apps, *source.maybe_apps}
    if named or len(source.apps) == 1:
        seen = _("“flask run” would take the app in {file}; it was read, not loaded.")
        seen = seen.format(file=file)
        yield fine("app", "project", seen)
    elif len(source.apps) > 1:
        words["app"] = f"{source.module}:{source.apps[0]}"
        seen = _("{file} has several apps: {names}.").format(
            file=file, names=", ".join(source.apps)
        )
        yield problem("several-apps", "project", seen, words, facts.system)
    elif source.factory and source.factory_needs:
        words["app"] = source.call
        seen = _("{factory} in {file} wants: {names}.").format(
            factory=source.factory, file=file, names=", ".join(source.factory_needs)
        )
        yield problem("factory-needs-arguments", "project", seen, words, facts.system)
    elif source.factory:
        seen = _("“flask run” would call {factory} in {file}; it was read, not loaded.")
        seen = seen.format(factory=source.factory, file=file)
        yield fine("app", "project", seen)
    elif facts.project.suggestion not in ("", source.module):
        words |= {"value": source.module, **target.own_app(facts)}
        seen = _("{file} holds no app that could be found from outside.").format(file=file)
        yield problem("no-app-in-module", "project", seen, words, facts.system)
