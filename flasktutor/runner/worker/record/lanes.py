"""Keeps the stack of contexts of each thread and task, as the proxies give it away."""

from __future__ import annotations

import itertools
import sys
import threading
from typing import Any, Callable, Dict, List, Optional, Tuple

from .proxies import Proxies

Emit = Callable[..., None]


class Frame:
    """One context on a lane's stack.

    `kind` says which proxies give it away and `key` is theirs; `shown` is what it is
    called: an app context that holds a request is a "context".
    """

    def __init__(
        self, number: int, kind: str, shown: str, key: int, label: str, inherited: bool
    ) -> None:
        self.number = number
        self.kind = kind
        self.shown = shown
        self.key = key
        self.label = label
        self.inherited = inherited
        self.session: Any = None


class Lane:
    """A thread or task: its stack, and where in the learner's code it stands."""

    def __init__(self, name: str, owner: Any) -> None:
        self.name = name
        self.owner = owner  # kept, so that no later thread is taken for it
        self.stack: List[Frame] = []
        self.file = ""
        self.line = 0
        self.busy = False
        self.opening = False
        self.met = False
        self.raised: Optional[int] = None
        self.state: Dict[str, Any] = {}

    def is_alive(self) -> bool:
        """Whether its thread and its task have not ended."""
        thread, task = self.owner
        return bool(thread.is_alive() and not (task is not None and task.done()))

    def top(self, kind: str = "") -> Optional[Frame]:
        """The innermost context, of that kind if one is named."""
        return next((one for one in reversed(self.stack) if kind in ("", one.kind)), None)


class Lanes:
    """All lanes of a run; `emit(kind, lane, frame, label)` is called as stacks change."""

    def __init__(self, proxies: Proxies, emit: Emit) -> None:
        self._proxies = proxies
        self._emit = emit
        self._numbers = itertools.count(1)
        self._lanes: Dict[Tuple[int, int], Lane] = {}

    def here(self) -> Lane:
        """The lane of the thread and task that is running."""
        thread, task = threading.current_thread(), _task()
        key = (id(thread), id(task))
        lane = self._lanes.get(key)
        if lane is None:
            name = self._unused(_name(thread, task))
            lane = self._lanes[key] = Lane(name, (thread, task))
        return lane

    def all(self) -> List[Lane]:
        """The lanes met so far."""
        return list(self._lanes.values())

    def pushed(self, lane: Lane) -> None:
        """An app context was pushed just now, perhaps one that was there already."""
        key = self._proxies.app_key()
        top = lane.top("app")
        lane.met = True
        if key is not None and top is not None and top.key == key:
            self._push(lane, "app", key, inherited=False)
        else:
            self.sync(lane)

    def popped(self, lane: Lane) -> None:
        """An app context was popped just now."""
        key = self._proxies.app_key()
        top = lane.top("app")
        if top is not None and top.key == key:
            self._pop_to(lane, lane.stack.index(top))
        self.sync(lane)

    def sync(self, lane: Lane) -> None:
        """Push and pop until the lane's stack shows what the proxies show."""
        first, lane.met = not lane.met, True
        self._follow(lane, "app", self._proxies.app_key(), inherited=first)
        if not self._proxies.one_context:
            self._follow(lane, "request", self._proxies.request_key(), inherited=first)

    def _follow(self, lane: Lane, kind: str, key: Optional[int], *, inherited: bool) -> None:
        mine = [index for index, one in enumerate(lane.stack) if one.kind == kind]
        if key is None:
            if mine:
                self._pop_to(lane, mine[0])
        elif not mine or lane.stack[mine[-1]].key != key:
            known = [index for index in mine if lane.stack[index].key == key]
            if known:
                self._pop_to(lane, mine[mine.index(known[-1]) + 1])
            else:
                self._push(lane, kind, key, inherited=inherited)

    def _push(self, lane: Lane, kind: str, key: int, *, inherited: bool) -> None:
        merged = self._proxies.one_context and self._proxies.request_key() is not None
        shown = "context" if merged else kind
        label = self._label(shown)
        frame = Frame(next(self._numbers), kind, shown, key, label, inherited)
        lane.stack.append(frame)
        self._emit(f"{shown}-{'inherited' if inherited else 'pushed'}", lane, frame, label)

    def _pop_to(self, lane: Lane, index: int) -> None:
        while len(lane.stack) > index:
            frame = lane.stack.pop()
            end = "dropped" if frame.inherited else "popped"
            self._emit(f"{frame.shown}-{end}", lane, frame, frame.label)

    def _label(self, shown: str) -> str:
        if shown == "app":
            return self._proxies.app_name()
        line = self._proxies.request_line()
        return line if shown == "request" else f"{self._proxies.app_name()}, {line}"

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
