"""A template says its values, reaches nothing else, and ends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import language
from flasktutor.varied.template import LONGEST, lines_of, names_in, render
from flasktutor.varied.template_faults import VaryError

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
        "{{ '%99999999999d' % n }}",
        "{{ n|title }}",
        "{{ n|attr('__class__') }}",
        "{{ n is funny }}",
        "{% if n is divisibleby 0 %}x{% endif %}",
        "{{ " + "9" * 5000 + " }}",
        "{% if n %}" * 120 + "x" + "{% endif %}" * 120,
        "{{ " + "city|join(" * 40 + "city" + ")" * 40 + " }}",
        "{% for a in city|join('x' * 100) %}y{% endfor %}",
        "{% for a in city|join(city|join('" + "x" * 300 + "')) %}{% endfor %}",
        "{{ n[0] }}",
        "{{ city['x'] }}",
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
     "endif", "else", "p", "[0]", "[9]", "|upper", "|title", "|attr('x')", "|join", "|join(city)",
     ".x", "()", "range(n)", " ", "\n", "'", "+", "-", "%", "{#", "#}", " is ", " in ", "not ",
     "odd", "funny", "set", "block", "raw", "include", "macro", "n", "city", "people", "missing",
     "0", "0x", "1e9", "1_0", "loop.index", "self", "(", ")", "[", "]", "{", "}", ",", ":", "=",
     "~", "*", "**", "|", "#", "\\N{x}", "\\", '"', "\u00b2", "\0"]
)  # fmt: skip
INSIDE = st.lists(PARTS, max_size=8).map(" ".join)
WHOLE = st.builds("{}{{{{ {} }}}}{}".format, st.text(max_size=5), INSIDE, st.text(max_size=5))
BLOCK = st.builds("{{% {} %}}{}{{% {} %}}".format, INSIDE, INSIDE, INSIDE)


@given(st.one_of(st.lists(PARTS, max_size=25).map("".join), WHOLE, BLOCK, st.text()))
def test_any_text_comes_out_or_is_refused(text: str) -> None:
    made, refused = made_or_refused(text)
    assert len(made) <= LONGEST
    if refused:
        assert str(refused)
        assert "\n" not in str(refused)
        assert 0 <= refused.line <= len(text.splitlines()) + 1
    elif "{" in text:
        assert names_in(text).keys() <= {*VALUES, "range", "p", "loop"}
        assert len(lines_of(text, VALUES)) in (0, made.count("\n") + 1)


def made_or_refused(text: str) -> tuple[str, VaryError | None]:
    try:
        return render(text, VALUES), None
    except VaryError as error:
        return "", error


FAULTS = [
    ("{% endfor %}", "`{% endfor %}` has no begin here"),
    ("{% while n %}", "there is no tag `{% while %}`"),
    ("{% if n %}", "`{% if %}` is not closed: `{% endif %}` is missing"),
    ("{{ city }", "`}` does not fit here"),
    ("{{ city city }}", "`}}` is expected here, and there is `city`"),
    ("{{ city.title }}", "`.title` may not stand in a template"),
    ("{{ city.upper() }}", "`…()` may not stand in a template"),
    ("{{ n * 2 }}", "`*` may not stand in a template"),
    ("{% set a = 1 %}", "`{% set %}` may not stand in a template"),
    ("{% include 'x' %}", "`{% include %}` may not stand in a template"),
    ("{{ city|uper }}", "there is no filter `uper`. Did you mean `upper`?"),
    ("{{ n is funny }}", "there is no test `funny`. There are: defined, divisibleby, even, odd."),
    ("{{ missing }}", "there is no value `missing`"),
    ("{{ people[9] }}", "there is no `[9]` in this value"),
    ("{{ n[0] }}", "there is no `[0]` in this value"),
    ("{{ city['__class__'] }}", "`__class__` of a value may not be looked at"),
    ("{{ n % 0 }}", "the rest of a division by 0 is asked for"),
    ("{{ n + city }}", "a number and a text do not go together here"),
    ("{{ city + n }}", "a text and a number do not go together here"),
    ("{{ n < city }}", "a number and a text do not go together here"),
    ("{{ city % n }}", "`%` is for numbers"),
    ("{{ range(99)[0] }}", "a range has at most 20 numbers"),
    ("{{ range() }}", "the template engine says: “range expected at least 1 argument, got 0”"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_a_fault_is_told_in_our_words_at_its_line(text: str, said: str) -> None:
    with pytest.raises(VaryError) as error:
        render(f"one\n{{{{ n }}}}\n{text}\nlast\n", VALUES)
    assert str(error.value) == said
    # What is not closed is missed at the end.
    assert error.value.line == (4 if "not closed" in said else 3)


def test_a_fault_is_told_in_the_language_in_use() -> None:
    language.use("id")
    for text, said in FAULTS:
        with pytest.raises(VaryError) as error:
            render(text, VALUES)
        assert str(error.value) != said


def test_the_lines_of_what_comes_out_are_known() -> None:
    text = "a\n{% for p in people %}\n{{ p }}\n{% endfor %}\n{# no #}\n{{ n }}{{ city }}\nlast"
    assert render(text, VALUES) == "a\nAyu\nBudi\n3Bandung\nlast"
    assert lines_of(text, VALUES) == [1, 3, 3, 6, 7]


def test_a_name_is_known_with_the_line_where_it_stands_first() -> None:
    assert names_in("a\n{{ n }}\n{% if city %}\n{{ n }}{% endif %}") == {"n": 2, "city": 3}
