"""The trial of damaged tracebacks in short, and proof that it notices what goes wrong."""

from __future__ import annotations

import pytest

from flasktutor import causes
from tests.reliability import tracebacks


def test_damaged_tracebacks_are_explained_or_said_to_be_unknown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = tracebacks.main(["--count", "150", "--seed", "1"])
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.startswith("150 texts: ")


def test_all_three_ends_are_among_them() -> None:
    tally = tracebacks.share(range(100), 2)
    unknown = tally.read - tally.explained - tally.nothing_seen
    assert 0 < tally.explained < tally.read
    assert tally.nothing_seen > 0
    assert unknown > 0


def test_an_exception_and_a_hang_are_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> causes.Explanation | None:
        raise KeyError("x")

    def hang(text: str) -> causes.Explanation | None:
        while True:
            pass

    monkeypatch.setattr(tracebacks, "HANG", 0.1)
    for broken, said in ((fail, "KeyError"), (hang, "HungError")):
        monkeypatch.setattr(tracebacks, "use", broken)
        (flaw,) = tracebacks.share([1], 1).flaws
        assert said in flaw
