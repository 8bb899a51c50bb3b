"""Owns how a course becomes a map: lessons on rails, each below one that it requires (pure).

The longest way through the course runs straight down; what branches off it is set in beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flasktutor.values import frozen

BRANCH, BESIDE, ALONE = "├─", "│ ", "  "


@frozen
class RailRow:
    """A lesson on the map: the rails before it, and what it requires that they do not show."""

    name: str
    rails: str
    also: tuple[str, ...] = ()


def rows(needs: Mapping[str, Sequence[str]]) -> list[RailRow]:
    """The rows of the map; `needs` names, in the order of the course, what each lesson requires.

    A lesson that requires one which comes later stands as if it did not.
    """
    above = _above(needs)
    below: dict[str | None, list[str]] = {}
    for name, one in above.items():
        below.setdefault(one, []).append(name)
    length = _lengths(above)
    found = [row for top in below.get(None, ()) for row in _from_top(top, below, length)]
    return [RailRow(name, rails, _also(name, needs[name], above)) for name, rails in found]


def _above(needs: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    """Each lesson → the last before it that it requires."""
    order = {name: number for number, name in enumerate(needs)}
    earlier = {
        name: [one for one in required if order.get(one, len(order)) < order[name]]
        for name, required in needs.items()
    }
    return {name: max(some, key=order.__getitem__, default=None) for name, some in earlier.items()}


def _lengths(above: Mapping[str, str | None]) -> dict[str, int]:
    """How many lessons stand one below the other from each on."""
    length = dict.fromkeys(above, 1)
    for name, one in reversed(list(above.items())):
        if one is not None:
            length[one] = max(length[one], length[name] + 1)
    return length


def _from_top(
    top: str, below: Mapping[str | None, list[str]], length: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    if top in below:
        yield from _down(top, below, length)
    else:
        # Straight below the others it would look as if it required them.
        yield top, ALONE


def _down(
    name: str, below: Mapping[str | None, list[str]], length: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """The lesson, what branches off, and so on along the longest way."""
    on: str | None = name
    while on is not None:
        yield on, ""
        following = below.get(on, [])
        # Of ways that are equally long the last goes on: branches end before it.
        on = max(reversed(following), key=length.__getitem__, default=None)
        for other in following:
            if other != on:
                yield from _beside(other, below, length)


def _beside(
    name: str, below: Mapping[str | None, list[str]], length: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    first, *others = _down(name, below, length)
    yield first[0], BRANCH
    yield from ((other, BESIDE + rails) for other, rails in others)


def _also(name: str, required: Sequence[str], above: Mapping[str, str | None]) -> tuple[str, ...]:
    shown = set()
    on: str | None = above[name]
    while on is not None and len(required) > 1:
        shown.add(on)
        on = above[on]
    return tuple(one for one in required if one in above and one not in {*shown, above[name]})
