"""Owns the check of installed versions against the list of clashes, with no error at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from packaging.utils import canonicalize_name

from flasktutor.causes import Clash, Explanation, explain_clash, explain_versions
from flasktutor.causes.clashes import CODE, PYTHON, installed, known
from flasktutor.doctor.checks.words import command_facts, dotted
from flasktutor.doctor.facts import Facts, PythonFacts
from flasktutor.doctor.findings import Finding, fine, problem
from flasktutor.doctor.project import Project
from flasktutor.language import _


def among_installed(facts: Facts) -> Iterator[Finding]:
    """No package that the project uses is on the list together with what is installed beside it."""
    report = facts.subject.report if facts.subject else None
    if report is None or not report.distributions:
        return
    versions, python = _versions(report), dotted(report.version)
    used = _used(facts.project, report)
    found = [
        clash
        for clash in installed(versions, python, _names(facts.project))
        if _concerns(clash, facts.project, used)
    ]
    for clash in found:
        if _told_already(clash, versions, facts):
            continue
        seen = _seen(clash, versions, python)
        yield problem(_told(clash, report, facts), "packages", seen, {}, facts.system)
    if used and not found:
        seen = _("No two of {count} packages are known to clash.").format(count=len(versions))
        yield fine("clashes", "packages", seen)


def confirmed(told: Explanation | None, facts: Facts) -> Explanation | None:
    """`told`, which a text made probable, as a fact where the versions of its clash are here."""
    report = facts.subject.report if facts.subject else None
    clash = known().get(told.id) if told else None
    if clash is None or report is None or told is None:
        return told
    names = frozenset(clash.names)  # the error has shown that the code uses one of them
    here = installed(_versions(report), dotted(report.version), names)
    return replace(_told(clash, report, facts), error=told.error) if clash in here else told


def _told(clash: Clash, report: PythonFacts, facts: Facts) -> Explanation:
    versions = {**_versions(report), PYTHON: dotted(report.version)}
    return explain_clash(clash, command_facts(facts)["python"], facts.system, versions=versions)


def _versions(report: PythonFacts) -> dict[str, str]:
    return {name: version for name, (version, _needs) in report.distributions.items()}


def _used(project: Project, report: PythonFacts) -> frozenset[str]:
    """Distributions that the project imports or pins, with all that these require."""
    pending: set[str] = {canonicalize_name(module) for module in _imported(project)}
    pending |= {canonicalize_name(pin.name) for pin in project.pins}
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in found and name in report.distributions:
            found.add(name)
            pending |= set(report.distributions[name][1])
    return frozenset(found)


def _imported(project: Project) -> frozenset[str]:
    """Top-level modules that the project's files import."""
    return frozenset(
        use.module.partition(".")[0]
        for source in project.sources
        for use in source.uses
        if use.imported
    )


def _names(project: Project) -> frozenset[str]:
    """Names and modules, with the packages they are in, that the project's files use."""
    uses = [use for source in project.sources for use in source.uses]
    modules = [use.module.split(".") for use in uses if use.imported]
    inside = {".".join(parts[:end]) for parts in modules for end in range(1, len(parts) + 1)}
    return frozenset(inside | {use.name for use in uses})


def _concerns(clash: Clash, project: Project, used: frozenset[str]) -> bool:
    imported = clash.module in _imported(project)
    # Code that was written for an older package shows only where a file really uses that package.
    return imported or (clash.other != CODE and canonicalize_name(clash.package) in used)


def _told_already(clash: Clash, versions: Mapping[str, str], facts: Facts) -> bool:
    """Whether the check of Flask's own packages names this pair."""
    names: tuple[str, ...] = (canonicalize_name(clash.package), canonicalize_name(clash.other))
    pair = {name: versions[name] for name in names if name in versions}
    return len(pair) > 1 and explain_versions(pair, {}, facts.system) is not None


def _seen(clash: Clash, versions: Mapping[str, str], python: str) -> str:
    seen = f"{clash.package} {versions[canonicalize_name(clash.package)]}"
    if clash.other == PYTHON:
        return f"{seen}, Python {python}"
    if clash.other == CODE:
        return seen
    other = versions.get(canonicalize_name(clash.other))
    if other is None:
        return _("{seen}, no {other}").format(seen=seen, other=clash.other)
    return f"{seen}, {clash.other} {other}"
