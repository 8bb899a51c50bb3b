"""Owns what was observed of a machine, as plain values that every check reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, Literal

from flasktutor.causes.system import System
from flasktutor.doctor.listeners import Listener
from flasktutor.doctor.loading import Loaded
from flasktutor.doctor.project import Project
from flasktutor.values import frozen

Origin = Literal["named", "active", "conda", "folder", "path", "command"]


@frozen(kw_only=True)
class Package:
    """An installed distribution (name in lower case, with hyphens) and the folder it lies in."""

    name: str
    version: str
    place: str
    requires: tuple[str, ...] = ()
    recorded: bool = True


@frozen(kw_only=True)
class PythonFacts:
    """What an interpreter told of itself; see `probe.py` for how each value is found.

    `flask` is None when it was not tried; else its `stage` says how far it came
    (`import`, `app`, `request`, `done`). Everything but the first four is empty for
    a Python older than 3.7, which is not examined any further. `packages` are those that
    Flask stands on; `distributions` all of them, each with its version and the names it requires.
    """

    version: tuple[int, ...]
    executable: str
    prefix: str
    base: str
    flask: Mapping[str, Any] | None = None
    shadowed: tuple[tuple[str, str], ...] = ()
    path: tuple[str, ...] = ()
    packages: tuple[Package, ...] = ()
    distributions: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    leftovers: tuple[str, ...] = ()
    nameless: tuple[tuple[str, str], ...] = ()
    pip: bool = True
    dotenv: bool = False
    importable: bool = False
    user_site: str | None = None
    stdlib: str = ""
    purelib: str = ""
    scripts: str = ""
    managed: bool = False
    writable: bool = True
    ensurepip: bool = True
    ssl: bool = True

    @property
    def in_venv(self) -> bool:
        """Whether this is the interpreter of a virtual environment."""
        return self.prefix != self.base

    @property
    def works(self) -> bool:
        """Whether Flask answered a request here."""
        return bool(self.flask) and (self.flask or {}).get("answer") == [200, "hello"]

    @property
    def versions(self) -> dict[str, str]:
        """Versions by distribution name; of two, the one that is imported."""
        found: dict[str, str] = {}
        for package in self.packages:
            found.setdefault(package.name, package.version)
        return found


def report_from(data: Mapping[str, Any]) -> PythonFacts:
    """The facts in the probe's JSON; those of other names are left out."""
    names = PythonFacts.__dataclass_fields__
    values = {name: value for name, value in data.items() if name in names}
    values["version"] = tuple(data["version"])
    values["packages"] = tuple(
        Package(**{**package, "requires": tuple(package["requires"])})
        for package in data.get("packages", ())
    )
    values["distributions"] = {
        name: (version, tuple(needs))
        for name, (version, needs) in data.get("distributions", {}).items()
    }
    for name in ("path", "leftovers"):
        values[name] = tuple(data.get(name, ()))
    for name in ("shadowed", "nameless"):
        values[name] = tuple((one, other) for one, other in data.get(name, ()))
    return PythonFacts(**values)


@frozen(kw_only=True)
class Interpreter:
    """A Python of this machine, and what came of starting it.

    `typed` is how a person starts it (`python3`, `.venv/bin/python`). `plain` and
    `isolated` are its reports, None where it gave none; `said` is what it printed
    then; `hung` that it was stopped by the clock.
    """

    typed: str
    path: str
    origin: Origin
    plain: PythonFacts | None = None
    isolated: PythonFacts | None = None
    said: str = ""
    hung: bool = False

    @property
    def report(self) -> PythonFacts | None:
        """What is known of it, from either run."""
        return self.plain or self.isolated


@frozen(kw_only=True)
class Venv:
    """A virtual environment's folder: the Python it was made from, its version, and who made it."""

    path: Path
    home: str = ""
    version: tuple[int, ...] = ()
    maker: str = "venv"
    base_exists: bool = True
    moved_from: str = ""


@frozen(kw_only=True)
class Port:
    """A port on this machine: what binding it said, and who answers there.

    `bind_error` is the errno, 0 when it is free; `server` the `Server:` header of
    whatever answered, "" when nothing speaks HTTP there; `listener` the process, where
    it can be seen.
    """

    number: int = 5000
    bind_error: int = 0
    answers: bool = False
    server: str = ""
    family: str = "IPv4"
    listener: Listener | None = None


@frozen(kw_only=True)
class Facts:
    """All that the checks look at. Nothing in here is asked of the machine any more.

    `meant` is the environment that the interpreter examined lies in, `home` that of
    flasktutor itself. `tools` are programs on PATH that install packages. `importable`
    says whether the interpreter finds what `--app` or FLASK_APP names, None when it was
    not asked. `loaded` is what came of loading the app, None when it was not loaded.
    """

    system: System
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    subject: Interpreter | None = None
    others: Sequence[Interpreter] = ()
    active: Venv | None = None
    in_folder: Venv | None = None
    meant: Venv | None = None
    home: Path | None = None
    tools: frozenset[str] = frozenset()
    flask_command: str = ""
    project: Project = field(default_factory=Project)
    port: Port = Port()
    app: str = ""
    hostname: str = ""
    execution_policy: str = ""
    debian: bool = False
    importable: bool | None = None
    loaded: Loaded | None = None
