"""Owns `flasktutor lessons`: the list of lessons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import click

from flasktutor import paths
from flasktutor.cli import as_json as json_output
from flasktutor.cli.commands import LazyGroup
from flasktutor.cli.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later
from flasktutor.outlines import Outline
from flasktutor.progress import glance
from flasktutor.sources import OWN

COMMANDS = {
    "new": ("writing:new", later("Write a lesson to start from.")),
    "preview": ("writing:preview", later("Take a lesson file as a learner would.")),
    "check": ("checking:check", later("Prove lessons: run all that they claim.")),
    "schema": ("writing:schema", later("Print what editors check lesson files by.")),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    invoke_without_command=True,
    help=later(
        "List the lessons with their minutes, languages and your progress.\n\n"
        "Example: flasktutor lessons --json"
    ),
)
@click.option("--json", "as_json", is_flag=True, help=later("The list as JSON."))
@click.pass_context
def lessons(ctx: click.Context, as_json: bool) -> None:
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError(_("--json lists the lessons, with no command behind it."), ctx)
    else:
        tutor = ctx.find_object(Tutor)
        assert tutor is not None
        places = glance.places(paths.stored(paths.DATABASE))
        rows = [_row(outline, places) for outline in tutor.outlines.values()]
        if as_json:
            json_output.show(rows)
        else:
            say(*_table(rows))


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
        "source": outline.source,
        "path": outline.path,
    }


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    widest = max(len(row["name"]) for row in rows)
    for source, members in groupby(rows, itemgetter("source")):
        if source != OWN:
            yield from ("", _("From {source}:").format(source=source))
        yield from (_line(row, widest) for row in members)


def _line(row: dict[str, Any], widest: int) -> str:
    if row["flaw"]:
        told = _("cannot be taken: {flaw}").format(flaw=row["flaw"])
        return f"{row['name']:{widest}}  {told}"
    minutes = _("{n} min").format(n=f"{row['minutes']:>2}")
    return (
        f"{row['name']:{widest}}  {row['done']:>2}/{row['steps']:<2}  "
        f"{minutes}  {','.join(row['languages']):5}  {row['title']}"
    )
