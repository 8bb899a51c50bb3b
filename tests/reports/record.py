"""Owns the record of what was built, and the page made of it and of all judgements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flasktutor.causes.cleaning import clean
from tests.reports.building import Built
from tests.reports.judging import Judgement, Verdict
from tests.reports.reports import Report

FILE = Path(__file__).with_name("built.json")
DOCS = Path(__file__).parents[2] / "docs/reports.md"
_MARKS: dict[Judgement, str] = {
    "right": "✓ right",
    "probably right": "✓ right, as probable",
    "not known": "– not known",
    "false cause": "✗ **false**",
}
_KINDS = {
    "given": "Thirty reports that were kept since version 0.1.0",
    "setup": "Set-up, versions, running",
    "use": "Contexts, requests, views, tests, databases",
}
_HEAD = """# Public reports, and what `explain` makes of them

Reports of Flask failing, from trackers and pages, each with its true cause and what `explain` says
of its text today. The texts stand in `tests/reports/data/`; most were printed by a run with the
exact versions, and those that do not run here (Windows, macOS, another server) have their public
wording. `python -m tests.reports --write` judges them anew and writes this page; with `--build`
it also builds each that has a recipe, sees it fail, applies what is proposed, and sees it gone.

“Right” names the true cause as certain; “right, as probable” says it as inferred, with what in the
text points to it. “Not known” says so, or holds for any error of its type. “False” names another
cause than the true one.

"""


def built() -> dict[str, Any]:
    """What was built and when, by the id of the report; under `day`, when all was judged."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return found


def keep(day: str, *results: Built) -> None:
    """Put `results` into the record, and the day."""
    told = {**built(), "day": day}
    for one in results:
        entry = {**asdict(one), "on": day}
        del entry["id"], entry["said"], entry["wrong"]
        told[one.id] = entry
    FILE.write_text(json.dumps(dict(sorted(told.items())), indent=1) + "\n", "utf-8")


def page(verdicts: Iterable[Verdict]) -> str:
    """The page, from the judgements and the record."""
    every, told = list(verdicts), built()
    parts = [_HEAD, f"As of {told.get('day', '')}:\n\n", *_counts(every)]
    for kind in dict.fromkeys(one.report.kind for one in every):
        parts += [f"\n## {_KINDS.get(kind, kind)}\n\n"]
        parts += ["| report | what was really wrong | `explain` says | what helps | repair run |\n"]
        parts += ["|---|---|---|---|---|\n"]
        parts += [
            f"| {' | '.join(_cell(cell) for cell in _row(one, told))} |\n"
            for one in every
            if one.report.kind == kind
        ]
    return "".join(parts)


def counts(verdicts: Iterable[Verdict]) -> dict[Judgement, int]:
    """How many there are of each judgement."""
    found: dict[Judgement, int] = dict.fromkeys(_MARKS, 0)
    for one in verdicts:
        found[one.judgement] += 1
    return found


def _counts(every: list[Verdict]) -> Iterator[str]:
    kinds = list(dict.fromkeys(one.report.kind for one in every))
    yield "| | " + " | ".join(_MARKS.values()) + " | all |\n|---|" + "---:|" * 5 + "\n"
    for kind in kinds:
        of = [one for one in every if one.report.kind == kind]
        yield _line(_KINDS.get(kind, kind), of)
    yield _line("**All**", every)


def _line(name: str, of: list[Verdict]) -> str:
    return f"| {name} | " + " | ".join(map(str, (*counts(of).values(), len(of)))) + " |\n"


def _row(verdict: Verdict, told: dict[str, Any]) -> Iterator[str]:
    report = verdict.report
    links = ", ".join(f"[{_place(address)}]({address})" for address in report.source)
    yield f"**{report.id}** {links}<br>{report.versions}"
    yield report.cause
    yield "<br>".join(part for part in (_MARKS[verdict.judgement], _said(verdict)) if part)
    yield report.helps
    yield _run(report, told.get(report.id))


def _said(verdict: Verdict) -> str:
    return f"`{verdict.id}`: {clean(verdict.said)}" if verdict.id else ""


def _run(report: Report, entry: dict[str, Any] | None) -> str:
    if report.made == "text":
        return "does not run here"
    if entry is None:
        return "no"
    lines = [f"{'✓' if one['helped'] else '✗'} {_how(one['how'])}" for one in entry["repairs"]]
    if entry["checked"]:
        lines.append(f"✓ `check-install --app`: {entry['checked']}")
    return "<br>".join([*lines, entry["on"]])


def _how(how: str) -> str:
    return how if how == "by hand" else f"`{how}`"


def _place(address: str) -> str:
    """A short name of an address: `owner/name#1`, or the host."""
    parts = address.removeprefix("https://").split("/")
    if parts[0] == "github.com" and len(parts) > 4:
        return f"{parts[1]}/{parts[2]}#{parts[4]}"
    return parts[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
