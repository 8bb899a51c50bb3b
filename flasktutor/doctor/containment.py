"""Owns what contains snippets on this machine: a worker is started, and asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flasktutor.errors import TutorError
from flasktutor.runner.runner import Runner
from flasktutor.values import frozen


@frozen(kw_only=True)
class Containment:
    """The Python and Flask that snippets run on, and the names of the protections around them.

    `left` names folders of runs that cannot be removed. `trouble` says why no snippet can
    be run; the rest is empty then.
    """

    python: str = ""
    flask: str = ""
    isolation: tuple[str, ...] = ()
    left: tuple[Path, ...] = ()
    trouble: str = ""

    def as_json(self) -> dict[str, Any] | None:
        """It as plain data, as documented in `docs/check-install.md`."""
        if self.trouble:
            return None
        return {"python": self.python, "flask": self.flask, "isolation": list(self.isolation)}


@contextmanager
def containment(python: Path | None) -> Iterator[Callable[[], Containment]]:
    """Starts a worker on `python` (None: our own) beside other work; what is given asks it."""
    with Runner(python) as runner:

        def ask() -> Containment:
            try:
                return Containment(
                    python=runner.python_version,
                    flask=runner.flask_version,
                    isolation=runner.isolation,
                    left=runner.left,
                )
            except TutorError as error:
                return Containment(trouble=error.message)

        with suppress(TutorError):  # said when it is asked
            runner.start()
        yield ask
