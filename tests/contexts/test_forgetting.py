"""Of events that are forgotten, those stay without which a context would open or close alone."""

from __future__ import annotations

from typing import Any

from flasktutor.runner.worker.record.forgetting import counted, remaining


def events(*kinds: tuple[str, int | None]) -> list[dict[str, Any]]:
    return [{"kind": kind, "frame": frame} for kind, frame in kinds]


def test_a_context_that_was_opened_before_still_closes() -> None:
    all_of_them = events(("app-pushed", 1), ("view-entered", 1), ("app-popped", 1))
    assert remaining(all_of_them, 1, set()) == events(("app-popped", 1))


def test_a_context_that_is_still_there_still_opens() -> None:
    all_of_them = events(("app-pushed", 1), ("request-back", 2), ("app-popped", 1))
    assert remaining(all_of_them, 0, {2}) == events(("request-back", 2))


def test_a_context_that_came_and_went_is_forgotten() -> None:
    all_of_them = events(("app-inherited", 3), ("line", 3), ("app-dropped", 3))
    assert remaining(all_of_them, 0, set()) == []


def test_a_context_whose_opening_was_not_kept_does_not_close() -> None:
    all_of_them = events(("app-pushed", 1), ("app-popped", 7), ("app-popped", 1))
    assert remaining(all_of_them, 1, set()) == events(("app-popped", 1))


def test_lines_do_not_count() -> None:
    assert counted(events(("line", 1), ("app-pushed", 1), ("returned", None))) == 1
