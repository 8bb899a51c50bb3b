"""Owns the check that the learner's app starts: what came of loading it, or that it was not."""

from __future__ import annotations

import linecache
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flasktutor.causes import Explanation, Fix, describe, explain_error, explain_text
from flasktutor.doctor import target
from flasktutor.doctor.checks.clashes import confirmed
from flasktutor.doctor.checks.words import command_facts
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import Finding, fine, note, problem
from flasktutor.doctor.loading import Loaded, RunningLine
from flasktutor.language import _, ngettext

_LONGEST = 300
_LAST = 60
_ASKS = "EOF when reading a line"


def loads(facts: Facts) -> Iterator[Finding]:
    """Loaded as `flask run` would, the app comes as far as the server."""
    loaded = facts.loaded
    if loaded is None:
        yield from _not_loaded(facts)
        return
    if loaded.starts:
        yield from _starts(loaded, facts)
    elif (loaded.type, loaded.message) == ("EOFError", _ASKS):
        yield note("app-asks", "app", _where(facts), _words(facts), facts.system)
    else:
        yield _STOPPED.get(loaded.outcome, _ended)(loaded, facts)
    if loaded.forks:
        n = loaded.forks
        seen = ngettext(
            "While it was loaded, the process made {n} copy of itself.",
            "While it was loaded, the process made {n} copies of itself.", n,
        )  # fmt: skip
        yield note("app-forks", "app", seen.format(n=n), _words(facts), facts.system)


def _not_loaded(facts: Facts) -> Iterator[Finding]:
    """Said plainly, for what reading alone finds in order may still fail."""
    report = facts.subject.plain if facts.subject else None
    app = target.to_load(facts)
    if report is None or not report.works:
        return
    if app is None and not facts.project.suggestion:
        seen = _("No app of yours was seen in this folder, so none was loaded. “--app” loads one.")
        yield replace(fine("app-not-seen", "app", seen), status="note")
        return
    app = facts.project.suggestion if app is None else app  # its arguments have to be filled in
    name = app or facts.app or target.named(facts)[0] or _by_itself(facts)
    command = f"flasktutor check-install --app {facts.system.quote(name)}"
    seen = _(
        "Your app was not loaded; its files were only read. This loads it, as “flask run” would:"
    )
    how = Fix(say=_("Load it, which runs its code."), commands=(command,))
    yield replace(fine("app-not-loaded", "app", seen), status="note", fixes=(how,))


def _by_itself(facts: Facts) -> str:
    source = target.found_by_itself(facts)
    return source.module if source else "app"


def _starts(loaded: Loaded, facts: Facts) -> Iterator[Finding]:
    if loaded.outcome == "serves-early":
        seen = _("It starts a server by itself while it is loaded: {where}.")
        seen = seen.format(where=_where(facts))
        yield note("app-serves-early", "app", seen, _words(facts), facts.system)
        return
    routes = ngettext("{n} route", "{n} routes", loaded.routes).format(n=loaded.routes)
    seen = _("Your app starts: “{command}” would serve “{app}” ({routes}) on {host}:{port}.")
    command = _command(loaded, facts)
    yield fine(
        "app", "app",
        seen.format(command=command, app=loaded.app, routes=routes, host=loaded.host,
                    port=loaded.port),
    )  # fmt: skip


def _command(loaded: Loaded, facts: Facts) -> str:
    app = facts.system.quote(loaded.target)
    return f"flask --app {app} run" if loaded.target else "flask run"


def _raised(loaded: Loaded, facts: Facts) -> Finding:
    """An exception, explained as `explain` would, at the learner's line."""
    told = confirmed(explain_text(loaded.trace, facts.system), facts)
    first = (loaded.message.splitlines() or [""])[0][:_LONGEST]
    if frame := own_frame(facts):
        # Of code that it cannot read Python says the place in the message, too.
        first = first.removesuffix(f" ({Path(frame.file).name}, line {frame.line})")
        # Not in brackets: code that lacks one would seem to have it.
        first = f"{first} – {shown(frame, facts)}"
    seen = f"{loaded.type}: {first}"
    return problem(_cause(told, facts), "app", seen, {}, facts.system)


def _cause(told: Explanation | None, facts: Facts) -> Explanation:
    if told and told.known:
        return told
    general = describe("app-raises", _words(facts), facts.system)
    return replace(general, why=f"{told.means} {general.why}") if told else general


