"""Owns the words of context events, and the timeline as a list that can be read aloud."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from flasktutor.contexts import Frame, Moment, Timeline
from flasktutor.language import _, later
from flasktutor.runner.protocol import ContextEvent
from flasktutor.stops import lines_of

_KINDS: dict[str, str] = {
    "app-pushed": later("app context pushed: {label}"),
    "app-there": later("app context was pushed before: {label}"),
    "app-back": later("app context brought back: {label}"),
    "app-inherited": later("app context came along: {label}"),
    "app-popped": later("app context popped: {label}"),
    "app-dropped": later("app context no longer here: {label}"),
    "request-pushed": later("request context pushed: {label}"),
    "request-there": later("request context was pushed before: {label}"),
    "request-back": later("request context brought back: {label}"),
    "request-inherited": later("request context came along: {label}"),
    "request-popped": later("request context popped: {label}"),
    "request-dropped": later("request context no longer here: {label}"),
    "context-pushed": later("context pushed: {label}"),
    "context-there": later("context was pushed before: {label}"),
    "context-back": later("context brought back: {label}"),
    "context-inherited": later("context came along: {label}"),
    "context-popped": later("context popped: {label}"),
    "context-dropped": later("context no longer here: {label}"),
    "request-started": later("request started: {label}"),
    "request-finished": later("request finished: {label}"),
    "before-request": later("before_request function called: {label}"),
    "after-request": later("after_request function called: {label}"),
    "teardown-request": later("teardown_request function called: {label}"),
    "teardown-app": later("teardown_appcontext function called: {label}"),
    "view-entered": later("view entered: {label}"),
    "view-left": later("view left: {label}"),
    "command-entered": later("command entered: {label}"),
    "command-left": later("command left: {label}"),
    "template-rendered": later("template rendered: {label}"),
    "text-rendered": later("template rendered, from a text"),
    "exception-raised": later("exception raised: {label}"),
    "exception-handled": later("exception handled by: {label}"),
    "exception-caught": later("exception caught"),
    "exception-unhandled": later("no handler for it, so Flask answers with status 500"),
    "exception-uncaught": later("nobody catches it, so the thread ends"),
    "client-sent": later("test client sends: {label}"),
    "client-answered": later("test client receives: {label}"),
    "app-called": later("one app calls another: {label}"),
    "g-set": later("g gets: {label}"),
    "g-removed": later("g loses: {label}"),
    "session-set": later("session gets the key: {label}"),
    "session-removed": later("session loses the key: {label}"),
    "app-loaded": later("app loaded: {label}"),
    "session-unsaved": later("session changed in place and not saved: {label}"),
    "proxy-given": later("called with a proxy, not with its object: {label}"),
    "proxy-sent": later("a signal is sent by a proxy, not by its object: {label}"),
    "context-shared": later("this very context is pushed in another place as well: {label}"),
    "exception-left": later("exception not caught: {label}"),
    "teardown-left": later("teardown function left: {label}"),
    "lane-began": later("starts, with no context"),
    "program-began": later("command: {label}"),
    "program-ended": later("the command has ended"),
    "test-began": later("test: {label}"),
    "test-called": later("the test itself"),
    "test-passed": later("the test has passed"),
    "test-failed": later("the test has failed"),
    "test-skipped": later("the test was skipped"),
    "fixture-began": later("fixture {label}: set up"),
    "fixture-ending": later("fixture {label}: torn down"),
    "tracing-replaced": later("from here on {label} follows the code, and only signals are seen"),
    "tracing-ended": later("from here on the code is not followed, and only signals are seen"),
    "lines-full": later("too many lines: from here on they are not shown one by one"),
    "recording-full": later("too many events: the recording ends here"),
}
SECTIONS = ("program-began", "test-began", "test-called", "fixture-began", "fixture-ending")
"""Kinds of moments with which a part of a run begins."""
SNIPPET = "snippet.py"
FRAMES: dict[str, str] = {
    "app": later("app context"),
    "request": later("request context"),
    "context": later("context"),
}


def told(moment: Moment) -> str:
    """A moment in words."""
    return told_event(moment.kind, moment.label)


def told_event(kind: str, label: str) -> str:
    """What happened at an event of that kind, in words."""
    if kind == "template-rendered" and not label:
        kind = "text-rendered"
    return _(_KINDS.get(kind, kind)).format(label=label)


def placed(moment: Moment, file: str) -> str:
    """A moment in words, with its file where that is not `file`, the one told of before."""
    return (
        f"{told(moment)} · {moment.file}"
        if moment.line and moment.file not in ("", file)
        else told(moment)
    )


def titled(frame: Frame) -> str:
    """A frame's name: what is pushed, and of which app or request."""
    name = _(FRAMES[frame.kind]) + f": {frame.label}"
    if frame.back:
        return _("{name} (brought back)").format(name=name)
    return _("{name} (came along)").format(name=name) if frame.inherited else name


