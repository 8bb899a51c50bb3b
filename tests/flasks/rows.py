"""What differs between Flask 3.1 and 3.2, row by row."""

from __future__ import annotations

from tests.flasks.rows_of_contexts import CONTEXTS, COPIES_AND_POPS
from tests.flasks.rows_of_methods import SIGNATURES, THE_REST

ROWS = (*CONTEXTS, *COPIES_AND_POPS, *SIGNATURES, *THE_REST)
