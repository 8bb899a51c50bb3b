"""Owns `flasktutor lessons`: the list of lessons, and `lessons check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from flasktutor import paths
from flasktutor.cli import writing
from flasktutor.cli.tutor import DATABASE, Tutor, trust_option
from flasktutor.language import _, later, ngettext
from flasktutor.outlines import Outline
from flasktutor.progress import glance


@click.group(
    invoke_without_command=True,
    help=later(
        "List the lessons with their minutes, languages and your progress.\n\n"
        "Example: flasktutor lessons --json"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=later("The list as JSON."))
@click.pass_context
def lessons(ctx: click.Context, as_json: bool) -> None:
    if ctx.invoked_subcommand is None:
        tutor = ctx.find_object(Tutor)
        assert tutor is not None
        places = glance.places(paths.home() / DATABASE)
        rows = [_row(outline, places) for outline in tutor.outlines.values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else _table(rows))


for _command in (writing.new, writing.preview, writing.schema):
    lessons.add_command(_command)


@lessons.command(
    help=later(
        "Prove lessons: read them, compare translations, run all that they claim.\n\n"
        "PATH is a lesson file or a folder of lessons; without it, the lessons that came along.\n\n"
        "Example: flasktutor lessons check my-lessons"
    )
)
@click.argument("where", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--python", type=click.Path(path_type=Path), help=later("Run the snippets on this Python.")
)
@trust_option
@click.pass_obj
def check(tutor: Tutor, where: tuple[Path, ...], python: Path | None, trust: bool) -> int:
    from flasktutor import audit
    from flasktutor.cli.complain import show_issues

    tutor.trusts = trust
    files = audit.gather(where or (paths.own_lessons(),))
    found = audit.audit([file for file in files if _may_run(tutor, file)], python)
    show_issues(found.issues)
    checked = ngettext("{n} lesson", "{n} lessons", found.lessons).format(n=found.lessons)
    runs = ngettext("{n} run", "{n} runs", found.runs).format(n=found.runs)
    flaws = ngettext("{n} flaw", "{n} flaws", len(found.issues)).format(n=len(found.issues))
    line = _("{lessons}, {runs} on Flask {flask}: {flaws}")
    click.echo(line.format(lessons=checked, runs=runs, flask=found.flask, flaws=flaws))
    return 1 if found.issues else 0


def _may_run(tutor: Tutor, file: Path) -> bool:
    """Whether a lesson's code may run; a file that is no lesson has none to ask about."""
    from flasktutor import lesson, trust
    from flasktutor.cli import consent

    return trust.is_own(file) or lesson.read(file)[0] is None or consent.asked(tutor, file)


def _row(outline: Outline, places: dict[str, tuple[str, bool]]) -> dict[str, Any]:
    step, finished = places.get(outline.name, ("", False))
    at = outline.keys.index(step) if step in outline.keys else 0
    return {
        "name": outline.name,
        "title": outline.title,
        "minutes": outline.minutes,
        "languages": list(outline.titles),
        "steps": len(outline.keys),
        "done": len(outline.keys) if finished else at,
        "finished": finished,
        "flaw": outline.flaw,
        "path": outline.path,
    }


def _table(rows: list[dict[str, Any]]) -> str:
    widest = max(len(row["name"]) for row in rows)
    minutes = [_("{n} min").format(n=row["minutes"]) for row in rows]
    longest = max(map(len, minutes))
    lines = (
        f"{row['name']:{widest}}  {row['done']:>2}/{row['steps']:<2}  "
        f"{minute:>{longest}}  {','.join(row['languages']):5}  {row['title']}"
        for row, minute in zip(rows, minutes, strict=True)
    )
    return "\n".join(lines)
