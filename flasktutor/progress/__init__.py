"""Owns what is remembered of a learner: answers, places, drafts, settings and review cards.

`Progress` is the store; `export` and `import_` carry it to another machine.
Every write is on the disk when the call returns, or held in memory, tried again
and known to be held: no trouble with the disk ever stops a lesson.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flasktutor.progress.records import ANSWERS, Attempt, Card, Draft, Place, Result
    from flasktutor.progress.store import Progress
    from flasktutor.progress.transfer import Imported, export, import_, write_whole

__all__ = [
    "ANSWERS",
    "Attempt",
    "Card",
    "Draft",
    "Imported",
    "Place",
    "Progress",
    "Result",
    "export",
    "import_",
    "write_whole",
]

_MODULES = {
    **dict.fromkeys(("ANSWERS", "Attempt", "Card", "Draft", "Place", "Result"), "records"),
    "Progress": "store",
    **dict.fromkeys(("Imported", "export", "import_", "write_whole"), "transfer"),
}


def __getattr__(name: str) -> Any:
    # Names are fetched when used: a command that only lists takes a `glance`, and
    # hardly any carries progress away. The rest would be a fifth of its start-up.
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"flasktutor.progress.{_MODULES[name]}"), name)
