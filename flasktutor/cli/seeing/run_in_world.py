"""Owns `flasktutor run --world`: a program in Flask as it is, and beside it in a wrong world."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from flasktutor import parting, sources, worlds
from flasktutor.cli import consent, course_worlds
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.seeing.running import as_data, explained
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import UsageError
from flasktutor.language import _
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.schema import nearest
from flasktutor.worlds import World


def run_in_world(
    tutor: Tutor, wanted: RunRequest, name: str, python: Path | None, file: str, *,
    namespaces: bool, as_json: bool,
) -> int:  # fmt: skip
    """Run `wanted` in both, show what came of it; 0 when it ended well in Flask as it is."""
    world = _named(tutor, name)
    if world is None:
        return 1
    recorded = replace(wanted, record=True)
    with Runner(python, namespaces=namespaces) as runner:
        real = explained(runner.run(recorded), wanted.source, file)
        there = runner.run(replace(recorded, world=world.code))
    if as_json:
        json_output.show(_as_data(world, real, there))
    else:
        from flasktutor.ui.views.two_worlds import of_both

        tutor.screen.show(*of_both(world, real, there, {"snippet.py": wanted.source}))
    return 0 if real.outcome == "ok" else 1


def _named(tutor: Tutor, name: str) -> World | None:
    """The world of that name; None where the learner does not want its code to run."""
    known: list[str] = []
    for source in sources.sources(tutor.folders):
        there = course_worlds.of(
            Path(source.folder), partial(consent.asked, tutor), partial(consent.is_known, tutor)
        )
        for world in there.found:
            if world.key == name:
                return world if there.agreed() else None
            known.append(str(world.key))
    raise UsageError(
        _("There is no world `{name}`.").format(name=name),
        hint=nearest(name, known) or _("Known are: {list}.").format(list=", ".join(known)),
    )


def _as_data(world: World, real: RunResult, there: RunResult) -> dict[str, object]:
    place = parting.parted(real, there)
    return {
        "world": world.key,
        "belief": world.belief,
        "why": world.why,
        "flask": as_data(real),
        "there": as_data(there),
        "same": worlds.same(real, there),
        "line": place.line if place and place.in_program else None,
        "output_line": parting.output_line(real.stdout, there.stdout) or None,
    }
