"""A template says its values, reaches nothing else, and ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.varied.template import LONGEST, VaryError, names_in, render

VALUES = {"n": 3, "city": "Bandung", "people": ["Ayu", "Budi"], "deep": True}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("plain {x} text", "plain {x} text"),
        ("{{ city }} {{ n + 1 }}", "Bandung 4"),
        ("{% if deep %}\nyes\n{% else %}\nno\n{% endif %}\n", "yes\n"),
        ("{% for p in people %}\n{{ loop.index }} {{ p }}\n{% endfor %}\n", "1 Ayu\n2 Budi\n"),
        ("    {% for i in range(n) %}\n    {{ i }}\n    {% endfor %}\n", "    0\n    1\n    2\n"),
        ("{{ people[0]|upper }} {{ people|join(', ') }}", "AYU Ayu, Budi"),
        ("{{ 'a' if n > 2 else 'b' }}", "a"),
    ],
)
def test_what_comes_out(text: str, made: str) -> None:
    assert render(text, VALUES) == made


@pytest.mark.parametrize(
    "text",
    [
        "{{ city.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ city['__class__'] }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self }}",
        "{{ range.__self__ }}",
        "{{ people.append(1) }}",
        "{{ lipsum() }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% macro m() %}{% endmacro %}",
        "{% set x = 1 %}",
        "{% call m() %}{% endcall %}",
        "{{ n ** 99999999 }}",
        "{{ 'a' * 99999999 }}",
        "{{ '%99999999d' % n }}",
        "{{ city|pprint }}",
        "{% for i in range(99999999) %}x{% endfor %}",
        "{% for i in range(9, 0, 0) %}x{% endfor %}",
        "{% for a in people recursive %}{{ loop(people) }}{% endfor %}",
        "{% for a in city %}" * 3 + "x" + "{% endfor %}" * 3,
        "{{ missing }}",
        "{{ people[9] }}",
        "{{ n + city }}",
        "{{ n % 0 }}",
        "{{ city",
        "{% if %}",
        "{{ " + "(" * 3000 + "n" + ")" * 3000 + " }}",
        "x" * LONGEST + "{{ n }}",
    ],
)  # fmt: skip
def test_what_is_refused_in_a_sentence(text: str) -> None:
    begun = time.monotonic()
    with pytest.raises(VaryError) as error:
        render(text, VALUES)
    assert str(error.value)
    assert "\n" not in str(error.value)
    # Not a time to beat: what is refused does not first go on for long.
    assert time.monotonic() - begun < 30


PARTS = st.sampled_from(
    ["{{ n }}", "{{ city }}", "{%", "%}", "{{", "}}", "if deep", "for p in people", "endfor",
     "endif", "else", "p", "[0]", "|upper", ".x", "()", "range(n)", " ", "\n", "'", "+", "%", "{#"]
)  # fmt: skip


@given(st.lists(PARTS, max_size=25).map("".join))
def test_any_text_comes_out_or_is_refused(text: str) -> None:
    try:
        made = render(text, VALUES)
    except VaryError:
        return
    assert len(made) <= LONGEST
    if "{" in text:
        assert names_in(text) <= {*VALUES, "range", "p"}


def test_the_line_of_a_flaw_is_known() -> None:
    with pytest.raises(VaryError) as error:
        render("one\ntwo\n{% endfor %}\n", VALUES)
    assert error.value.line == 3
