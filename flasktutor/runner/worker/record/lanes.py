"""Keeps the stack of contexts of each thread and task, as the proxies give it away."""

from __future__ import annotations

import itertools
import sys
import threading
from typing import Any, Callable

from .proxies import Proxies, request_line

Emit = Callable[..., None]


class Frame:
    """One context on a lane's stack.

    `kind` says which proxies give it away, and `key` is the object that they resolve
    to; `shown` is what it is called: an app context that holds a request is a "context".
    """

    def __init__(self, kind: str, shown: str, key: Any, inherited: bool) -> None:
        self.number = 0
        self.kind = kind
        self.shown = shown
        self.key = key
        self.inherited = inherited
        self.app: Any = None
        self.request = ""
        self.session: Any = None
        self.kept: dict[str, str] = {}
        self.view: Any = None

    @property
    def label(self) -> str:
        """What it is the context of."""
        return ", ".join(filter(None, [self.app.name if self.app else "", self.request]))


class Lane:
    """A thread or task: its stack, and where in the learner's code it stands."""

    def __init__(self, name: str, owner: Any) -> None:
        self.name = name
        self.owner = owner  # kept, so that no later thread is taken for it
        self.stack: list[Frame] = []
        self.app: Frame | None = None
        self.request: Frame | None = None
        self.file = ""
        self.line = 0
        self.opening = False
        self.met = False
        self.raised: int | None = None
        self.said = ""
        self.state: dict[str, Any] = {}

    def is_alive(self) -> bool:
        """Whether its thread and its task have not ended."""
        thread, task = self.owner
        return bool(thread.is_alive() and not (task is not None and task.done()))

    def settle(self) -> None:
        """Find the innermost app and request anew, after the stack has changed."""
        backwards = self.stack[::-1]
        self.app = next((one for one in backwards if one.kind == "app"), None)
        self.request = next((one for one in backwards if one.kind == "request"), None)
        if self.app is not None and self.app.shown == "context":
            self.request = self.app


class Lanes:
    """All lanes of a run; `emit(kind, lane, label, frame)` is called as stacks change."""

    def __init__(self, proxies: Proxies, emit: Emit) -> None:
        self._proxies = proxies
        self._emit = emit
        self._numbers = itertools.count(1)
        self._lanes: dict[tuple[int, int], Lane] = {}

    def here(self) -> Lane:
        """The lane of the thread and task that is running."""
        thread, task = threading.current_thread(), _task()
        key = (id(thread), id(task))
        lane = self._lanes.get(key)
        if lane is None:
            name = self._unused(_name(thread, task))
            lane = self._lanes[key] = Lane(name, (thread, task))
        return lane

    def all(self) -> list[Lane]:
        """The lanes met so far."""
        return list(self._lanes.values())

    def pushed(self, lane: Lane) -> None:
        """An app context was pushed just now, perhaps one that was there already."""
        g = self._proxies.g()
        lane.met = True
        if g is not None and lane.app is not None and lane.app.key is g:
            self._push(lane, "app", g, inherited=False)
        else:
            self.sync(lane)

    def popped(self, lane: Lane) -> None:
        """An app context was popped just now."""
        if lane.app is not None and lane.app.key is self._proxies.g():
            self._pop_to(lane, lane.stack.index(lane.app))
        self.sync(lane)

    def sync(self, lane: Lane) -> None:
        """Push and pop until the lane's stack shows what the proxies show."""
        first, lane.met = not lane.met, True
        g = self._proxies.g()
        if g is not (lane.app.key if lane.app else None):
            self._follow(lane, "app", g, inherited=first)
        if not self._proxies.one_context:
            request = self._proxies.request()
            if request is not (lane.request.key if lane.request else None):
                self._follow(lane, "request", request, inherited=first)

    def _follow(self, lane: Lane, kind: str, key: Any, *, inherited: bool) -> None:
        mine = [index for index, one in enumerate(lane.stack) if one.kind == kind]
        known = [place for place, index in enumerate(mine) if lane.stack[index].key is key]
        if key is None:
            self._pop_to(lane, mine[0])
        elif known:
            self._pop_to(lane, mine[known[-1] + 1])
        else:
            self._push(lane, kind, key, inherited=inherited)

    def _push(self, lane: Lane, kind: str, key: Any, *, inherited: bool) -> None:
        request = self._proxies.request() if self._proxies.one_context else None
        frame = Frame(kind, "context" if request is not None else kind, key, inherited)
        frame.number = next(self._numbers)
        if kind == "app":
            frame.app = self._proxies.app()
        if kind == "request" or request is not None:
            frame.request = request_line(key if kind == "request" else request)
        lane.stack.append(frame)
        lane.settle()
        how = "inherited" if inherited else "pushed"
        self._emit(f"{frame.shown}-{how}", lane, frame.label, frame)

    def _pop_to(self, lane: Lane, index: int) -> None:
        while len(lane.stack) > index:
            frame = lane.stack.pop()
            lane.settle()
            how = "dropped" if frame.inherited else "popped"
            self._emit(f"{frame.shown}-{how}", lane, frame.label, frame)

    def _unused(self, name: str) -> str:
        taken = {lane.name for lane in self._lanes.values()}
        names = itertools.chain([name], (f"{name} ({n})" for n in itertools.count(2)))
        return next(one for one in names if one not in taken)


def _task() -> Any:
    asyncio = sys.modules.get("asyncio")
    # Asked first, for `current_task` raises where no loop runs.
    if asyncio is None or asyncio._get_running_loop() is None:
        return None
    return asyncio.current_task()


def _name(thread: Any, task: Any) -> str:
    name = "main" if thread is threading.main_thread() else str(thread.name)
    if task is None:
        return name
    return str(task.get_name()) if name == "main" else f"{name}, {task.get_name()}"
