"""What extensions keep in `g` stands in each event of a suite: that does not end its recording."""

from __future__ import annotations

from pathlib import Path

from tests.trace.project import Command, as_json, project, trace, write

__all__ = ["project", "trace"]

TESTS = """
    import pytest
    from flask import Flask, g

    app = Flask("shop")


    @pytest.mark.parametrize("number", range(8))
    def test_one(number):
        with app.app_context():
            for name in range(12):
                setattr(g, f"kept_by_an_extension_{name}", [f"query {n}" for n in range(50)])
            for step in range(400):
                pass
            g.last = number
"""


def test_a_suite_whose_g_is_full_is_recorded_to_its_end(project: Path, trace: Command) -> None:
    write(project, TESTS, "test_shop.py")
    done = trace("--all", "--json", "--", "pytest", "-q", "test_shop.py")
    assert done.returncode == 0
    data = as_json(done)
    assert len(data["tests"]) == 8
    kinds = [event["kind"] for event in data["events"]]
    assert "recording-full" not in kinds
    assert kinds.count("app-popped") == 8
