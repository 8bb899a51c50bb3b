"""Owns the list of versions that do not fit together: found by an error or by what is installed.

The data is `knowledge/clashes.yaml`. Every entry was seen in real environments, as
`tests/clashes/proofs.yaml` builds them; docs/clashes.md says when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from flasktutor.causes.cleaning import clean
from flasktutor.causes.distributions import normal
from flasktutor.causes.frames import FLASKS
from flasktutor.causes.model import FoundError
from flasktutor.causes.reading import read_errors
from flasktutor.causes.searching import search
from flasktutor.causes.store import FOLDER
from flasktutor.causes.versions import within
from flasktutor.datafiles import read
from flasktutor.values import frozen

PYTHON = "Python"
CODE = "code"  # the other side is no package, but code that was written for an older one
Absent = Literal["", "also", "only"]
When = Literal["import", "start", "request", "reload", "use"]

_PACKAGE = re.compile(r"(?:site|dist)-packages[/\\]([A-Za-z_]\w*)")
_VERSION = re.compile(
    r"[/\\](?:lib(?:64)?[/\\]python(3\.\d+)|Python3(\d+)[/\\]Lib)[/\\]", re.IGNORECASE
)


@frozen(kw_only=True)
class Clash:
    """Releases of one package that do not fit releases of another, of Python, or of old code.

    `package` and `other` are names as their projects write them, `versions` and
    `other_versions` specifiers. `module` is what is imported of `package`, `other_module`
    of `other`. `absent` says whether it clashes as well, or only, where `other` is not
    installed.

    An error shows it by its type, the first line of its message, and a frame in `module`
    (not with `anywhere`; with `bare` a message without any frame is enough, as nothing else
    that is known says so); what is no exception by a `line`. `names` are names and modules
    of which code has to use one for the clash to matter; with `text_only` it depends on
    more than can be looked up. `repairs` are requirements to install, each a way of its own.
    """

    id: str
    package: str
    versions: str
    other: str
    other_versions: str
    module: str
    other_module: str
    when: When
    repairs: tuple[str, ...]
    errors: tuple[str, ...] = ()
    message: str = ""
    line: str = ""
    anywhere: bool = False
    bare: bool = False
    absent: Absent = ""
    text_only: bool = False
    names: tuple[str, ...] = ()
    code: str = ""

    @property
    def sign(self) -> tuple[str, ...]:
        """What shows it in a text; two clashes of one kind may look the same there."""
        return (*self.errors, self.message, self.line, self.module)


@frozen(kw_only=True)
class Sighting:
    """A clash seen in a text: the line that shows it, the package and Python that frames name."""

    clash: Clash
    error: FoundError
    shown: str
    module: str = ""
    python: str = ""


@lru_cache
def known() -> Mapping[str, Clash]:
    """Every clash by its id, in the order of the file."""
    return {name: _clash(name) for name in written("")}


def _shown_by(error: str) -> Iterator[Clash]:
    """The clashes that an exception of the type `error` may show; "" where that is not told."""
    for name, entry in written("").items():
        if error in entry.get("error", "").split() or ("error" in entry and not error):
            yield _clash(name)


def _shown_by_a_line() -> Iterator[Clash]:
    return (_clash(name) for name, entry in written("").items() if "line" in entry)


@lru_cache
def written(language: str) -> Mapping[str, Mapping[str, Any]]:
    """What the file says of each clash; with `language`, the words there are in it."""
    path = FOLDER / (f"clashes.{language}.yaml" if language else "clashes.yaml")
    found: Mapping[str, Mapping[str, Any]] = read(path) if path.exists() else {}
    return found


def in_text(text: str) -> Sighting | None:
    """The clash that a traceback or log shows, None when none of the list does."""
    return next(filter(None, map(in_error, read_errors(text))), None) or in_lines(clean(text))


def in_error(error: FoundError) -> Sighting | None:
    """The clash that one error shows by its type, its message, and whose code raised it."""
    first = error.message.split("\n")[0]
    places, python = packages_in(error.context), _python_in(error.context)
    for clash in _shown_by(error.type):
        if (
            _raised_in(clash, error, places)
            and _may_be(clash, python)
            and search(clash.message, first)
        ):
            shown = f"{error.type}: {first}" if error.type else first
            module = "" if clash.anywhere else clash.module
            return Sighting(clash=clash, error=error, shown=shown, module=module, python=python)
    return None


def installed(
    versions: Mapping[str, str], python: str, names: frozenset[str] = frozenset()
) -> Iterator[Clash]:
    """The clashes among installed `versions` (by distribution) on a Python version.

    `names` are names and modules that the project's code uses of packages.
    """
    here = {normal(name): version for name, version in versions.items()}
    for clash in known().values():
        version = here.get(normal(clash.package))
        if clash.text_only or not within(version, clash.versions):
            continue
        if (clash.names or clash.other == CODE) and not names.intersection(clash.names):
            continue
        if clash.other == CODE or _other_clashes(clash, here, python):
            yield clash


def of_flask(versions: Mapping[str, str]) -> Clash | None:
    """The clash between Flask and what it stands on, among these `versions` (by distribution)."""
    found = installed(versions, "")
    return next((one for one in found if {one.module, one.other_module} <= FLASKS), None)


def _other_clashes(clash: Clash, here: Mapping[str, str], python: str) -> bool:
    if clash.other == PYTHON:
        return within(python, clash.other_versions)
    found = here.get(normal(clash.other))
    if found is None:
        return bool(clash.absent)
    return clash.absent != "only" and within(found, clash.other_versions)


def packages_in(trace: str) -> list[str]:
    """Top-level modules of installed packages that frames lie in, the innermost first."""
    return list(dict.fromkeys(reversed(_PACKAGE.findall(trace))))


def in_lines(text: str) -> Sighting | None:
    """The clash that a line of a cleaned log shows, without any error in it."""
    for clash in _shown_by_a_line():
        if found := search(clash.line, text):
            start = text.rfind("\n", 0, found.start()) + 1
            shown = text[start:].split("\n")[0].strip()
            return Sighting(clash=clash, error=FoundError(type="", message=shown), shown=shown)
    return None


def _raised_in(clash: Clash, error: FoundError, places: list[str]) -> bool:
    """Whether the innermost package of a traceback, save the other one, is that of `clash`."""
    if clash.anywhere or (clash.bare and not error.places):
        return True
    own = (name for name in places if name != clash.other_module)
    return next(own, "") == clash.module


def _may_be(clash: Clash, python: str) -> bool:
    """Whether a Python that is known from paths does not speak against `clash`."""
    return clash.other != PYTHON or not python or within(python, clash.other_versions)


def _python_in(trace: str) -> str:
    found = _VERSION.search(trace)
    return (found[1] or f"3.{found[2]}") if found else ""


@cache
def _clash(name: str) -> Clash:
    data = written("")[name]
    # Partitioned, not parsed as requirements: that would take too long for `explain`.
    package, _, versions = data["package"].partition(" ")
    other, _, other_versions = (data.get("with") or data["without"]).partition(" ")
    return Clash(
        id=name,
        package=package,
        versions=versions,
        other=other,
        other_versions=other_versions,
        module=data.get("module") or _module(package),
        other_module=data.get("other_module") or _module(other),
        when=data.get("when", "import"),
        repairs=tuple(data.get("repairs", ())),
        errors=tuple(data.get("error", "").split()),
        message=data.get("message", ""),
        line=data.get("line", ""),
        anywhere=data.get("anywhere", False),
        bare=data.get("bare", False),
        absent="only" if "without" in data else "also" if data.get("or_missing") else "",
        text_only=data.get("text_only", False),
        names=tuple(data.get("names", "").split()),
        code=data.get("code", ""),
    )


def _module(distribution: str) -> str:
    return re.sub(r"[-_.]+", "_", distribution).lower()
