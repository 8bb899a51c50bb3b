"""Owns what is kept of an answer to a varied question: to see it again, and to learn from it."""

from __future__ import annotations

from typing import Any

from flasktutor.values import frozen

MOST_SEEDS = 2**31
"""Seeds are below this: any database and any JSON holds them."""


@frozen(kw_only=True)
class Drawn:
    """The program that was asked about, and which worlds foresaw which answer.

    `seed` makes the same program again. `worlds` names, for each answer that there was, the
    wrong worlds in which it would be right; the first answer is the true one, and `chosen`
    counts from it: None where none was given. A world that the question did not ask is nowhere.
    """

    seed: int
    chosen: int | None
    worlds: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if self.chosen is not None and not 0 <= self.chosen < len(self.worlds):
            raise ValueError("no such answer")
        if not 0 <= self.seed < MOST_SEEDS:
            raise ValueError("no such seed")

    def written(self) -> str:
        """It as one line of JSON."""
        import json  # every command imports this module, few write one

        return json.dumps({"seed": self.seed, "chosen": self.chosen, "worlds": self.worlds})


def read(text: str) -> Drawn:
    """What `written` wrote; ValueError where it is something else."""
    import json  # as above

    try:
        return of(json.loads(text))
    except RecursionError as error:
        raise ValueError("no drawn question") from error


def of(told: Any) -> Drawn:
    """What was asked, from plain values by name; ValueError where they are something else."""
    try:
        seed, chosen = told["seed"], told["chosen"]
        if type(seed) is not int or type(chosen) not in (int, type(None)):
            raise ValueError("no whole number")
        worlds = tuple(tuple(map(_key, _listed(keys))) for keys in _listed(told["worlds"]))
    except (TypeError, KeyError) as error:
        raise ValueError("no drawn question") from error
    return Drawn(seed=seed, chosen=chosen, worlds=worlds)


def _listed(told: Any) -> list[Any] | tuple[Any, ...]:
    if not isinstance(told, list | tuple):
        raise TypeError(told)
    return told


def _key(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError(told)
    return told
