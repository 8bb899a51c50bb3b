"""A handful of clashes is built, seen, repaired and seen gone: those that are built quickly."""

from __future__ import annotations

import pytest

from tests.clashes.proofs import proofs
from tests.clashes.proving import prove
from tests.flasks.versions import interpreter

QUICK = ("flask-login-werkzeug-3", "wtforms-3-names", "webargs-marshmallow-4")


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_is_seen_and_repaired(name: str) -> None:
    proof = proofs()[name]
    if interpreter(proof.python) is None:
        pytest.skip(f"Python {proof.python} is not on this machine")
    assert prove(proof).wrong == ""
