"""Measures which names of the standard library Python removed or added, and which a system lacks.

python -m tests.python_names           compares `flasktutor/causes/data/python*.yaml` with it
python -m tests.python_names --write   keeps what is seen there

What is there is asked of the interpreters of pyenv (3.6 and newer). What no interpreter here can
tell, other systems and the newest Python, is read from typeshed's conditions on `sys.platform` and
`sys.version_info`, as mypy brings it along, and only where the interpreters do not contradict it.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import mypy
import yaml

from flasktutor.datafiles.plain_yaml import parse

DATA = Path(__file__).parents[1] / "flasktutor" / "causes" / "data" / "python.yaml"
ALWAYS = DATA.with_name("python-always.yaml")
MARK = "# Measured by `python -m {command} --write`; not written by hand.\n"
TYPESHED = Path(mypy.__file__).parent / "typeshed" / "stdlib"
FIRST, NEWEST = (3, 6), (3, 14)
UNASKED = {"tkinter", "turtle", "curses", "typing_extensions", "pyexpat", "this", "antigravity"}
"""Modules that the interpreters here were built without, and that are no part of Python."""
SYSTEMS = {"linux": "linux", "windows": "win32", "macos": "darwin"}
Version = tuple[int, int]
Names = Mapping[str, frozenset[str]]
"""Module to its public names; a module is there even when it has none."""

ASK = r"""
import importlib, json, pkgutil, sys, types, warnings, os
warnings.simplefilter("ignore")
wanted = json.load(sys.stdin)
sys.stderr = open(os.devnull, "w")
skipped = {"antigravity", "this", "test", "idlelib", "turtledemo", "__main__", "ensurepip",
           "venv", "site", "sitecustomize", "usercustomize", "pip", "setuptools", "wheel",
           "pkg_resources", "easy_install", "xxsubtype", "xxlimited", "xxlimited_35",
           "tkinter", "turtle", "curses"}
library = os.path.dirname(os.__file__)
# As it is without what was installed: setuptools brings a distutils of its own.
sys.path = [p for p in sys.path if "site-packages" not in p]
sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != "DistutilsMetaFinder"]
names = set(sys.builtin_module_names)
for found in pkgutil.iter_modules([library, os.path.join(library, "lib-dynload")]):
    names.add(found.name)
seen = {}
def look(name, depth):
    try:
        module = importlib.import_module(name)
    except BaseException:
        return
    # What a module gives by `__getattr__` is not shown by `dir`: ast.Str in 3.12, for example.
    lazy = [n for n in wanted.get(name, ()) if n not in vars(module) and hasattr(module, n)]
    own = [n for n in dir(module) + lazy if not n.startswith("_")]
    seen[name] = sorted(
        n for n in own if not isinstance(getattr(module, n, None), types.ModuleType)
    )
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])) if depth < 2 else ():
        if not found.name.startswith(("_", "test")):
            look(name + "." + found.name, depth + 1)
for name in sorted(names - skipped):
    if not name.startswith("_"):
        look(name, 0)
