"""Owns what there is to look at on the learner's machine for a step, and what was seen there.

Plain values: the workplace looks, conditions judge. What was seen is told by codes, never by
sentences: the words are those of the conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from flasktutor.runner.protocol import ContextEvent, HttpRequest, Observation, Probe
from flasktutor.values import frozen


@frozen(kw_only=True)
class FileLook:
    """The first of these paths, in the learner's folder, at which there is something."""

    paths: tuple[str, ...]


@frozen(kw_only=True)
class FileSeen:
    """What lies at `path`, the first of those looked at where none has anything."""

    path: str
    state: Literal["there", "folder", "missing", "unreadable"] = "missing"
    text: str = ""
    why: str = ""


@frozen(kw_only=True)
class EnvironmentLook:
    """The environment that is meant for the learner's folder."""


@frozen(kw_only=True)
class EnvironmentSeen:
    """An environment: its interpreter, "" where there is none, and what is installed in it.

    `packages` maps distribution names, in lower case with hyphens, to versions. `said` is what
    an interpreter that does not start printed. `python` is then the path that was tried. One
    that was `moved` starts, but its programs look for it at `said`. In one that is `unfinished`
    there is nothing to activate. Where one is `missing`, `place` is one further up, if any.
    """

    state: Literal["there", "missing", "broken", "moved", "unfinished"] = "missing"
    python: str = ""
    place: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


@frozen(kw_only=True)
class DoctorLook:
    """All that `check-install` finds in the learner's folder, its app loaded as well."""


@frozen
class Problem:
    """Something that check-install found: its cause's id, and what it means in words."""

    id: str
    means: str


@frozen(kw_only=True)
class DoctorSeen:
    """The problems found, the first one explaining the rest; `works` that Flask answered.

    `notes` are what does no harm by itself, such as a port that is taken. `error` says why
    nothing could be looked at.
    """

    works: bool = False
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    error: str = ""


@frozen(kw_only=True)
class ServerLook:
    """What the server that the learner has started answers to a request."""

    request: HttpRequest


@frozen(kw_only=True)
class ServerSeen:
    """What came from `address`.

    `none`: no server of this folder listens. `stranger`: only one that runs elsewhere, whose
    command and folder `who` tells. `silent`: it took the request and did not answer in time.
    Without `sure`, the system does not show whose server it is that answered.
    """

    state: Literal["answered", "none", "stranger", "silent"] = "none"
    address: str = ""
    status: int = 0
    body: str = ""
    who: str = ""
    sure: bool = True


AppTrouble = Literal[
    "",
    "no-python",  # no environment to load it in
    "not-started",  # its interpreter or its files did not let it come that far
    "no-flask",
    "old",  # a Flask or a Python that is too old to be looked into
    "no-app",
    "raised",
    "asks",  # it wants something typed
    "hung",
    "no-answer",  # it was loaded, and a request to it was not answered in time
    "ended",  # the process went without a word
    "garbled",
]


@frozen(kw_only=True)
class AppLook:
    """The learner's app, loaded by their own interpreter in their folder.

    `target` is what stands behind `flask --app`; without one, what `flask run` would find
    there. Either `probes` are looked at, or `visits` are made and the contexts recorded.
    """

    target: str = ""
    probes: tuple[Probe, ...] = ()
    visits: tuple[HttpRequest, ...] = ()


@frozen(kw_only=True)
class AppSeen:
    """What the app did: an observation for each probe, the events of the visits.

    `trouble` says why it could not be looked at; `error` is what its program printed then.
    """

    trouble: AppTrouble = ""
    error: str = ""
    observations: tuple[Observation, ...] = ()
    events: tuple[ContextEvent, ...] = ()
    statuses: tuple[str, ...] = ()


@frozen(kw_only=True)
class SuiteLook:
    """The learner's tests, run by pytest in their folder.

    `faults` are files (path to content) to put over a copy of the folder, each set of them in
    a copy of its own: the tests are run there as well.
    """

    faults: tuple[Mapping[str, str], ...] = ()


SuiteEnd = Literal[
    "ran",
    "no-python",
    "not-started",
    "no-pytest",
    "none-found",
    "strayed",  # on a copy of the folder, they tested the folder itself all the same
    "broken",  # pytest could not collect or start them
    "hung",
]


@frozen(kw_only=True)
class SuiteFailure:
    """A test that failed: its name, the line in its file (0: unknown), what the error said."""

    test: str
    line: int
    said: str


@frozen(kw_only=True)
class SuiteRun:
    """One run of pytest: how many tests passed and failed, the first that failed, its output."""

    end: SuiteEnd = "ran"
    passed: int = 0
    failed: int = 0
    first: SuiteFailure | None = None
    output: str = ""


@frozen(kw_only=True)
class SuiteSeen:
    """The run on the learner's app, and one for each fault (none where that did not pass)."""

    own: SuiteRun
    faulty: tuple[SuiteRun, ...] = ()


Look = FileLook | EnvironmentLook | DoctorLook | ServerLook | AppLook | SuiteLook
Seen = FileSeen | EnvironmentSeen | DoctorSeen | ServerSeen | AppSeen | SuiteSeen
