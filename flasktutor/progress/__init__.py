"""Owns what is remembered of a learner: answers, places, drafts, settings and review cards.

`Progress` is the store; `export` and `import_` carry it to another machine.
Every write is on the disk when the call returns, and no trouble with the disk
ever stops a lesson: `Progress.warning` says what is wrong, and the store goes on.
"""

from flasktutor.progress.records import Attempt, Card, Draft, Place, Result
from flasktutor.progress.store import Progress
from flasktutor.progress.transfer import Imported, export, import_

__all__ = [
    "Attempt",
    "Card",
    "Draft",
    "Imported",
    "Place",
    "Progress",
    "Result",
    "export",
    "import_",
]
