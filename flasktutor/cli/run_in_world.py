"""Owns `flasktutor run --world`: a program in Flask as it is, and beside it in a wrong world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor import course, parting, sources, trust, worlds
from flasktutor.checks import ending
from flasktutor.cli import as_json as json_output
from flasktutor.cli import consent
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import LessonError, TutorError
from flasktutor.language import _, current
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.schema import nearest
from flasktutor.worlds import World

if TYPE_CHECKING:
    from flasktutor.ui.blocks import Block, Output

_NOT_SHOWN = ("observations", "events")


def run_in_world(
    tutor: Tutor, wanted: RunRequest, name: str, python: Path | None, *, namespaces: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Run `wanted` in both, show what came of it; 0 when it ended well in Flask as it is."""
    world = _named(tutor, name)
    if world is None:
        return 1
    recorded = replace(wanted, record=True)
    with Runner(python, namespaces=namespaces) as runner:
        real = runner.run(recorded)
        there = runner.run(replace(recorded, world=world.code))
    if as_json:
        json_output.show(_as_data(world, real, there))
    else:
        tutor.screen.show(*_blocks(wanted.source, world, real, there))
    return 0 if real.outcome == "ok" else 1


def _named(tutor: Tutor, name: str) -> World | None:
    """The world of that name; None where the learner does not want its code to run."""
    known: list[str] = []
    for source in sources.sources(tutor.folders):
        content = trust.content_of(Path(source.folder) / course.COURSE_FILE)
        if content.file.trouble:
            continue
        try:
            spec = course.made_of(content.file)
        except LessonError:
            # What is wrong with it, `lessons check` says; here its worlds are missing.
            continue
        for world in course.translate(spec, current())[0].worlds:
            if world.key == name:
                return world if consent.asked(tutor, content) else None
            known.append(str(world.key))
    raise TutorError(
        _("There is no world `{name}`.").format(name=name),
        hint=nearest(name, known) or _("Known are: {list}.").format(list=", ".join(known)),
        exit_code=2,
    )


def _as_data(world: World, real: RunResult, there: RunResult) -> dict[str, object]:
    event = parting.parted(real.events, there.events)
    return {
        "world": world.key,
        "belief": world.belief,
        "why": world.why,
        "flask": _shown(real),
        "there": _shown(there),
        "same": worlds.same(real, there),
        "line": event.line if event else None,
        "output_line": parting.output_line(real.stdout, there.stdout) or None,
    }


def _shown(result: RunResult) -> dict[str, object]:
    return {k: v for k, v in result_to_json(result).items() if k not in _NOT_SHOWN}


def _blocks(source: str, world: World, real: RunResult, there: RunResult) -> Iterator[Block]:
    from flasktutor.ui.blocks import Beside, Note

    text = _("In a world where {belief}")
    yield Note(text.format(belief=world.belief) + ":", "plain")
    yield Beside(_output(real, _("In Flask")), _output(there, _("In that world")))
    if worlds.same(real, there):
        yield Note(_("Both come out alike: this program does not tell the two apart."))
        return
    yield Note(_parting(source, real, there))
    yield Note(_("In Flask: {why}").format(why=world.why), "plain")


def _parting(source: str, real: RunResult, there: RunResult) -> str:
    event = parting.parted(real.events, there.events)
    if event is None:
        number = parting.output_line(real.stdout, there.stdout)
        text = _("They part in line {n} of what is printed.")
        return text.format(n=number) if number else _("They part in how they end.")
    lines = source.splitlines()
    code = lines[event.line - 1].strip() if event.line <= len(lines) else ""
    return _("They part in line {n}: `{code}`").format(n=event.line, code=code)


def _output(result: RunResult, caption: str) -> Output:
    from flasktutor.ui.blocks import Output

    error = result.exception
    end = ""
    if result.outcome != "ok":
        end = error.trace if error and error.trace else ending(result)
    text = "\n".join(filter(None, (result.stdout.rstrip("\n"), end)))
    return Output(text or _("(it prints nothing)"), caption, "bad" if end else "plain")
