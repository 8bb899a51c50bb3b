"""Owns `flasktutor drill`: a sitting without end, and what it says when it is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flasktutor import drill
from flasktutor.drill import Gain, Question
from flasktutor.errors import UsageError
from flasktutor.language import _
from flasktutor.player import Player
from flasktutor.schema import nearest
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.flows import endings, lesson_flow, practice, to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.flows.drill_offers import DrillOffers
from flasktutor.ui.flows.practice import Practice
from flasktutor.ui.protocol.blocks import Block, Note, Prose, Title
from flasktutor.values import frozen
from flasktutor.varied.values import LEVELS


@frozen
class Done:
    """How a drill ended: whether by Ctrl-C, and what it changed."""

    interrupted: bool
    gain: Gain

    def to_json(self) -> dict[str, Any]:
        """It as plain data."""
        gain = self.gain
        return {
            "right": gain.first[0],
            "asked": gain.first[1],
            "before": {"right": gain.before[0], "asked": gain.before[1]},
            "level": {"before": gain.levels[0] + 1, "after": gain.levels[1] + 1},
            "beliefs": {"new": gain.new, "held": gain.held, "gone": gain.gone},
            "mended": gain.mended,
            "wavering": gain.wavering,
        }


def take(desk: Desk, ideas: Sequence[str], count: int | None) -> Done:
    """Ask questions about these ideas, or about all, until the learner leaves or `count` is met.

    Raises `TutorError` for an idea that no question is about.
    """
    done, _error = _taken(desk, ideas, count)
    _left(desk, ideas)
    return done


def sit(desk: Desk) -> None:
    """Take a drill as a part of something longer.

    Ctrl-C and Ctrl-D leave all of that: their exceptions pass, and it says how to go on.
    """
    _done, error = _taken(desk, (), None)
    if error is not None:
        raise error
    _left(desk, ())


def _taken(
    desk: Desk, ideas: Sequence[str], count: int | None
) -> tuple[Done, BaseException | None]:
    """How it went, and what it was broken off by."""
    known = practice.of(desk)
    every = practice.questions(desk, known)
    wanted = _ideas(desk, every, ideas)
    about = [one for one in every if not ideas or not wanted.isdisjoint(one.ideas)]
    lessons = desk.outlines.keys() & set(ideas)
    asked = practice.allowed(desk, practice.met(desk, about, lessons))
    before = desk.progress.attempts()
    offers = DrillOffers(desk, asked, before, count)
    player, error = None, None
    try:
        if not practice.begun_in(desk) and not ideas:
            desk.screen.show(Note(_far(desk), "plain"))
        first = offers.first()
        if first is not None:
            player = Player([first], desk.progress, source=offers, clock=desk.clock)
            Taking(player, desk.screen, desk.runner, desk.aside).take()
    except (KeyboardInterrupt, EOFError) as left:
        error = left
    gain = drill.gain(every, before, player.made if player else ())
    if player is None or (player.finished and count is None):
        text = _("`{lesson}/{step}` cannot be asked: {why}")
        for (lesson, step), why in offers.unasked.items():
            desk.screen.show(Note(text.format(lesson=lesson, step=step, why=why)))
        desk.screen.show(Note(_("There is no other program to ask.")))
    desk.screen.show(*_ending(desk, known, gain))
    return Done(isinstance(error, KeyboardInterrupt), gain), error


def _left(desk: Desk, ideas: Sequence[str]) -> None:
    desk.screen.show(Note(lesson_flow.go_on(desk, to_type.of_all(desk, "drill", *ideas))))


def _far(desk: Desk) -> str:
    text = _(
        "You have begun no lesson yet, so this asks about the whole course, also what you have not "
        "met. `{command}` begins with the lessons."
    )
    return text.format(command=to_type.of_all(desk, "start"))


def _ideas(desk: Desk, questions: Sequence[Question], named: Sequence[str]) -> set[str]:
    """The ideas meant: by their names, without that of another course, or by a lesson's name.

    Raises `TutorError` for one that no question is about.
    """
    about = sorted({idea for question in questions for idea in question.ideas})
    meant: set[str] = set()
    for name in named:
        found = [idea for idea in about if name in (idea, idea.rpartition("/")[2])]
        if name in found:
            found = [name]
        taught = practice.taught_in(desk, (name,)).intersection(about)
        if not found and not taught:
            text = _("No question is about an idea `{idea}`.")
            raise UsageError(text.format(idea=name), hint=nearest(name, about))
        meant.update(found[:1] or taught)
    return meant


def _ending(desk: Desk, known: Practice, gain: Gain) -> Iterator[Block]:
    """What got better, as far as the answers show it."""
    if gain.first[1]:
        yield Title(_("What the drill showed"))
        yield endings.score(*gain.first)
        yield from list(_shown(desk, known, gain)) or [_nothing_more(gain)]


def _shown(desk: Desk, known: Practice, gain: Gain) -> Iterator[Block]:
    """What the answers show beside how many were right."""
    yield from _compared(gain)
    yield from _listed(_("You no longer answer as if this were so:"), _beliefs(known, gain))
    yield from _listed(_("Missed before, right now:"), _ideas_in_words(known, gain.mended))
    heading = _(
        "Right this time, but there is still a question about it that you missed and have not got "
        "right since:"
    )
    yield from _listed(heading, _ideas_in_words(known, gain.wavering))
    yield from practice.told(desk, known, (*gain.new, *gain.held))


def _nothing_more(gain: Gain) -> Note:
    right, asked = gain.first
    if right == asked:
        return Note(_("Nothing was missed."), "plain")
    return Note(_("What was missed does not show yet which idea is behind it."), "plain")


def _compared(gain: Gain) -> Iterator[Block]:
    right, asked = gain.before
    if asked:
        text = _("Before it: {right} of {asked} right at the first try.")
        yield Note(text.format(right=right, asked=asked), "plain")
    was, now = gain.levels
    if now != was:
        text = _("The programs got harder: level {was} of {most} before, {now} now.")
        if now < was:
            text = _("The programs got easier: level {was} of {most} before, {now} now.")
        yield Note(text.format(was=was + 1, now=now + 1, most=LEVELS), "plain")


def _beliefs(known: Practice, gain: Gain) -> list[str]:
    return [str(known.worlds[name].belief) for name in gain.gone if name in known.worlds]


def _ideas_in_words(known: Practice, ideas: Sequence[str]) -> list[str]:
    return [known.ideas.get(idea, idea) for idea in ideas]


def _listed(heading: str, lines: Sequence[str]) -> Iterator[Block]:
    if lines:
        yield Note(heading, "plain")
        yield Prose("\n".join(f"- {line}" for line in lines))
