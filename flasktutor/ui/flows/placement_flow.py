"""Owns finding out where a learner stands: the questions that are asked, and what is kept."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from flasktutor.items import Item
from flasktutor.language import _
from flasktutor.outlines import Outline
from flasktutor.placement import MOST, Place, Placement, PlacementAnswer, PlacementQuestion, Stage
from flasktutor.player import Player
from flasktutor.progress import Attempt
from flasktutor.sources import OWN
from flasktutor.steps import Step
from flasktutor.steps.versions import holds
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.flows import placed
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Note, Title


def sit(desk: Desk) -> None:
    """Ask a few questions, say where to begin and why, and keep that.

    Who leaves before it is enough is told what was found so far; then nothing is kept of it
    but the answers. Ctrl-C and Ctrl-D leave all that this is a part of: their exceptions pass.
    """
    offers = PlacementOffers(desk, random.Random())
    first = offers.first()
    desk.screen.show(Title(_("Where do I stand?")))
    if first is None:
        text = _("There is nothing to ask: too few lessons have questions to tell them apart.")
        desk.screen.show(Note(text))
        return
    desk.screen.show(Note(_about(), "plain"))
    player = Player([first], desk.progress, source=offers, clock=desk.clock)
    through, ended = False, None
    try:
        through = Taking(player, desk.screen, desk.runner, desk.aside).take()
    except (KeyboardInterrupt, EOFError) as error:
        ended = error
    found = offers.placement(player.made)
    desk.screen.show(*placed.told(desk, found, through=through))
    if ended:
        raise ended
    if through and found.answers:
        begin = found.proposal or found.stages[-1]
        desk.progress.set_setting("level", begin.name)


def _about() -> str:
    text = _(
        "At most {n} questions, fewer where the answers are clear. The first answer to each "
        "counts, and one after a hint does not. Some may be far beyond what you have met; do "
        "not guess: `s` skips what you do not know. "
        "Nothing is marked as done, and you may leave at any time with `q`."
    )
    return text.format(n=MOST)


class PlacementOffers:
    """The questions of one placement, one after another."""

    def __init__(self, desk: Desk, rng: random.Random) -> None:
        self._desk = desk
        before = {(one.lesson, one.step) for one in desk.progress.attempts()}
        courses = (one for one in desk.outlines.values() if one.source == OWN and not one.flaw)
        shown = {place.lesson for place in desk.progress.places() if place.finished}
        self._stages = tuple(
            stage(one, before, lambda flask: holds(flask, desk.runner.flask_version), rng)
            for one in courses
            if not (one.workshop and one.name in shown)
        )

    def placement(self, attempts: Iterable[Attempt]) -> Placement:
        """What these attempts say."""
        known = {one.place: one for stage in self._stages for one in stage.questions}
        first: dict[Place, Attempt] = {}
        for attempt in attempts:
            first.setdefault((attempt.lesson, attempt.step), attempt)
        answers = (
            PlacementAnswer(
                known[place],
                right=attempt.result == "right" and not attempt.hints,
                skipped=attempt.result == "skipped",
            )
            for place, attempt in first.items()
            if place in known
        )
        return Placement(self._stages, tuple(answers))

    def first(self) -> Item | None:
        """What is asked first; None where there is nothing."""
        return self._next(())

    def coming(self, player: Player) -> Sequence[Item]:
        """Nothing is got ready: what comes next hangs on the answer."""
        return ()

    def drawn(self, item: Item, step: Step) -> None:
        """Nothing was got ready."""

    def following(self, player: Player) -> Item | None:
        """What comes next; None where it is enough, or as many were asked as may be."""
        if len(player.items) >= MOST:
            return None
        last = player.items[-1]
        left = str(last.lesson.lesson), str(last.step.key)
        if not any((one.lesson, one.step) == left for one in player.made):
            # It could not be asked: that would be so the next time, too.
            self._stages = tuple(_without(stage, left) for stage in self._stages)
        return self._next(player.made)

    def _next(self, attempts: Iterable[Attempt]) -> Item | None:
        question = self.placement(attempts).following()
        if question is None:
            return None
        lesson = self._desk.load(question.place[0])
        return Item(lesson, lesson.step(question.place[1]), True, most=MOST)


def stage(
    outline: Outline, before: Iterable[Place], fits: Callable[[str], bool], rng: random.Random
) -> Stage:
    """A lesson as a placement sees it: its questions that were never answered, where it has some.

    `fits` says whether versions of Flask are met. What a workshop asks is about what was done in
    it: it is placed by its neighbours.
    """
    if outline.workshop:
        return Stage(outline.name, outline.requires)
    cards = [
        PlacementQuestion((outline.name, key), guess)
        for key, (guess, flask) in outline.cards.items()
        # Only a question that names versions has to wait for the worker, which knows its own.
        if not flask or fits(flask)
    ]
    fresh = [one for one in cards if one.place not in before] or cards
    return Stage(outline.name, outline.requires, tuple(rng.sample(fresh, len(fresh))))


def _without(stage: Stage, place: Place) -> Stage:
    kept = tuple(one for one in stage.questions if one.place != place)
    return replace(stage, questions=kept)
