"""Owns what a page says of findings and errors: causes, repairs and places, ready to be set."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flasktutor.causes import Explanation, Fix, FoundError, of_type
from flasktutor.causes.system import System, detect
from flasktutor.language import _
from flasktutor.page.model import StoryTrouble
from flasktutor.runner.protocol import ContextEvent
from flasktutor.stops import Stop, at
from flasktutor.trace.findings import ExplainedFault
from flasktutor.ui.views.context_words import told_event
from flasktutor.values import frozen


@frozen
class ToldPlace:
    """A place where something is seen: in words, and the stop's event to go to, 0 for none."""

    words: str
    number: int


@frozen
class ToldRepair:
    """What to do, and the lines to type or to write for it."""

    say: str
    lines: str


@frozen(kw_only=True)
class Telling:
    """All that is said of one finding or error; `raw` is the text of one that nothing is known of.

    `first` is an error that came of it, or before which it was caught, as `link_words` say.
    """

    means: str = ""
    why: str = ""
    error: str = ""
    code: str = ""
    first: str = ""
    first_means: str = ""
    first_why: str = ""
    link_words: str = ""
    evidence: tuple[str, ...] = ()
    repairs: tuple[ToldRepair, ...] = ()
    lesson: str = ""
    link: str = ""
    sights: tuple[ToldPlace, ...] = ()
    raw: str = ""


Stops = Mapping[str, Sequence[Stop]]
"""The stops of each lane."""


def of_finding(found: ExplainedFault, stops: Stops) -> Telling:
    """What is said of a finding, with the places that show it."""
    sights = tuple(_sight(event, stops) for event in found.seen)
    return replace(_of(found.told, detect(os.environ)), sights=sights)


def of_trouble(trouble: StoryTrouble) -> Telling:
    """What is said of an error."""
    told = trouble.told
    where = ToldPlace(_("Where it was raised"), trouble.number)
    sights = (where,) if trouble.number else ()
    if told is None:
        return Telling(raw=trouble.text, sights=sights)
    return replace(_of(told, detect(os.environ)), sights=sights)


def stop_near(event: ContextEvent, stops: Stops) -> int:
    """The event of the last stop of its lane up to `event`, 0 for none."""
    here = stops.get(event.lane, ())
    index = at(here, event.number)
    return here[index].number if index >= 0 else 0


def _sight(event: ContextEvent, stops: Stops) -> ToldPlace:
    quiet = event.kind in ("line", "returned")
    words = "" if quiet else told_event(event.kind, event.label)
    if event.line:
        place = _("{file}, line {line}").format(file=event.file, line=event.line)
        words = f"{place}: {words}" if words else place
    return ToldPlace(words, stop_near(event, stops))


def _of(told: Explanation, system: System) -> Telling:
    error, last = told.error, told.last
    general = of_type(last) if last else None
    link_words = ""
    if last:
        handled = error is not None and error.handled
        link_words = (
            _("Why this was raised is not known here. Before it, this was raised and caught:")
            if handled
            else _("The same text shows:")
        )
    return Telling(
        means=told.headline if told.known else told.means,
        why=told.why,
        error=_titled(error),
        code=error.place.code if error and error.place else "",
        first=_titled(last),
        first_means=general.means if general else "",
        first_why=general.why if general else "",
        link_words=link_words,
        evidence=() if told.certain or not told.known else tuple(_points(told)),
        repairs=tuple(_repairs(told, system)),
        lesson=_("Lesson: flasktutor lesson {name}").format(name=told.lesson) * bool(told.lesson),
        link=told.link,
    )


def _titled(error: FoundError | None) -> str:
    if error is None:
        return ""
    first = error.message.split("\n", maxsplit=1)[0]
    title = ": ".join(part for part in (error.type, first) if part)
    if error.place is None:
        return title
    place = _("{file}, line {line}").format(file=error.place.file, line=error.place.line)
    return f"{title} · {place}"


def _points(told: Explanation) -> Iterator[str]:
    """What points to a cause that is inferred."""
    for line in told.evidence:
        yield _("Points to it: ") + line


def _repairs(told: Explanation, system: System) -> Iterator[ToldRepair]:
    if told.known and not told.certain and told.confirm:
        say = told.confirm.say or _("run this.")
        yield _repair(_("To be sure: ") + say, told.confirm, system)
    for number, fix in enumerate(told.fixes):
        yield _repair((_("Or: ") if number else _("Do this: ")) + fix.say, fix, system)


def _repair(say: str, fix: Fix, system: System) -> ToldRepair:
    commands = system.joined(fix.commands) if fix.commands else ""
    return ToldRepair(say, "\n".join(filter(None, (commands, fix.code))))
