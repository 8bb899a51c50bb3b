"""Export and import: nothing lost, nothing counted twice, whichever way round."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import review
from flasktutor.errors import TutorError
from flasktutor.progress import Attempt, Card, Draft, Imported, Place, Progress, export, import_
from flasktutor.progress.records import RESULTS
from flasktutor.varied.drawn import MOST_SEEDS, Drawn
from tests.progress.machines import NOW, contents, few, file, here, there

__all__ = ["file", "here", "there"]


TEXTS = st.text(max_size=30)
NAMES = st.sampled_from(["contexts", "install", "konteks ☕"])
KEYS = st.sampled_from(["why", "push", "g-lifetime"])
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(timezone.utc))

WORLDS = st.lists(TEXTS, max_size=3).map(tuple)
DRAWN = st.lists(WORLDS, min_size=1, max_size=4).flatmap(
    lambda worlds: st.builds(
        Drawn,
        seed=st.integers(0, MOST_SEEDS - 1),
        chosen=st.integers(0, len(worlds) - 1),
        worlds=st.just(tuple(worlds)),
    )
)
ATTEMPTS = st.builds(
    Attempt,
    lesson=NAMES,
    step=KEYS,
    result=st.sampled_from(RESULTS),
    at=MOMENTS,
    answer=TEXTS,
    hints=st.integers(0, 9),
    seconds=st.floats(0, 1e6),
    misconception=st.none() | TEXTS,
    review=st.booleans(),
    drawn=st.none() | DRAWN,
    id=st.uuids().map(lambda key: key.hex),
)
PLACES = st.builds(Place, lesson=NAMES, step=KEYS, finished=st.booleans(), at=MOMENTS)
DRAFTS = st.builds(Draft, lesson=NAMES, step=KEYS, text=TEXTS)
RATINGS: Sequence[review.Rating] = ("Again", "Hard", "Good", "Easy")


@st.composite
def reviewed_cards(draw: st.DrawFn) -> Card:
    lesson, step = draw(NAMES), draw(KEYS)
    card: Card | None = None
    for moment in sorted(draw(st.lists(MOMENTS, min_size=1, max_size=3))):
        rating = draw(st.sampled_from(RATINGS))
        card = review.schedule(card, rating, moment, lesson=lesson, step=step)
    assert card is not None
    return card


@dataclass(frozen=True)
class Held:
    """All that a learner has on one machine."""

    attempts: tuple[Attempt, ...]
    places: tuple[Place, ...]
    drafts: tuple[Draft, ...]
    cards: tuple[Card, ...]


HELD = st.builds(
    Held,
    st.lists(ATTEMPTS, max_size=6).map(tuple),
    st.lists(PLACES, max_size=4).map(tuple),
    st.lists(DRAFTS, max_size=3).map(tuple),
    st.lists(reviewed_cards(), max_size=3).map(tuple),
)


def machine(held: Held) -> Progress:
    progress = Progress.open(None)
    for attempt in held.attempts:
        progress.record(attempt)
    for place in held.places:
        progress.set_place(place.lesson, place.step, finished=place.finished, at=place.at)
    for draft in held.drafts:
        progress.set_draft(draft.lesson, draft.step, draft.text)
    for card in held.cards:
        progress.save_card(card)
    return progress


def carried(source: Progress, target: Progress, file: Path) -> Imported:
    export(source, file)
    return import_(target, file)


@few
@given(held=HELD)
def test_an_empty_machine_gets_all_of_it(held: Held, tmp_path: Path) -> None:
    source, target = machine(held), Progress.open(None)
    carried(source, target, tmp_path / "progress.json")
    assert contents(target) == contents(source)
    assert target.drafts() == source.drafts()


@few
@given(ours=HELD, theirs=HELD, shared=HELD)
def test_two_machines_end_alike_whichever_way_round(
    ours: Held, theirs: Held, shared: Held, tmp_path: Path
) -> None:
    file = tmp_path / "progress.json"
    one = machine(replace(ours, attempts=ours.attempts + shared.attempts))
    other = machine(replace(theirs, attempts=theirs.attempts + shared.attempts))
    carried(one, other, file)
    carried(other, one, file)
    assert contents(one) == contents(other)
    everything = {a.id for a in (*ours.attempts, *theirs.attempts, *shared.attempts)}
    assert {attempt.id for attempt in one.attempts()} == everything
    nothing_new = Imported(known=len(everything))
    assert carried(one, other, file) == nothing_new
    assert carried(other, one, file) == nothing_new


def test_the_counts_tell_what_was_new(here: Progress, there: Progress, file: Path) -> None:
    both = Attempt(lesson="contexts", step="why", result="right", at=NOW)
    here.record(both)
    there.record(both)
    there.record(Attempt(lesson="contexts", step="push", result="wrong", at=NOW))
    there.set_place("contexts", "push", finished=False, at=NOW)
    there.set_draft("contexts", "whoami", "x")
    there.set_setting("level", "basics")
    counts = carried(there, here, file)
    assert counts == Imported(attempts=1, known=1, places=1, drafts=1, settings=1)
    assert counts.to_json()["known"] == 1


@pytest.mark.parametrize("days", [1, -1])
def test_the_later_place_wins(here: Progress, there: Progress, file: Path, days: int) -> None:
    here.set_place("contexts", "ours", finished=False, at=NOW)
    there.set_place("contexts", "theirs", finished=False, at=NOW + timedelta(days=days))
    carried(there, here, file)
    place = here.place("contexts")
    assert place is not None
    assert place.step == ("theirs" if days > 0 else "ours")


def test_the_card_answered_last_wins_though_due_sooner(
    here: Progress, there: Progress, file: Path
) -> None:
    easy = review.schedule(None, "Easy", NOW, lesson="contexts", step="why")
    forgot = review.schedule(easy, "Again", NOW + timedelta(days=1), lesson="contexts", step="why")
    assert forgot.due < easy.due
    here.save_card(easy)
    there.save_card(forgot)
    assert carried(there, here, file).cards == 1
    assert here.cards() == [forgot]
    there.save_card(easy)
    assert carried(there, here, file).cards == 0
    assert here.cards() == [forgot]


def test_a_draft_here_is_not_overwritten(here: Progress, there: Progress, file: Path) -> None:
    here.set_draft("contexts", "whoami", "mine")
    there.set_draft("contexts", "whoami", "other")
    carried(there, here, file)
    assert here.draft("contexts", "whoami") == "mine"


def test_settings_here_are_not_overwritten_and_trust_never_travels(
    here: Progress, there: Progress, file: Path
) -> None:
    here.set_setting("language", "id")
    for name in ("language", "level", "python", "trust:0123"):
        there.set_setting(name, "x")
    carried(there, here, file)
    assert here.settings() == {"language": "id", "level": "x"}
    document = json.loads(file.read_text(encoding="utf-8"))
    document["settings"] = {"trust:0123": "yes", "python": "/bin/evil"}
    file.write_text(json.dumps(document))
    import_(here, file)
    assert here.settings() == {"language": "id", "level": "x"}


@pytest.mark.parametrize("chosen", [1, None])
def test_what_a_varied_question_was_goes_along(
    here: Progress, there: Progress, file: Path, chosen: int | None
) -> None:
    drawn = Drawn(seed=MOST_SEEDS - 1, chosen=chosen, worlds=((), ("one-g", "first-app")))
    there.record(Attempt(lesson="a", step="b", result="wrong", at=NOW, drawn=drawn))
    carried(there, here, file)
    assert [one.drawn for one in here.attempts()] == [drawn]


def test_what_a_clock_set_back_left_can_be_carried(
    here: Progress, there: Progress, file: Path
) -> None:
    ahead = NOW + timedelta(days=20_000)
    there.record(Attempt(lesson="contexts", step="why", result="right", at=ahead))
    there.save_card(review.schedule(None, "Good", ahead, lesson="contexts", step="why"))
    counts = carried(there, here, file)
    assert (counts.attempts, counts.cards) == (1, 1)
    assert here.attempts() == there.attempts()


def test_an_older_export_survives_a_failing_one(here: Progress, file: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("needs limits on files")
    import resource

    export(here, file)
    before = file.read_bytes()
    here.set_draft("contexts", "whoami", "x" * 100_000)
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        try:
            export(here, file)
        except TutorError:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
