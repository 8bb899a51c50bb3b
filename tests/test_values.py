"""Values: data classes that compare by their fields, hash and show themselves, as such do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from flasktutor.values import frozen


@frozen
class Point:
    x: int
    y: int = 0
    where: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Usual:
    x: int
    y: int = 0
    where: str = field(default="", compare=False, repr=False)


@frozen
class Named(Point):
    name: str = ""


@frozen(kw_only=True)
class Keyed:
    x: int = 0


Coordinates = st.tuples(st.integers(0, 2), st.integers(0, 2), st.text(max_size=1))


@given(Coordinates, Coordinates)
def test_they_are_equal_and_hash_as_data_classes_do(
    one: tuple[int, int, str], other: tuple[int, int, str]
) -> None:
    assert (Point(*one) == Point(*other)) == (Usual(*one) == Usual(*other))
    assert len({Point(*one), Point(*other)}) == len({Usual(*one), Usual(*other)})
    assert repr(Point(*one)) == repr(Usual(*one)).replace("Usual", "Point")


def test_another_class_is_never_equal() -> None:
    assert Point(1) != Named(1)
    assert Point(1) != object()


def test_fields_may_be_given_by_name_alone_and_replaced() -> None:
    assert replace(Keyed(x=1), x=2) == Keyed(x=2)
