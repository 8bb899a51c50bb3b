"""Export and import: nothing lost, nothing counted twice, whichever way round."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor import review
from flasktutor.errors import TutorError
from flasktutor.progress import Attempt, Card, Draft, Imported, Place, Progress, export, import_
from flasktutor.progress.document import LARGEST
from flasktutor.progress.records import RESULTS
from flasktutor.varied.drawn import MOST_SEEDS, Drawn

NOW = datetime(2025, 3, 4, 5, 6, 7, tzinfo=timezone.utc)
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


def contents(progress: Progress) -> tuple[Any, ...]:
    return (
        sorted(progress.attempts(), key=lambda one: one.id),
        sorted(progress.places(), key=lambda one: one.lesson),
        sorted(progress.cards(), key=lambda one: (one.lesson, one.step)),
    )


def carried(source: Progress, target: Progress, file: Path) -> Imported:
    export(source, file)
    return import_(target, file)


few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


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


@pytest.fixture
def here() -> Progress:
    return Progress.open(None)


@pytest.fixture
def there() -> Progress:
    return Progress.open(None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "progress.json"


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


def good() -> dict[str, Any]:
    moment = "2025-03-04T05:06:07+00:00"
    return {
        "flasktutor": "progress",
        "format": 1,
        "attempts": [
            {
                "id": "1",
                "lesson": "contexts",
                "step": "why",
                "result": "right",
                "at": moment,
                "answer": "",
                "hints": 0,
                "seconds": 1,
                "misconception": None,
                "review": False,
            }
        ],
        "places": [{"lesson": "contexts", "step": "why", "finished": True, "at": moment}],
        "cards": [{"lesson": "contexts", "step": "why", "due": moment, "state": "{}"}],
        "drafts": [{"lesson": "contexts", "step": "why", "text": ""}],
        "settings": {"level": "new"},
    }


def test_the_form_in_these_tests_is_accepted(here: Progress, file: Path) -> None:
    file.write_text(json.dumps(good()))
    assert import_(here, file) == Imported(attempts=1, places=1, cards=1, drafts=1, settings=1)


WRONG: list[Any] = [
    None,
    True,
    -1,
    10**400,
    "",
    "x",
    "2025-01-01T00:00:00",
    [],
    {},
    [[]],
    float("nan"),
]
SPOTS = [
    *((table, field) for table in ("attempts", "places", "cards") for field in good()[table][0]),
    *((table, None) for table in ("attempts", "places", "cards", "drafts", "settings")),
]


@pytest.mark.parametrize(("table", "field"), SPOTS)
def test_a_wrong_value_anywhere_is_refused_whole_or_taken_well(
    here: Progress, file: Path, table: str, field: str | None
) -> None:
    for value in WRONG:
        document = good()
        if field is None:
            document[table] = value
        else:
            document[table][0][field] = value
        file.write_text(json.dumps(document))
        refused = refusal(here, file)
        if refused:
            assert table in refused.message or "JSON" in refused.message
            assert refused.hint
            assert here.attempts() == []
            assert here.places() == []
        else:
            export(here, file)
            here.reset()
            assert refusal(here, file) is None
            here.reset()


DRAWN_WRONGLY: list[Any] = [
    {},
    {"seed": 3, "chosen": 0},
    {"seed": 3, "chosen": 1, "worlds": [[]]},
    {"seed": 3, "chosen": -1, "worlds": [[]]},
    {"seed": 3, "chosen": True, "worlds": [[], []]},
    {"seed": "3", "chosen": 0, "worlds": [[]]},
    {"seed": 3.0, "chosen": 0, "worlds": [[]]},
    {"seed": -3, "chosen": 0, "worlds": [[]]},
    {"seed": MOST_SEEDS, "chosen": 0, "worlds": [[]]},
    {"seed": 3, "chosen": 0, "worlds": []},
    {"seed": 3, "chosen": 0, "worlds": "ab"},
    {"seed": 3, "chosen": 0, "worlds": ["ab"]},
    {"seed": 3, "chosen": 0, "worlds": [[1]]},
    {"seed": 3, "chosen": 0, "worlds": [None]},
    {"seed": 3, "chosen": 0, "worlds": {"0": []}},
    "drawn",
    [3, 0, []],
    7,
]


@pytest.mark.parametrize("drawn", DRAWN_WRONGLY)
def test_a_varied_question_that_cannot_have_been_is_refused(
    here: Progress, file: Path, drawn: Any
) -> None:
    document = good()
    document["attempts"][0]["drawn"] = drawn
    file.write_text(json.dumps(document))
    with pytest.raises(TutorError, match="entry 1 of “attempts”"):
        import_(here, file)
    assert here.attempts() == []


@pytest.mark.parametrize("chosen", [1, None])
def test_what_a_varied_question_was_goes_along(
    here: Progress, there: Progress, file: Path, chosen: int | None
) -> None:
    drawn = Drawn(seed=MOST_SEEDS - 1, chosen=chosen, worlds=((), ("one-g", "first-app")))
    there.record(Attempt(lesson="a", step="b", result="wrong", at=NOW, drawn=drawn))
    carried(there, here, file)
    assert [one.drawn for one in here.attempts()] == [drawn]


def refusal(progress: Progress, file: Path) -> TutorError | None:
    try:
        import_(progress, file)
    except TutorError as error:
        return error
    return None


def test_each_missing_field_is_named_by_its_entry(here: Progress, file: Path) -> None:
    for table in ("attempts", "places", "cards", "drafts"):
        for field in good()[table][0]:
            document = good()
            document[table].append({**document[table][0]})
            del document[table][1][field]
            file.write_text(json.dumps(document))
            with pytest.raises(TutorError, match=f"entry 2 of “{table}”"):
                import_(here, file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"flasktutor": "progress",\n  oops}', "line 2, column 3"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "line 1, column 1"),
        (b"[]", "does not say"),
        (b'{"name": "package.json"}', "does not say"),
        (b'{"flasktutor": "progress", "format": 2}', "format is 2, and this flasktutor reads 1"),
        (b'{"flasktutor": "progress", "format": "2"}', 'format is "2", and'),
        (b'{"flasktutor": "progress", "format": "1"}', "is the text “1”; write 1, the number"),
        (b'{"flasktutor": "progress", "format": true}', "format is true"),
        (b'{"flasktutor": "progress"}', "format is null"),
        (b'{"flasktutor": "progress", "format": "' + b"x" * 999 + b'"}', 'format is "x+…, and'),
        (b'{"flasktutor": "progress", "format": "\\u001b]0;x\\u0007"}', "u001b]0;x"),
        (b"[" * 100_000, "cannot be imported"),
        (b"1" * 10_000, "cannot be imported"),
    ],
)
def test_a_file_that_is_no_export(here: Progress, file: Path, text: bytes, said: str) -> None:
    file.write_bytes(text)
    with pytest.raises(TutorError, match=said) as caught:
        import_(here, file)
    assert "--export" in caught.value.hint


@few
@given(garbage=st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
def test_no_bytes_make_it_raise_anything_else(garbage: bytes, tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_bytes(garbage)
    with pytest.raises(TutorError):
        import_(Progress.open(None), file)


def test_a_file_that_is_not_there_or_cannot_be_written(here: Progress, tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="cannot be read"):
        import_(here, tmp_path / "none.json")
    with pytest.raises(TutorError, match="cannot be read"):
        import_(here, tmp_path)
    for file in (tmp_path / "no" / "folder.json", tmp_path):
        with pytest.raises(TutorError, match="cannot be written"):
            export(here, file)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_is_written_to_and_its_failure_said(here: Progress) -> None:
    with pytest.raises(TutorError, match="cannot be written"):
        export(here, Path("/dev/full"))
    assert Path("/dev/full").is_char_device()


def test_the_mark_that_editors_set_before_a_text_is_no_part_of_it(
    here: Progress, file: Path
) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(good()).encode())
    assert import_(here, file).attempts == 1


def test_a_file_that_has_no_end_is_refused(here: Progress, tmp_path: Path) -> None:
    endless = tmp_path / "endless.json"
    with endless.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(TutorError, match="larger than 100 MB"):
        import_(here, endless)


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
