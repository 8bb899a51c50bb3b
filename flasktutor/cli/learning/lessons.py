"""Owns `flasktutor lessons`: the list of lessons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import click

from flasktutor import paths
from flasktutor.cli.commands import LazyGroup
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later
from flasktutor.outlines import Outline
from flasktutor.progress import glance
from flasktutor.sources import OWN
from flasktutor.ui.protocol import where

COMMANDS = {
    "new": ("teaching.writing:new", later("Write a lesson to start from.")),
    "preview": ("teaching.writing:preview", later("Take a lesson file as a learner would.")),
    "check": ("teaching.checking:check", later("Prove lessons: run all that they claim.")),
    "schema": ("teaching.writing:schema", later("Print what editors check lesson files by.")),
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
        kept = paths.stored(paths.DATABASE)
        # Lessons first: where keys were renamed, the places are renamed as they are listed.
        outlines = tutor.outlines
        places = where.going_on(glance.places(kept), glance.passed(kept), outlines)
        level = glance.settings(kept).get("level")
        if not as_json and not tutor.plain:
            _draw(tutor, places, level)
            return
        states = where.states(places, level, outlines)
        rows = [_row(one, outlines, places, states) for one in outlines.values()]
        if as_json:
            json_output.show(rows)
        else:
            say(*_table(rows))


def _draw(tutor: Tutor, places: where.Places, level: str | None) -> None:
    from flasktutor.ui.views import course_map

    tutor.screen.show(*course_map.of(tutor.outlines, places, level, named=True))


def _row(
    outline: Outline,
    outlines: dict[str, Outline],
    places: where.Places,
    states: dict[str, where.State],
) -> dict[str, Any]:
    return {
        "name": outline.name,
        "title": outline.title,
        "minutes": outline.minutes,
        "languages": outline.languages,
        "steps": len(outline.keys),
        "done": where.steps_done(outline, places),
        "finished": places.get(outline.name, ("", False))[1],
        "state": states[outline.name],
        "requires": where.needs(outline, outlines),
        "flaw": outline.flaw,
        "version": outline.mark,
        "course": outline.course,
        "beside": outline.beside,
        "source": outline.source,
        "path": outline.path,
    }


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    widest = max(len(row["name"]) for row in rows)
    for source, members in groupby(rows, itemgetter("source")):
        if source != OWN:
            yield from ("", _("From {source}:").format(source=source))
        listed = list(members)
        for here, course in dict.fromkeys((row["course"], row["beside"]) for row in listed):
            if course:
                yield where.beside(here, course)
        yield from (_line(row, widest) for row in listed)


def _line(row: dict[str, Any], widest: int) -> str:
    if row["flaw"]:
        told = _("cannot be taken: {flaw}").format(flaw=row["flaw"])
        return f"{row['name']:{widest}}  {told}"
    minutes = _("{n} min").format(n=f"{row['minutes']:>2}")
    standing = "; ".join(where.said(row["state"], row["requires"]))
    return (
        f"{row['name']:{widest}}  {row['done']:>2}/{row['steps']:<2}  "
        f"{minutes}  {','.join(row['languages']):5}  {row['title']}"
        f"{f' ({standing})' if standing else ''}"
    )
