"""Whatever a learner has made of an exported file, it is read or left out, and why is said."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flasktutor.classroom import handed_in
from tests.classroom.folders import answer, hand_in

few = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([[], {}])
)


def changed(value: Any, odd: Any, chance: Random) -> Any:
    """The same with one of its parts, wherever that lies, made something else."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(sorted(value))
        return {**value, key: changed(value[key], odd, chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        return [*value[:at], changed(value[at], odd, chance), *value[at + 1 :]]
    return odd


@few
@given(odd=ODD, chance=st.randoms(use_true_random=False))
def test_a_changed_file_is_read_or_left_out_and_the_others_stay(
    odd: object, chance: Random, tmp_path: Path
) -> None:
    made = tmp_path / "made.json"
    hand_in(made, "Ayu", answer("guess", "wrong", belief="x"), finished=True)
    whole = json.loads(made.read_text("utf-8"))
    made.write_text(json.dumps(changed(whole, odd, chance)), "utf-8")
    hand_in(tmp_path / "other.json", "Budi", answer("guess", "right"))
    found = handed_in.read(tmp_path)
    assert "Budi" in [one.name for one in found.learners]
    names = [file for one in found.learners for file in one.files]
    assert sorted([*names, *(one.file for one in found.left_out)]) == ["made.json", "other.json"]
    assert all(one.why for one in found.left_out)
