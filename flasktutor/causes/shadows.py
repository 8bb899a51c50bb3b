"""Owns seeing a learner's file that hides a module: only one that stands in the text is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from flasktutor.causes import distributions
from flasktutor.causes.frames import DEPENDENCIES, STDLIB, owner
from flasktutor.causes.matching import Match
from flasktutor.causes.model import Cause, CodePlace, FoundError

_NAMED = re.compile(
    r"module '(?P<module>\w+)|from '(?P<other>\w+)|No module named '(?P<package>\w+)"
)
_UNFINISHED = re.compile(
    r"partially initialized module '(?P<module>\w+)'(?!.*\.py\)).*circular import\)$"
)
_MISSES = ("", "ImportError", "AttributeError")
_PATH = re.compile(r"\((?P<file>[^()\n]+\.py)\)|consider renaming '(?P<renamed>[^'\n]+\.py)'")


def seen(error: FoundError, causes: Mapping[str, Cause]) -> Match | None:
    """The cause that a file of the learner's hides a module, with that file; else None."""
    if error.type not in ("", "ImportError", "ModuleNotFoundError", "AttributeError"):
        return None
    for file, evidence in (*_named(error), *_run_by_an_import(error)):
        module = _module(file)
        cause = _cause(module) or _by_itself(module, error) or _package_of(module)
        if cause and owner(file).kind == "own":
            facts = {"module": module, "file": file, "new_file": _renamed(file), **_asked(error)}
            title = ": ".join(filter(None, (error.type, error.message.split("\n")[0])))
            return Match(
                cause=causes[cause],
                facts=facts,
                evidence=tuple(dict.fromkeys((*evidence, title))),
            )
    return None


def supposed(error: FoundError, causes: Mapping[str, Cause]) -> Match | None:
    """That a file hides a known package, where no file stands in the text; else None.

    A package does not ask itself for what it has not got yet; of a file called like it, much does.
    """
    found = _UNFINISHED.search(error.message.split("\n")[0])
    module = found["module"] if found else ""
    if module == "flask" or not _is_package(module) or error.type not in _MISSES:
        return None
    title = ": ".join(filter(None, (error.type, error.message.split("\n")[0])))
    cause = causes["package-name-hidden"]
    return Match(cause=cause, facts={"module": module}, certain=False, evidence=(title,))


def _named(error: FoundError) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The file of the module that the message is about, from the message or among the frames."""
    message = error.message.split("\n")[0]
    if found := _PATH.search(message):
        yield found["file"] or found["renamed"], ()
    named = _NAMED.search(message)
    module = next(filter(None, named.groups()), "") if named else ""
    for place in reversed(error.places):
        if module and _module(place.file) == module:
            yield place.file, (str(place),)


def _run_by_an_import(error: FoundError) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A file that ran because Python or a package imported something of that name."""
    known: list[CodePlace] = [
        place for place in error.places if not place.file.startswith("<frozen")
    ]
    for outer, inner in pairwise(known):
        asked = re.search(r"\bimport\b|\bfrom\b", outer.code)
        named = re.search(rf"\b{re.escape(_module(inner.file))}\b", outer.code)
        if inner.name == "<module>" and owner(outer.file).kind != "own" and asked and named:
            yield inner.file, (str(outer), str(inner))


def _module(file: str) -> str:
    parts = re.split(r"[/\\]", file)
    if parts[-1] == "__init__.py" and len(parts) > 1:
        return parts[-2]
    return parts[-1].removesuffix(".py")


def _cause(module: str) -> str:
    if module == "flask":
        return "shadows-flask"
    if module in DEPENDENCIES:
        return "shadows-dependency"
    return "shadows-stdlib" if module in STDLIB else ""


def _package_of(module: str) -> str:
    return "shadows-package" if _is_package(module) else ""


def _is_package(module: str) -> bool:
    """Whether it is a package of somebody else's, which no file of one's own is called after."""
    return module in DEPENDENCIES or (
        module.startswith("flask_") and module in distributions.known()
    )


def _by_itself(module: str, error: FoundError) -> str:
    """The cause where the innermost line asks for `module` in the very file that is called so."""
    place = error.places[-1] if error.places else CodePlace(file="")
    package = place.file.endswith("__init__.py")
    asked = rf"(?:from|import) {re.escape(module)}\b" + (r"|from \. import\b" if package else "")
    if _module(place.file) != module or not re.match(asked, place.code):
        return ""
    if not package:
        return "file-imports-itself"
    return "submodule-missing" if _asked(error) else ""


def _asked(error: FoundError) -> dict[str, str]:
    """The name that an import did not find, as a fact."""
    found = re.match(r"cannot import name '(?P<name>\w+)'", error.message)
    return found.groupdict() if found else {}


def _renamed(file: str) -> str:
    folder, separator, name = re.fullmatch(r"(.*?)([/\\]?)([^/\\]*)", file, re.DOTALL).groups()  # type: ignore[union-attr]  # the pattern fits every text
    return f"{folder}{separator}my_{name}"
