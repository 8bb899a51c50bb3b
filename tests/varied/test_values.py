"""What a seed draws: always the same, always one of what is written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.schema import Reader
from flasktutor.varied.drawn import MOST_SEEDS
from flasktutor.varied.values import LEVELS, Value, level, values_of
from flasktutor.yamlsource import parse_text
from tests.reading import spec_of

SEEDS = st.integers(0, MOST_SEEDS - 1)


def value(text: str) -> Value:
    made, issues = spec_of(Value, text)
    assert made is not None, issues
    assert not issues
    return made


@given(SEEDS)
def test_each_value_is_one_of_what_is_written(seed: int) -> None:
    vary = {
        "inner": value("[cafe, library]"),
        "price": value("{between: [3, 9]}"),
        "people": value("{pick: 2, of: [Ayu, Budi, Citra]}"),
        "depth": value("{levels: [1, 2, 3]}"),
    }
    drawn = values_of(vary, seed)
    assert drawn["inner"] in ("cafe", "library")
    assert drawn["price"] in range(3, 10)
    assert isinstance(drawn["people"], list)
    assert len(set(drawn["people"])) == 2
    assert {*drawn["people"]} < {"Ayu", "Budi", "Citra"}
    assert drawn["depth"] == level(seed) + 1
    assert drawn == values_of(vary, seed)


def test_over_many_seeds_everything_is_drawn() -> None:
    people = value("{pick: 2, of: [Ayu, Budi, Citra]}")
    seen = {str(people.drawn("people", seed)) for seed in range(200)}
    assert len(seen) == 6
    assert {level(seed) for seed in range(LEVELS)} == {0, 1, 2}


def test_one_value_does_not_hang_on_the_others() -> None:
    city = value("[Bandung, Medan, Jakarta]")
    alone = [values_of({"city": city}, seed)["city"] for seed in range(50)]
    among = {"a": value("[x, y]"), "city": city}
    assert alone == [values_of(among, seed)["city"] for seed in range(50)]


@pytest.mark.parametrize("made", ["{pick: 2, of: [%s]}", "[%s]", "{levels: [%s]}"])
def test_each_language_has_the_same_choice(made: str) -> None:
    text = made % '"{{ words.tea }}", "{{ words.rice }}", "{{ words.bread }}"'
    english = {"tea": "tea", "rice": "rice", "bread": "bread"}
    indonesian = {"tea": "teh", "rice": "nasi", "bread": "roti"}
    ours, theirs = worded(text, english), worded(text, indonesian)
    for seed in range(60):
        said = json.dumps(ours.drawn("sold", seed))
        for name, word in indonesian.items():
            said = said.replace(name, word)
        assert json.dumps(theirs.drawn("sold", seed)) == said


def worded(text: str, words: dict[str, str]) -> Value:
    """The value in a lesson whose code says these words."""
    made = Reader(Path(), words).read(Value, parse_text(text))
    assert made is not None
    return made


def test_another_process_draws_the_same() -> None:
    code = (
        "from flasktutor.varied.values import Value;"
        "print([Value(of=('a', 'b', 'c')).drawn('n', s) for s in range(40)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    )
    drawn = [Value(of=("a", "b", "c")).drawn("n", seed) for seed in range(40)]  # type: ignore[arg-type]  # as read
    assert done.stdout.strip() == str(drawn)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{of: [a], between: [1, 2]}", "a value is a list"),
        ("{pick: 1}", "a value is a list"),
        ("[a, b, a]", "the same value stands here twice"),
        ("{pick: 3, of: [a, b]}", "3 of 2 cannot be picked"),
        ("{between: [9, 2]}", "the lowest and the highest"),
        ("{between: [9]}", "the lowest and the highest"),
        ("{levels: [1, 2]}", "write 3 values"),
        (f"[{'x' * 201}]", "at most 50 values, each of at most 200"),
        (str(list(range(51))), "at most 50 values"),
    ],
)
def test_values_that_clash_are_said_where_they_stand(text: str, said: str) -> None:
    _made, issues = spec_of(Value, text)
    assert said in " ".join(issues)
    assert issues[0].startswith("1:")
