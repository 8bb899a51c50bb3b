"""Owns what is said of where a learner stands: the answers, the lesson proposed, and why."""

from __future__ import annotations

from collections.abc import Iterator

from flasktutor.language import _, ngettext
from flasktutor.placement import Placement
from flasktutor.ui.flows import to_type
from flasktutor.ui.flows.desk import Desk
from flasktutor.ui.protocol.blocks import Block, Note, Prose, Title
from flasktutor.values import frozen


@frozen
class _Tally:
    """How the questions of a lesson were answered; `at` is its place in the course."""

    at: int
    name: str
    right: int
    missed: int
    skipped: int

    @property
    def asked(self) -> int:
        return self.right + self.missed + self.skipped


def told(desk: Desk, placement: Placement, *, through: bool) -> Iterator[Block]:
    """What was found; `through` says that it was asked to the end."""
    yield Title(_("Where you stand"))
    if not placement.answers:
        yield Note(_("You answered nothing, so nothing is known."))
        return
    tallies = list(_tallies(placement))
    yield Prose("\n".join(f"- {_counted(desk, tally)}" for tally in tallies))
    if not through:
        yield Note(_("You left before it was clear. So far:"), "plain")
    yield Prose(" ".join(_reasons(desk, placement, tallies)))
    yield from _unasked(desk, placement)
    yield from _workshops(desk, placement)
    kept = _("Nothing was marked as done. Questions that you answered come back in reviews.")
    yield Note(kept, "dim")


def _tallies(placement: Placement) -> Iterator[_Tally]:
    for at, stage in enumerate(placement.stages):
        given = [one for one in placement.answers if one.question.place[0] == stage.name]
        if given:
            right = sum(one.right for one in given)
            skipped = sum(one.skipped for one in given)
            yield _Tally(at, stage.name, right, len(given) - right - skipped, skipped)


def _counted(desk: Desk, tally: _Tally) -> str:
    text = _("“{title}”: {right} of {asked} right")
    if tally.skipped:
        text = _("“{title}”: {right} of {asked} right, {skipped} skipped")
    return text.format(title=_title(desk, tally.name), **_figures(tally))


def _figures(tally: _Tally) -> dict[str, int]:
    return {
        "right": tally.right,
        "asked": tally.asked,
        "missed": tally.missed,
        "skipped": tally.skipped,
    }


def _reasons(desk: Desk, placement: Placement, tallies: list[_Tally]) -> Iterator[str]:
    """Why this lesson, and how sure that is."""
    proposal = placement.proposal
    at = placement.stages.index(proposal) if proposal else len(placement.stages)
    known = [tally for tally in tallies if tally.at < at and tally.right]
    not_known = [tally for tally in tallies if tally.at >= at and tally.right < tally.asked]
    only_skipped = all(answer.skipped for answer in placement.answers)
    if only_skipped:
        yield _all_skipped(len(placement.answers))
    else:
        yield from _answered(desk, known[-1:], not_known[:1])
    if proposal is None:
        text = _("No question shows a lesson that you need: practise with `{command}`.")
        yield text.format(command=to_type.of_all(desk, "drill"))
        return
    begin = _("Begin with “{title}”: `{command}`.")
    command = to_type.of_lesson(desk, proposal.name)
    yield begin.format(title=_title(desk, proposal.name), command=command)
    if desk.outlines[proposal.name].workshop:
        yield _("It is done on your own machine, which no question can show.")
    elif not only_skipped and all(tally.at != at for tally in tallies):
        yield _("It was not asked about itself; your answers about other lessons place it.")
    if not only_skipped:
        yield _sure(placement).format(n=min(99, round(100 * placement.likely)))


def _sure(placement: Placement) -> str:
    """How likely it is this lesson or one beside it: the first and the last have but one."""
    if placement.proposal == placement.stages[0]:
        return _("By your answers the chance is {n} %: this lesson, or the one after it.")
    if placement.proposal == placement.stages[-1]:
        return _("By your answers the chance is {n} %: this lesson, the one before it, or none.")
    return _("By your answers the chance is {n} %: this lesson, or the one before or after it.")


def _all_skipped(asked: int) -> str:
    text = ngettext(
        "You skipped {n} question and answered none: what is skipped counts as not known yet.",
        "You skipped {n} questions and answered none: what is skipped counts as not known yet.",
        asked,
    )
    return text.format(n=asked)


def _answered(desk: Desk, known: list[_Tally], not_known: list[_Tally]) -> Iterator[str]:
    """The answers that decide: the last that was known before it, the first not known from it."""
    for tally in known:
        text = _("You answered {right} of {asked} about “{title}” right.")
        yield text.format(title=_title(desk, tally.name), **_figures(tally))
    for tally in not_known:
        yield _not_known(tally).format(title=_title(desk, tally.name), **_figures(tally))
    if known and not not_known:
        yield _("Nothing later was missed or skipped.")
    elif not (known or not_known):
        yield _("None of your answers decides it alone.")


def _not_known(tally: _Tally) -> str:
    if tally.missed and tally.skipped:
        return _("Of {asked} about “{title}” you missed {missed} and skipped {skipped}.")
    if tally.skipped:
        return _("You skipped {skipped} of {asked} about “{title}”.")
    return _("You missed {missed} of {asked} about “{title}”.")


def _unasked(desk: Desk, placement: Placement) -> Iterator[Block]:
    """The lessons that the proposal passes without an answer for it."""
    titles = ", ".join(f"“{_title(desk, stage.name)}”" for stage in placement.unasked)
    if titles:
        text = _("Not asked, so it is open whether you need them: {titles}.")
        yield Note(text.format(titles=titles), "plain")


def _workshops(desk: Desk, placement: Placement) -> Iterator[Block]:
    """The workshops that the proposal passes."""
    workshops = (one for one in placement.passed if desk.outlines[one.name].workshop)
    for stage in workshops:
        text = _(
            "You have not shown your machine: “{title}” is done there, and no question stands for "
            "it. `{command}` takes you there."
        )
        command = to_type.of_lesson(desk, stage.name)
        yield Note(text.format(title=_title(desk, stage.name), command=command), "plain")


def _title(desk: Desk, name: str) -> str:
    return desk.outlines[name].title