json.dump(seen, sys.stdout)
"""


def interpreters() -> dict[Version, str]:
    """The interpreters of pyenv by version, the oldest first."""
    found = {}
    for folder in sorted(Path.home().glob(".pyenv/versions/3.*")):
        major, minor = folder.name.split(".")[:2]
        found[int(major), int(minor)] = str(folder / "bin" / "python")
    return {version: found[version] for version in sorted(found) if version >= FIRST}


def measured(python: str, wanted: Names) -> Names:
    """The public names of each module of the standard library of `python`.

    It is asked for `wanted` by name, too.
    """
    asked = json.dumps({module: sorted(names) for module, names in wanted.items()})
    done = subprocess.run(
        [python, "-I", "-c", ASK], input=asked, capture_output=True, check=True, text=True
    )
    return {module: frozenset(names) for module, names in json.loads(done.stdout).items()}


def stubbed(version: Version, platform: str) -> Names:
    """The same as typeshed tells it, for a version and a platform (as `sys.platform`)."""
    found = {}
    since = _module_versions()
    for path in sorted(TYPESHED.rglob("*.pyi")):
        module = ".".join(path.relative_to(TYPESHED).with_suffix("").parts)
        module = module.removesuffix(".__init__")
        first, last = _bounds(module, since)
        if module.partition(".")[0] in UNASKED or any(p.startswith("_") for p in module.split(".")):
            continue
        if first <= version <= last:
            names = _Stub(version, platform).names(module)
            found[module] = frozenset(name for name in names if not name.startswith("_"))
    return found


def _module_versions() -> Mapping[str, tuple[Version, Version]]:
    bounds = {}
    for line in (TYPESHED / "VERSIONS").read_text().splitlines():
        if found := re.match(r"([\w.]+): (\d)\.(\d+)-(?:(\d)\.(\d+))?", line):
            last = (int(found[4]), int(found[5])) if found[4] else (9, 9)
            bounds[found[1]] = ((int(found[2]), int(found[3])), last)
    return bounds


def _bounds(module: str, since: Mapping[str, tuple[Version, Version]]) -> tuple[Version, Version]:
    parts = module.split(".")
    known = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    held = [since[name] for name in known if name in since]
    return max(one[0] for one in held), min(one[1] for one in held)


@dataclass(frozen=True)
class _Stub:
    """A stub as a checker reads it, for a version and a platform."""

    version: Version
    platform: str

    def names(self, module: str) -> set[str]:
        """What `module` offers: what it defines, and what it passes on."""
        path = TYPESHED.joinpath(*module.split("."))
        path = path / "__init__.pyi" if path.is_dir() else path.with_suffix(".pyi")
        package = module if path.name == "__init__.pyi" else module.rpartition(".")[0]
        return set(self._of(ast.parse(path.read_text("utf-8")).body, package))

    def _of(self, body: Sequence[ast.stmt], package: str) -> Iterator[str]:
        for node in body:
            match node:
                case ast.If():
                    holds = _holds(node.test, self.version, self.platform)
                    yield from self._of(node.body if holds else node.orelse, package)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield node.name
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name
                case ast.Assign():
                    yield from (one.id for one in node.targets if isinstance(one, ast.Name))
                case ast.ImportFrom(names=[ast.alias(name="*")]):
                    yield from self.names(_absolute(node, package))
                case ast.ImportFrom() | ast.Import():  # passed on only when it is named twice
                    yield from (one.asname for one in node.names if one.asname)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1] if node.level else []
    return ".".join([*base, *([node.module] if node.module else [])])


def _holds(test: ast.expr, version: Version, platform: str) -> bool:
    told = ast.unparse(test).replace("sys.version_info", repr((*version, 0))).replace(
        "sys.platform", repr(platform)
    )  # fmt: skip
    return bool(eval(told, {"__builtins__": {}}))  # typeshed's own conditions


def versions_seen() -> dict[Version, Names]:
    """The names of each version: measured, and of the newest as typeshed tells the difference."""
    shown = [measured(python, {}) for python in interpreters().values()]
    everything: Names = {}
    for one in shown:
        everything = _with(everything, minus={}, plus=one)
    seen = {version: measured(python, everything) for version, python in interpreters().items()}
    last = max(seen)
    newest, before = (stubbed(version, "linux") for version in (NEWEST, last))
    seen[NEWEST] = _with(seen[last], minus=_beyond(before, newest), plus=_beyond(newest, before))
    return seen


def everywhere(seen: Mapping[Version, Names]) -> dict[str, str]:
    """What every version since 3.8 and every system has, of modules that are no part of others."""
    versions = [names for version, names in seen.items() if version >= (3, 8)]
    stubs = [stubbed(sorted(seen)[-2], platform) for platform in SYSTEMS.values()]
    common = {
        module: frozenset.intersection(*(one[module] for one in [*versions, *stubs]))
        for module in versions[-1]
        if "." not in module and all(module in one for one in [*versions, *stubs])
    }
    return {module: " ".join(sorted(names)) for module, names in sorted(common.items()) if names}


def found(seen: Mapping[Version, Names]) -> dict[str, object]:
    """What was removed, added and lacks where, in the form of the data file."""
    last = sorted(seen)[-2]
    versions = sorted(seen)
    removed, added = {}, {}
    for older, version in pairwise(versions):
        name = ".".join(map(str, version))
        later = [seen[one] for one in versions if one >= version]
        earlier = [seen[one] for one in versions if one <= older]
        removed[name] = _written(_steady(_beyond(seen[older], seen[version]), absent=later))
        added[name] = _written(_steady(_beyond(seen[version], seen[older]), absent=earlier))
    stubs = {name: stubbed(last, platform) for name, platform in SYSTEMS.items()}
    lacks = {name: _written(_lacking(name, stubs, seen[last])) for name in SYSTEMS}
    return {"removed": removed, "added": added, "lacks": lacks}


def _lacking(system: str, stubs: Mapping[str, Names], here: Names) -> dict[str, frozenset[str]]:
    """What another system has and `system` has not; Linux is asked itself."""
    gone: dict[str, set[str]] = defaultdict(set)
    for other in (stubs[name] for name in SYSTEMS if name != system):
        for module, names in other.items():
            own = stubs[system].get(module, frozenset())
            gone[module] |= {"*"} if names and not own else names - own
    if system == "linux":
        return {m: frozenset(n - here.get(m, frozenset())) for m, n in gone.items()}
    # What Linux has not either was perhaps never there: typeshed is not asked about that.
    return {m: frozenset(n & (here[m] | {"*"}) if m in here else n) for m, n in gone.items()}


def _beyond(one: Names, other: Names) -> dict[str, frozenset[str]]:
    """The names of `one` that `other` lacks; of a module that it lacks as a whole, {"*"}."""
    gone = {}
    for module, names in one.items():
        if module not in other:
            gone[module] = frozenset("*")
        elif names - other[module]:
            gone[module] = names - other[module]
    return gone


def _steady(names: Names, *, absent: Sequence[Names]) -> dict[str, frozenset[str]]:
    """Those of `names` that none of `absent` has."""

    def there(module: str, name: str) -> bool:
        return any(name == "*" or name in other[module] for other in absent if module in other)

    return {
        module: frozenset(name for name in own if not there(module, name))
        for module, own in names.items()
    }


def _with(names: Names, *, minus: Names, plus: Names) -> Names:
    none: frozenset[str] = frozenset()
    made = {m: n - minus.get(m, none) for m, n in names.items() if "*" not in minus.get(m, none)}
    for module, more in plus.items():
        made[module] = made.get(module, none) | (more - {"*"})
    return made


def _written(names: Names) -> dict[str, str]:
    """As the data file holds it: `modules` gone as a whole, then names by module."""
    whole = sorted(module for module, own in names.items() if "*" in own)
    whole = [one for one in whole if one.rpartition(".")[0] not in whole]
    told = {"modules": " ".join(whole)} if whole else {}
    for module, own in sorted(names.items()):
        if "*" not in own and own:
            told[module] = " ".join(sorted(own))
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.python_names")
    parser.add_argument("--write", action="store_true", help="keep what is seen")
    options = parser.parse_args(arguments)
    seen = versions_seen()
    right = [keep(DATA, found(seen), "tests.python_names", write=options.write),
             keep(ALWAYS, everywhere(seen), "tests.python_names", write=options.write)]  # fmt: skip
    return int(not all(right))


def keep(path: Path, now: Mapping[str, object], command: str, *, write: bool) -> bool:
    """Whether the file holds what is seen `now`, after it was written if it is to be."""
    mark = MARK.format(command=command)
    by_hand, _mark, old = (path.read_text("utf-8") if path.exists() else "").partition(mark)
    if write:
        path.write_text(by_hand + mark + yaml.safe_dump(now, width=100), "utf-8")
    elif (parse(old) or {}) != now:
        print(f"{path.name} differs from what is seen; --write keeps it.")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
