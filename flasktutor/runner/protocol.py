"""Owns the words that parent and worker exchange: what to run, and what was observed.

Everything here is plain data that turns into JSON and back. The worker never
judges: it reports, and `flasktutor.checks` decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from flasktutor.values import frozen

ContextKind = Literal["none", "app", "request"]
Outcome = Literal[
    "ok", "error", "timeout", "output-limit", "memory", "disk", "cpu", "killed", "crashed"
]


@frozen(kw_only=True)
class HttpRequest:
    """A request as `app.test_request_context()` and the test client take it.

    `path` may carry a query string. At most one of `form` and `json` is given;
    `json` is any JSON value, told from "no body" by `has_json`. `files` go with the form: the
    name and the text of each, by its field.
    """

    path: str = "/"
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    json: Any = None
    has_json: bool = False


@frozen(kw_only=True)
class Context:
    """What is pushed around a snippet: nothing, an app context, or a test request context."""

    kind: ContextKind = "request"
    request: HttpRequest = field(default_factory=HttpRequest)


@frozen(kw_only=True)
class Limits:
    """Bounds on one run: seconds for the clock on the wall and the CPU, bytes for the rest.

    `memory` holds for each process, and where `totals` is active for all together; `file`
    for each file, `disk` and `entries` for the run's folder with all files and folders in it.
    """

    wall: float = 5.0
    cpu: int = 4
    memory: int = 512 * 1024 * 1024
    output: int = 64 * 1024
    file: int = 1024 * 1024
    disk: int = 64 * 1024 * 1024
    entries: int = 2000


@frozen(kw_only=True)
class Probe:
    """Something to look at after the snippet ended, in the same process.

    Either `requests`, sent one after another by one test client (the last
    response is reported; with `follow`, that which redirects lead to), or `expression`,
    evaluated inside `context`. `app` is an expression for the application to use; without it,
    the snippet's `app`.
    """

    requests: tuple[HttpRequest, ...] = ()
    expression: str | None = None
    context: Context = Context(kind="none")
    app: str | None = None
    follow: bool = False


@frozen(kw_only=True)
class RunRequest:
    """One snippet and how to run it.

    `setup` runs first, in the same namespace, with nothing pushed. The context
    is pushed on the `app` that `setup` made, or else on a fresh one.
    With `record`, context events are collected as well. `world` is code that makes Flask
    behave otherwise than it does; it runs before all, in a module of its own.
    """

    source: str
    setup: str = ""
    world: str = ""
    context: Context = Context()
    probes: tuple[Probe, ...] = ()
    record: bool = False
    limits: Limits = Limits()


@frozen(kw_only=True)
class Raised:
    """An exception: its type's name, message, place in the learner's own code (1-based).

    `trace` is a traceback with only the learner's own lines; `where` says whose
    code `line` counts in: the snippet's, the setup's, that of a world which failed by
    itself, or none of them (line 0).
    `detail` carries what explanations need: for a `SyntaxError` its `column` and
    `text`, for a `NameError` its `name` and `near`, the names like it that were known there.
    """

    type: str
    message: str
    line: int = 0
    where: Literal["snippet", "setup", "world", "elsewhere"] = "snippet"
    trace: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@frozen(kw_only=True)
class Observation:
    """What one `Probe` found: a response, a value, or an exception.

    `routed` says that path and method met a route, as far as that is known.
    """

    status: int | None = None
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    has_json: bool = False
    repr: str | None = None
    routed: bool = True
    exception: Raised | None = None


@frozen(kw_only=True)
class ContextEvent:
    """One moment in a run's contexts, in order of `number`.

    `kind` names it (`app-pushed`, `request-popped`, `view-entered`, …); `lane` is
    the thread or task it happened in; `frame` numbers the context it is about;
    `line` of `file` is the learner's line being run, 0 when none is. `current_app`, `g`
    (names and values), `request` (method and path) and `session` (its keys) say what the
    proxies resolve to, or are None where a proxy is unbound.
    """

    number: int
    kind: str
    lane: str
    frame: int | None = None
    line: int = 0
    file: str = ""
    label: str = ""
    current_app: str | None = None
    g: Mapping[str, str] | None = None
    request: str | None = None
    session: tuple[str, ...] | None = None
    at_ms: float = 0.0


@frozen(kw_only=True)
class RunResult:
    """All that was observed of one run.

    `outcome` is `ok` or says what ended the run; `exit_code` is None when the
    process was killed. `isolation` names the protections that were active.
    Every text has its control characters already shown escaped. There is one
    observation for each probe; one that never ran has an exception `NotRun`.
    `explanation` says in plain words, in the language in use, what the outcome
    alone does not; `stopped_at` is the line that was running when the process was
    stopped or crashed, in the file `stopped_in`, 0 when unknown. `behind` is the last error
    of a view that Flask turned into a status of 500 in a run without an error of its own.
    `world_error` is the first error that a world's code raised by itself, also where it was
    caught; no recording looks for it. `pushed` says that a context was pushed while the code ran,
    as far as its end was seen. `printed` says of a recorded run which line printed what: events
    whose `label` is the text and whose `number` is that of the event before; none where it was
    too much to keep all.
    """

    outcome: Outcome
    stdout: str = ""
    stderr: str = ""
    exception: Raised | None = None
    behind: Raised | None = None
    world_error: Raised | None = None
    pushed: bool = False
    exit_code: int | None = 0
    truncated: bool = False
    duration_ms: float = 0.0
    flask: str = ""
    python: str = ""
    isolation: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    events: tuple[ContextEvent, ...] = ()
    printed: tuple[ContextEvent, ...] = ()
    explanation: str = ""
    stopped_in: Literal["snippet", "setup", ""] = ""
    stopped_at: int = 0

    @property
    def world_fault(self) -> Raised | None:
        """The error that began in the world's own lines, whatever became of it."""
        found = (self.exception, self.behind, self.world_error)
        return next((one for one in found if one is not None and one.where == "world"), None)
