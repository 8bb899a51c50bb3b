"""Owns what is kept of an answer to a varied question: to see it again, and to learn from it."""

from __future__ import annotations

import json

from flasktutor.values import frozen


@frozen(kw_only=True)
class Drawn:
    """The program that was asked about, and which worlds foresaw which answer.

    `seed` makes the same program again. `worlds` names, for each answer that there was, the
    wrong worlds in which it would be right; the first answer is the true one, and `chosen`
    counts from it. A world that the question did not ask is nowhere.
    """

    seed: int
    chosen: int
    worlds: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not (0 <= self.chosen < len(self.worlds)):
            raise ValueError("no such answer")

    def written(self) -> str:
        """It as one line of JSON."""
        return json.dumps({"seed": self.seed, "chosen": self.chosen, "worlds": self.worlds})


def read(text: str) -> Drawn:
    """What `written` wrote; ValueError where it is something else."""
    try:
        told = json.loads(text)
        return Drawn(
            seed=int(told["seed"]),
            chosen=int(told["chosen"]),
            worlds=tuple(tuple(map(str, keys)) for keys in told["worlds"]),
        )
    except (TypeError, KeyError, OverflowError, RecursionError, AttributeError) as error:
        raise ValueError("no drawn question") from error
