"""Owns what there is to practise with the courses at hand: questions, worlds, ideas, lessons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flasktutor import course, language
from flasktutor.beliefs import name_of
from flasktutor.drill import Place, Question
from flasktutor.language import _
from flasktutor.outlines import Outline
from flasktutor.sources import OWN
from flasktutor.steps.versions import holds
from flasktutor.ui import typed
from flasktutor.ui.blocks import Block, Note, Prose
from flasktutor.ui.desk import Desk
from flasktutor.values import frozen
from flasktutor.worlds import World

ENOUGH = 8
"""So many questions in lessons that were begun are enough to practise by themselves."""


@frozen(kw_only=True)
class Practice:
    """What there is, by names that tell courses apart as those of lessons do.

    `ideas` are in words; `taught` has the first step that teaches an idea.
    """

    questions: tuple[Question, ...]
    worlds: Mapping[str, World]
    ideas: Mapping[str, str]
    taught: Mapping[str, Place]

    def about(self, ideas: Iterable[str]) -> tuple[Question, ...]:
        """The questions about any of these ideas; all where none is named."""
        wanted = frozenset(ideas)
        found = (one for one in self.questions if not wanted or wanted.intersection(one.ideas))
        return tuple(found)


def of(desk: Desk) -> Practice:
    """What there is to practise in the lessons that can be taken."""
    sound = [outline for outline in desk.outlines.values() if not outline.flaw]
    varied = [outline for outline in sound if outline.varied]
    worlds: dict[str, World] = {}
    ideas: dict[str, str] = {}
    # One lesson of each course leads to what its course file says.
    for folder, outline in {Path(one.path).parent: one for one in reversed(varied)}.items():
        for world in desk.aside.worlds(desk.load(outline.name)).found:
            worlds[name_of(outline.name, str(world.key))] = world
        for key, said in course.ideas(folder, language.current()).items():
            ideas[name_of(outline.name, key)] = said
    taught: dict[str, Place] = {}
    for outline in sound:
        for key in outline.keys:
            for idea in outline.teaches.get(key, ()):
                taught.setdefault(name_of(outline.name, idea), (outline.name, key))
    questions = tuple(one for outline in varied for one in _questions(desk, outline, worlds))
    return Practice(questions=questions, worlds=worlds, ideas=ideas, taught=taught)


def met(desk: Desk, questions: Iterable[Question]) -> tuple[Question, ...]:
    """Those of lessons that the learner has begun, where these are enough; else all."""
    every = tuple(questions)
    begun = {place.lesson for place in desk.progress.places()}
    known = tuple(one for one in every if one.place[0] in begun)
    return known if len(known) >= ENOUGH else every


def has_enough(desk: Desk) -> bool:
    """Whether the learner has begun lessons with questions enough to practise."""
    begun = {place.lesson for place in desk.progress.places()}
    outlines = (one for one in desk.outlines.values() if one.name in begun and not one.flaw)
    return sum(len(one.varied) for one in outlines) >= ENOUGH


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
    command = typed.of_lesson(desk, place[0], "--from", place[1])
    return f"{belief}: " + _("`{command}` is about it").format(command=command)


def _questions(desk: Desk, outline: Outline, worlds: Mapping[str, World]) -> Iterator[Question]:
    if outline.source != OWN and not desk.may_run(desk.load(outline.name)):
        return
    course_of = name_of(outline.name, "")
    every = [key[len(course_of) :] for key in worlds if key.startswith(course_of)]
    for key, (kind, flask, named) in outline.varied.items():
        # Only a question that names versions has to wait for the worker, which knows its own.
        if flask and not holds(flask, desk.runner.flask_version):
            continue
        asked = [name_of(outline.name, world) for world in named or every]
        asked = [name for name in asked if name in worlds]
        missed = (str(worlds[name].idea) for name in asked)
        about = dict.fromkeys((*outline.teaches.get(key, ()), *missed))
        yield Question(
            place=(outline.name, key),
            ideas=tuple(name_of(outline.name, idea) for idea in about),
            worlds=tuple(asked),
            tells=kind == "predict",
        )
