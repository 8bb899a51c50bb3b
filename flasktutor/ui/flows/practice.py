"""Owns what there is to practise with the courses at hand: questions, worlds, ideas, lessons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from flasktutor import course, language
from flasktutor.beliefs import name_of
from flasktutor.drill import Place, Question
from flasktutor.language import _
from flasktutor.outlines import Outline
from flasktutor.sources import OWN
from flasktutor.steps.versions import holds
from flasktutor.ui.flows import to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Block, Note, Prose
from flasktutor.values import frozen
from flasktutor.worlds import World

NEAR = 4
"""So many questions, each with a new program each time, are enough to stay with what is near."""


@frozen(kw_only=True)
class Practice:
    """What there is, by names that tell courses apart as those of lessons do.

    `ideas` are in words; `taught` has the first step that teaches an idea.
    """

    worlds: Mapping[str, World]
    ideas: Mapping[str, str]
    taught: Mapping[str, Place]


def of(desk: Desk) -> Practice:
    """What there is to practise in the lessons that can be taken."""
    worlds: dict[str, World] = {}
    ideas: dict[str, str] = {}
    # One lesson of each course leads to what its course file says.
    courses = {Path(one.path).parent: one.name for one in reversed(_sound(desk)) if one.varied}
    for folder, lesson in courses.items():
        for world in desk.aside.worlds(desk.load(lesson)).found:
            worlds[name_of(lesson, str(world.key))] = world
        for key, said in course.ideas(folder, language.current()).items():
            ideas[name_of(lesson, key)] = said
    taught: dict[str, Place] = {}
    for outline in _sound(desk):
        for key in outline.keys:
            for idea in outline.teaches.get(key, ()):
                taught.setdefault(name_of(outline.name, idea), (outline.name, key))
    return Practice(worlds=worlds, ideas=ideas, taught=taught)


def questions(desk: Desk, practice: Practice) -> list[Question]:
    """The questions that can be asked on the Flask that runs the snippets."""
    return [one for outline in _sound(desk) for one in _questions(desk, outline, practice.worlds)]


def met(desk: Desk, every: Sequence[Question], named: Collection[str] = ()) -> Sequence[Question]:
    """Those that are nearest to the lessons begun or `named`; all where there are none.

    A question is as far as it has ideas that these do not teach, and one farther where it stands in
    another lesson. They are enough to practise with, and all that are as near are among them.
    """
    begun = begun_in(desk).union(named)
    if not begun or not every:
        return every
    taught = taught_in(desk, begun)
    far = {q.place: len(set(q.ideas) - taught) + (q.place[0] not in begun) for q in every}
    nearest = sorted(far.values())[:NEAR]
    return [one for one in every if far[one.place] <= nearest[-1]]


def begun_in(desk: Desk) -> set[str]:
    """The lessons that the learner has begun."""
    return {place.lesson for place in desk.progress.places()}


def taught_in(desk: Desk, lessons: Collection[str]) -> set[str]:
    """The ideas that the steps of these lessons teach."""
    taking = (outline for outline in _sound(desk) if outline.name in lessons)
    return {
        name_of(outline.name, idea)
        for outline in taking
        for key in outline.keys
        for idea in outline.teaches.get(key, ())
    }


def allowed(desk: Desk, wanted: Sequence[Question]) -> list[Question]:
    """Those of lessons whose code may be run; the learner is asked where it is from elsewhere."""
    lessons = dict.fromkeys(one.place[0] for one in wanted)
    own = {name for name in lessons if desk.outlines[name].source == OWN}
    may = own | {name for name in lessons if name not in own and desk.may_run(desk.load(name))}
    return [one for one in wanted if one.place[0] in may]


def told(desk: Desk, practice: Practice, worlds: Iterable[str]) -> Iterator[Block]:
    """What a learner believes, in words, each with where a lesson is about it."""
    listed = [_belief(desk, practice, name) for name in worlds if name in practice.worlds]
    if listed:
        yield Note(_("You often answer as if this were so:"), "plain")
        yield Prose("\n".join(listed))


def lesson_for(practice: Practice, name: str) -> Place | None:
    """The first step that teaches what who lives in this world misses."""
    idea = practice.worlds[name].idea
    return practice.taught.get(name_of(name, str(idea)))


def _belief(desk: Desk, practice: Practice, name: str) -> str:
    belief = f"- {practice.worlds[name].belief}"
    place = lesson_for(practice, name)
    if place is None:
        return belief
    command = to_type.of_step(desk, *place)
    return f"{belief}: " + _("`{command}` is about it").format(command=command)


def _sound(desk: Desk) -> list[Outline]:
    return [outline for outline in desk.outlines.values() if not outline.flaw]


def _questions(desk: Desk, outline: Outline, worlds: Mapping[str, World]) -> Iterator[Question]:
    course_of = name_of(outline.name, "")
    every = [key[len(course_of) :] for key in worlds if key.startswith(course_of)]
    for key, (kind, flask, named) in outline.varied.items():
        # Only a question that names versions has to wait for the worker, which knows its own.
        if flask and not holds(flask, desk.runner.flask_version):
            continue
        asked = [name_of(outline.name, world) for world in named or every]
        asked = [name for name in asked if name in worlds]
        # One that asks all worlds is about none of them more than about the others.
        missed = (str(worlds[name].idea) for name in asked if named)
        about = dict.fromkeys((*outline.teaches.get(key, ()), *missed))
        yield Question(
            place=(outline.name, key),
            ideas=tuple(name_of(outline.name, idea) for idea in about),
            worlds=tuple(asked),
            tells=kind == "predict",
        )