def _refused(loaded: Loaded, facts: Facts) -> Finding:
    """Flask found no app, or more than one, in its own words."""
    first = (loaded.message.splitlines() or [""])[0][:_LONGEST]
    words = {**_words(facts), "app": facts.project.suggestion or "NAME", **target.naming(facts)}
    words |= target.own_app(facts)
    told = explain_error(
        "NoAppException", loaded.message, context=loaded.trace, system=facts.system, facts=words
    )
    as_printed = None if told.known else explain_text(f"Error: {loaded.message}", facts.system)
    cause = told if told.known else as_printed
    if cause is None or not cause.known:
        cause = describe("app-not-found", words, facts.system)
    return problem(cause, "app", first, {}, facts.system)


def _exited(loaded: Loaded, facts: Facts) -> Finding:
    code = loaded.code if loaded.code is not None else 0
    seen = _("It ended with {code}: {where}.").format(code=code, where=_where(facts) or "?")
    return problem("app-exits", "app", _with_printed(seen, loaded), _words(facts), facts.system)


def _ended(loaded: Loaded, facts: Facts) -> Finding:
    seen = _("The process ended with {code} and without a word.").format(code=loaded.code)
    return problem("app-ends", "app", _with_printed(seen, loaded), _words(facts), facts.system)


def _killed(loaded: Loaded, facts: Facts) -> Finding:
    number = -int(loaded.code or 0)
    known = {one.value: one.name for one in signal.Signals}
    seen = _("The process was ended by {signal}.").format(signal=known.get(number, number))
    return problem("app-crashes", "app", _with_printed(seen, loaded), _words(facts), facts.system)


def _hung(loaded: Loaded, facts: Facts) -> Finding:
    where = _where(facts)
    seen = (
        _("After {seconds:g} seconds it stood at {where}.").format(
            seconds=loaded.seconds, where=where
        )
        if where
        else _("After {seconds:g} seconds it was not done.").format(seconds=loaded.seconds)
    )
    return problem("app-hangs", "app", _with_printed(seen, loaded), _words(facts), facts.system)


def _flooded(loaded: Loaded, facts: Facts) -> Finding:
    seen = _with_printed(_("It was stopped after 4 MiB."), loaded)
    return problem("app-floods", "app", seen, _words(facts), facts.system)


_STOPPED: dict[str, Callable[[Loaded, Facts], Finding]] = {
    "raised": _raised,
    "refused": _refused,
    "exited": _exited,
    "ended": _ended,
    "returned": _ended,
    "not-started": _ended,
    "killed": _killed,
    "hung": _hung,
    "flooded": _flooded,
}


def _with_printed(seen: str, loaded: Loaded) -> str:
    """`seen`, and the last line that the app printed, which often says why."""
    lines = [line.strip() for line in loaded.printed.splitlines() if line.strip()]
    if not lines:
        return seen
    return f"{seen} " + _("It printed last: {line}").format(line=lines[-1][:_LAST])


def _words(facts: Facts) -> dict[str, str]:
    loaded = facts.loaded
    words = command_facts(facts)
    if loaded:
        words["app"] = loaded.target or words["app"]
        words["command"] = _command(loaded, facts)
    return words


def _where(facts: Facts) -> str:
    """The learner's own line: the innermost in this folder that is no installed package's."""
    frame = own_frame(facts)
    return shown(frame, facts) if frame else ""


def shown(frame: RunningLine, facts: Facts) -> str:
    """A line of the learner's, and what stands in it."""
    path = Path(frame.file)
    name = path.relative_to(facts.folder) if path.is_relative_to(facts.folder) else path
    code = linecache.getline(frame.file, frame.line).strip()
    where = _("{file}, line {line}").format(file=name, line=frame.line)
    return f"{where}: {code}" if code else where


def own_frame(facts: Facts) -> RunningLine | None:
    """The innermost frame of what came of loading that lies in a file of the learner's here."""
    return innermost(facts.loaded.frames, facts) if facts.loaded else None


def innermost(frames: Sequence[RunningLine], facts: Facts) -> RunningLine | None:
    """The innermost of `frames` that lies in a file of the learner's here."""
    report = facts.subject.report if facts.subject else None
    if report is None:
        return None
    prefix = Path(report.prefix)
    for frame in reversed(frames):
        path = facts.folder / frame.file
        installed = "site-packages" in path.parts or (
            report.in_venv and path.is_relative_to(prefix)
        )
        if not frame.file.startswith("<") and path.is_relative_to(facts.folder) and not installed:
            return replace(frame, file=str(path))
    return None
