"""Flask 3.2, where a request lives in the app context: its proxies simulated, the rest real."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flasktutor.contexts import Timeline, timeline
from flasktutor.runner import codec
from flasktutor.runner.worker.record.lanes import Frame, Lane, Lanes


class OneContext:
    """The proxies of a Flask whose app context may hold a request."""

    one_context = True

    def __init__(self) -> None:
        self.contexts: list[dict[str, Any]] = []

    def push(self, app: str, path: str = "") -> None:
        """What `ctx.push()` does to the proxies."""
        request = SimpleNamespace(method="GET", path=path, query_string=b"") if path else None
        self.contexts.append({"app": SimpleNamespace(name=app), "g": object(), "request": request})

    def g(self) -> Any:
        return self.contexts[-1]["g"] if self.contexts else None

    def request(self) -> Any:
        return self.contexts[-1]["request"] if self.contexts else None

    def app(self) -> Any:
        return self.contexts[-1]["app"]


class Recording:
    """Lanes over simulated proxies, and the events that come of it."""

    def __init__(self) -> None:
        self.flask = OneContext()
        self.events: list[dict[str, Any]] = []
        self.lanes = Lanes(self.flask, self._note)  # type: ignore[arg-type]  # it stands in for them
        self.lane = self.lanes.here()

    def push(self, app: str, path: str = "") -> None:
        """A push, and the signal that Flask sends after it."""
        self.flask.push(app, path)
        self.lanes.pushed(self.lane)

    def pop(self) -> None:
        """A pop, and the signal that Flask sends after it."""
        self.flask.contexts.pop()
        self.lanes.popped(self.lane)

    def told(self) -> Timeline:
        return timeline(map(codec.event, self.events))

    def _note(self, kind: str, lane: Lane, label: str, frame: Frame) -> None:
        self.events.append(
            {
                "number": len(self.events) + 1,
                "kind": kind,
                "lane": lane.name,
                "frame": frame.number,
                "label": label,
            }
        )


@pytest.fixture
def recording() -> Recording:
    return Recording()


def kinds(seen: Timeline) -> list[str]:
    return [f"{one.kind} {one.label}" for one in seen.moments]


def test_a_request_is_one_frame(recording: Recording) -> None:
    recording.push("shop", "/hello")
    recording.pop()
    seen = recording.told()
    assert kinds(seen) == ["context-pushed shop, GET /hello", "context-popped shop, GET /hello"]
    assert [frame.kind for frame in seen.frames.values()] == ["context"]


def test_an_app_context_stays_an_app_context(recording: Recording) -> None:
    recording.push("shop")
    recording.push("shop", "/")
    recording.pop()
    recording.pop()
    seen = recording.told()
    assert kinds(seen) == [
        "app-pushed shop",
        "context-pushed shop, GET /",
        "context-popped shop, GET /",
        "app-popped shop",
    ]
    inner = seen.frames[2]
    assert (inner.parent, inner.depth) == (1, 1)


def test_what_popped_unseen_is_popped_when_it_is_seen(recording: Recording) -> None:
    recording.push("shop", "/")
    recording.push("cafe")
    recording.flask.contexts.clear()
    recording.lanes.sync(recording.lane)
    assert kinds(recording.told())[2:] == ["app-popped cafe", "context-popped shop, GET /"]


def test_the_innermost_request_is_that_of_the_innermost_context(recording: Recording) -> None:
    recording.push("shop", "/")
    assert recording.lane.request is recording.lane.stack[0]
    recording.push("cafe")
    assert recording.lane.request is None
    recording.pop()
    assert recording.lane.request is recording.lane.stack[0]