def listed(timeline: Timeline, *, lanes: bool | None = None) -> Iterator[str]:
    """The timeline as lines of text, indented by nesting, in the order of time."""
    several = len(timeline.lanes) > 1 if lanes is None else lanes
    lane, files = None, dict.fromkeys(timeline.lanes, SNIPPET)
    for moment in timeline.moments:
        if several and moment.lane != lane:
            lane = moment.lane
            yield _("In {lane}:").format(lane=lane)
        place = _("line {line}: ").format(line=moment.line) if moment.line else ""
        yield "  " * (moment.depth + several) + f"- {place}{placed(moment, files[moment.lane])}"
        files[moment.lane] = moment.file if moment.line else files[moment.lane]
    for frame in timeline.still_pushed():
        yield _("Still pushed at the end: {frame}").format(frame=titled(frame))


def stepped(timeline: Timeline, sources: Mapping[str, str]) -> Iterator[str]:
    """Each line that ran, what happened before it, and what the proxies resolve to then.

    What happened after the last line stands at the end.
    """
    texts = {name: lines_of(text) for name, text in sources.items()}
    untold = deque(timeline.moments)
    for event in timeline.events:
        if event.kind != "line":
            continue
        while untold and untold[0].number <= event.number:
            yield f"  - {told(untold.popleft())}"
        text = texts.get(event.file, [])
        code = text[event.line - 1].strip() if 0 < event.line <= len(text) else ""
        yield _("{lane}, {file} line {line}: {code}").format(
            lane=event.lane, file=event.file, line=event.line, code=code
        )
        yield f"    {told_names(event)}"
    yield from (f"  - {told(moment)}" for moment in untold)


def told_names(now: ContextEvent) -> str:
    """What the proxies resolve to, in one line; those that are unbound together."""
    names: dict[str, list[str]] = {}
    for name, value in resolved(now).items():
        names.setdefault(value if value == _unbound() else f"{name}: {value}", []).append(name)
    return "; ".join(
        f"{', '.join(group)}: {value}" if value == _unbound() else value
        for value, group in names.items()
    )


def stacked(stack: tuple[Frame, ...], now: ContextEvent) -> Iterator[str]:
    """What is pushed, outermost first, and what the proxies resolve to, in two lines."""
    pushed = _(", inside it ").join(map(titled, stack)) or _("No context is pushed.")
    yield f"[{pushed}]"
    yield f"[{told_names(now)}]"


def resolved(event: ContextEvent | None) -> Mapping[str, str]:
    """What each proxy resolves to, in words, by the proxy's name."""
    unbound = _unbound()
    if event is None:
        return dict.fromkeys(("current_app", "g", "request", "session"), unbound)
    return {
        "current_app": unbound if event.current_app is None else event.current_app,
        "g": unbound if event.g is None else _contents(event.g),
        "request": unbound if event.request is None else event.request,
        "session": unbound if event.session is None else ", ".join(event.session) or _("(empty)"),
    }


def _unbound() -> str:
    return _("nothing (RuntimeError)")


def _contents(g: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in g.items()) or _("(empty)")
