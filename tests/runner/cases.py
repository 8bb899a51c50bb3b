"""The table of what snippets may do to us, and what has to be seen of it."""

from __future__ import annotations

from tests.runner.cases_of_doings import DOINGS
from tests.runner.cases_of_ends import ENDS

CASES = (*ENDS, *DOINGS)
