"""Owns the words of a check's result as lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flasktutor.causes import Fix
from flasktutor.causes.system import System
from flasktutor.cli.output.lines import Line, wrapped
from flasktutor.language import _, ngettext

if TYPE_CHECKING:
    from flasktutor.doctor.containment import Containment
    from flasktutor.doctor.findings import Finding
    from flasktutor.doctor.summary import Summary

_MARKS: dict[str, str] = {"ok": "✓", "note": "•", "problem": "✗"}


def summary_lines(summary: Summary, *, verbose: bool) -> Iterator[Line]:
    """The result of a check: one cause and its repair first; everything with `verbose`."""
    if verbose:
        yield from _everything(summary)
        yield Line("")
    if summary.healthy:
        if not verbose:
            yield from _headlines(summary)
        yield from _all_is_well(summary)
        return
    if not verbose:
        yield from _headlines(summary)
    yield from _cause(summary.problems[0], summary.facts.system)
    yield from _rest(summary, verbose=verbose)


def _headlines(summary: Summary) -> Iterator[Line]:
    """What works, one line each, up to the first problem."""
    for finding in summary.findings:
        if finding.status == "ok":
            yield from _finding_line(finding)
        elif finding.status == "problem":
            break


def _finding_line(finding: Finding) -> Iterator[Line]:
    text = f"{finding.means} {finding.seen}".strip()
    yield from wrapped(text, finding.status, first=f"{_MARKS[finding.status]} ")


def _all_is_well(summary: Summary) -> Iterator[Line]:
    for finding in summary.notes:
        yield from _note(finding, summary.facts.system)
    loaded = summary.facts.loaded
    works = (
        _("Flask works here, and your app starts.")
        if loaded and loaded.starts
        else _("Flask works here.")
    )
    yield from wrapped(works, "strong", first="")


def _note(finding: Finding, system: System) -> Iterator[Line]:
    yield from wrapped(f"{finding.means} {finding.seen}".strip(), "note", first="• ")
    if finding.fixes and finding.fixes[0].commands:
        yield from commands(finding.fixes[0], system)


def _cause(finding: Finding, system: System) -> Iterator[Line]:
    yield from wrapped(finding.means, "problem", first="✗ ")
    yield from wrapped(finding.seen, "dim")
    yield from wrapped(finding.why)
    yield from first_fix(finding.fixes, system)


def first_fix(fixes: tuple[Fix, ...], system: System) -> Iterator[Line]:
    """The first of `fixes`: what to do, and the line to copy."""
    if fixes:
        yield Line("")
        yield from fix_lines(fixes[0], system)


def fix_lines(fix: Fix, system: System, *, first: str = "  ") -> Iterator[Line]:
    """What `fix` does, then its commands or its code."""
    yield from wrapped(fix.say, "strong", first=first)
    yield from commands(fix, system)
    for line in fix.code.splitlines():
        yield Line(f"    {line}", "code")


def commands(fix: Fix, system: System) -> Iterator[Line]:
    """The commands of `fix`, to be pasted in one go."""
    if fix.commands:
        for line in system.joined(fix.commands).splitlines():
            yield Line(f"    {line}", "command")


def _rest(summary: Summary, *, verbose: bool) -> Iterator[Line]:
    """What else there is to say below the first cause."""
    yield Line("")
    others = summary.problems[1:]
    for finding in others[: None if verbose else 2]:
        yield from wrapped(finding.means, "problem", first=_("Then: "))
        if finding.fixes and finding.fixes[0].commands:
            yield from commands(finding.fixes[0], summary.facts.system)
    lesson = summary.problems[0].lesson
    again = _again(summary)
    text = _("Then run “{command}” again. Lesson: flasktutor lesson {name}")
    yield from wrapped(text.format(command=again, name=lesson), "dim", first="")
    if page := summary.problems[0].page:
        yield Line(_("Flask on this: {page}").format(page=page), "dim")
    if not verbose:
        yield from _more(summary)


def _again(summary: Summary) -> str:
    """How to look once more: with the app that was loaded, or the one that is there instead."""
    from flasktutor.doctor import target  # `explain` prints without looking at any machine

    facts = summary.facts
    refused = facts.loaded is not None and facts.loaded.outcome == "refused"
    instead = target.naming(facts).get("app", facts.project.suggestion) if refused else ""
    app = (instead or facts.app) if facts.loaded else ""
    command = "flasktutor check-install"
    return f"{command} --app {facts.system.quote(app)}" if app else command


def _more(summary: Summary) -> Iterator[Line]:
    follow, notes = len(summary.consequences), len(summary.notes)
    parts = []
    if follow:
        parts.append(ngettext("{n} consequence", "{n} consequences", follow).format(n=follow))
    if notes:
        parts.append(ngettext("{n} note", "{n} notes", notes).format(n=notes))
    if parts:
        text = _("Also: {parts} (--verbose shows them).").format(parts=", ".join(parts))
        yield from wrapped(text, "dim", first="")


def _everything(summary: Summary) -> Iterator[Line]:
    for finding in summary.findings:
        yield from _finding_line(finding)
        if finding.follows_from:
            yield Line(_("  follows from: {id}").format(id=finding.follows_from), "dim")
        for fix in finding.fixes if finding.status != "ok" else ():
            yield from commands(fix, summary.facts.system)
        if finding.page:
            yield Line(f"    {finding.page}", "dim")
    for python in summary.facts.others:
        text = _("Also on this machine: {typed} ({path})").format(
            typed=python.typed, path=python.path
        )
        yield from wrapped(text, "dim", first="  ")


def containment_lines(contained: Containment) -> Iterator[Line]:
    """What snippets run on here, and what contains them."""
    from flasktutor.runner import protections  # `explain` prints without any runner

    yield Line("")
    if contained.trouble:
        yield from wrapped(contained.trouble, "note", first="• ")
        return
    text = _("Snippets run on Flask {flask}, Python {python}, and contained:")
    yield Line(text.format(flask=contained.flask, python=contained.python))
    for words in protections.in_words(contained.isolation):
        yield from wrapped(words, "dim", first="  - ")
    for words in protections.left_in_words(contained.left):
        yield from wrapped(words, "note", first="• ")


def changed_lines(before: Summary, after: Summary) -> Iterator[Line]:
    """What a repair did to the packages of an environment, and the line that takes it back."""
    from flasktutor.doctor import changes  # only `--fix` changes anything

    made = changes.between(before.facts, after.facts)
    if not made.seen:
        return
    yield Line("")
    yield from wrapped(_("Changed: {packages}.").format(packages=", ".join(made.seen)))
    if made.back and after.facts.subject:
        system, python = after.facts.system, after.facts.subject
        yield from wrapped(_("This brings the old ones back:"))
        packages = " ".join(system.quote(package) for package in made.back)
        has_pip = python.report and python.report.pip
        into = f"{python.typed} -m" if has_pip else "uv"
        where = "" if has_pip else f"--python {python.typed} "
        yield Line(f"    {into} pip install {where}--no-deps {packages}", "command")
    yield Line("")
