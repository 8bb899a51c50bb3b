"""Keeps the stack of contexts of each thread and task, as the proxies give it away."""

from __future__ import annotations

import itertools
import sys
import threading
from _thread import get_ident as _number  # as it is before a program patches it
from types import TracebackType
from typing import Any, Callable

from .proxies import Proxies, request_line

Emit = Callable[..., None]


class StackEntry:
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


class Tally:
    """How much was noted: events, lines and calls; with `full`, no more is.

    With `lines_full`, no more lines are.
    """

    __slots__ = ("calls", "events", "full", "lines", "lines_full")

    def __init__(self) -> None:
        self.events = self.lines = self.calls = 0
        self.full = self.lines_full = False


class Lane:
    """A thread, task or greenlet: its stack, and where in the learner's code it stands.

    Of a server, `serves` is the number of the request that it answers, 0 for none, with its
    `rule` and `endpoint`; `last_for` is the one that it last worked for.
    """

    def __init__(self, name: str, owner: Any, tally: Tally) -> None:
        self.name = name
        self.tally = tally
        self.serves = self.last_for = 0
        self.rule = self.endpoint = ""
        self.noted = self.rests = False
        self.owner = owner  # kept, so that no later thread is taken for it
        self.stack: list[StackEntry] = []
        self.app: StackEntry | None = None
        self.request: StackEntry | None = None
        self.file = ""
        self.line = 0
        self.opening = False
        #: For each push that goes on, whether it brings back a context that was popped.
        self.coming: list[bool] = []
        self.met = False
        self.followed = False
        #: Whether it is we who run here: what is called meanwhile is not the learner's doing.
        self.aside = False
        #: The call that an exception has come to, and whether by it a call is left early.
        self.failing: tuple[int, bool] | None = None
        #: The exception noted last: its identity, its class, how many calls it had come through.
        self.raised: tuple[int, type, int] | None = None
        self.said = ""
        self.state: dict[str, Any] = {}

    def has_met(self, error: BaseException, way: TracebackType | None) -> bool:
        """Whether an exception is the one noted last, farther on its `way`; it is from now on.

        Its identity alone does not tell: that of one that is gone is given to another.
        """
        calls = 0
        while way is not None:
            calls, way = calls + 1, way.tb_next
        before, self.raised = self.raised, (id(error), type(error), calls)
        return before is not None and before[:2] == self.raised[:2] and before[2] < calls

    def is_alive(self) -> bool:
        """Whether its thread, its task and its greenlet have not ended."""
        thread, task, greenlet = self.owner
        over = (task is not None and task.done()) or (greenlet is not None and greenlet.dead)
        return bool(thread.is_alive() and not over)

    def settle(self) -> None:
        """Find the innermost app and request anew, after the stack has changed."""
        backwards = self.stack[::-1]
        self.app = next((one for one in backwards if one.kind == "app"), None)
        self.request = next((one for one in backwards if one.kind == "request"), None)
        if self.app is not None and self.app.shown == "context":
            self.request = self.app


class Lanes:
    """All lanes of a run; `emit(kind, lane, label, frame)` is called as stacks change.

    `tally` gives a new lane what its events are counted in.
    """

    def __init__(self, proxies: Proxies, emit: Emit, tally: Callable[[], Tally]) -> None:
        self._proxies = proxies
        self._tally = tally
        self._main = threading.main_thread()
        self._main_number = _number()
        self._emit = emit
        self._numbers = itertools.count(1)
        self._lanes: dict[tuple[int, int, int], Lane] = {}

    def here(self) -> Lane:
        """The lane of the thread, task and greenlet that is running."""
        greenlet, task = _greenlet(), _task()
        # A program that patches `threading` gives the main thread another object.
        is_main = greenlet is None and _number() == self._main_number
        thread = self._main if is_main else threading.current_thread()
        key = (id(thread), id(task), id(greenlet))
        lane = self._lanes.get(key)
        if lane is None:
            name = self._unused(_name(thread, task, greenlet))
            lane = self._lanes[key] = Lane(name, (thread, task, greenlet), self._tally())
        return lane

    def all(self) -> list[Lane]:
        """The lanes met so far."""
        return list(self._lanes.values())

    def forget(self, over: Callable[[Lane], bool]) -> None:
        """Let go of the lanes that are `over`: a server has a thread for each request."""
        for key, lane in list(self._lanes.items()):
            if over(lane):
                self._lanes.pop(key, None)

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
        frame = StackEntry(kind, "context" if request is not None else kind, key, inherited)
        frame.number = next(self._numbers)
        if kind == "app":
            frame.app = self._proxies.app()
        if kind == "request" or request is not None:
            frame.request = request_line(key if kind == "request" else request)
        lane.stack.append(frame)
        lane.settle()
        is_back = bool(lane.coming and lane.coming[-1])
        how = "inherited" if inherited else "back" if is_back else "pushed"
        self._emit(f"{frame.shown}-{how}", lane, frame.label, frame)

    def _pop_to(self, lane: Lane, index: int) -> None:
        while len(lane.stack) > index:
            frame = lane.stack.pop()
            lane.settle()
            how = "dropped" if frame.inherited else "popped"
            self._emit(f"{frame.shown}-{how}", lane, frame.label, frame)

    def _unused(self, name: str) -> str:
        taken = {lane.name for lane in self.all()}
        names = itertools.chain([name], (f"{name} ({n})" for n in itertools.count(2)))
        return next(one for one in names if one not in taken)


def _task() -> Any:
    asyncio = sys.modules.get("asyncio")
    # Asked first, for `current_task` raises where no loop runs.
    if asyncio is None or asyncio._get_running_loop() is None:
        return None
    return asyncio.current_task()


def _greenlet() -> Any:
    """The greenlet that is running, of gevent or eventlet; None for a thread's own one."""
    module = sys.modules.get("greenlet")
    get = getattr(module, "getcurrent", None)  # missing while it is imported
    current = get() if get is not None else None
    return current if current is not None and current.parent is not None else None


def _name(thread: Any, task: Any, greenlet: Any) -> str:
    # Of greenlets that `threading` did not start, it knows no name of their own.
    own = greenlet is None or type(thread) is threading.Thread
    name = "main" if thread.name == "MainThread" else str(thread.name)
    name = name if own else str(getattr(greenlet, "name", "greenlet"))
    if task is None:
        return name
    return str(task.get_name()) if name == "main" else f"{name}, {task.get_name()}"
