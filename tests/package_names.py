"""Measures which names Flask's neighbours removed or added, release by release.

python -m tests.package_names           compares `flasktutor/causes/data/packages.yaml` with it
python -m tests.package_names --write   keeps what is seen there

The releases are fetched from the package index (each once, below `.pytest_cache`), and their code
is read, not run: what a module defines, passes on, or gives by its `__getattr__`, and what the
classes that people call have.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flasktutor.causes import distributions
from flasktutor.causes.frames import STDLIB
from tests.python_names import keep

DATA = Path(distributions.FOLDER) / "packages.yaml"
STORE = Path(__file__).parents[1] / ".pytest_cache" / "releases"
#: The last release of each line, so that a name is gone since the next line began.
RELEASES = {
    "flask": "0.12.5 1.0.4 1.1.4 2.0.3 2.1.3 2.2.5 2.3.3 3.0.3 3.1.2",
    "werkzeug": "0.14.1 0.15.6 0.16.1 1.0.1 2.0.3 2.1.2 2.2.3 2.3.8 3.0.6 3.1.3",
    "jinja2": "2.10.3 2.11.3 3.0.3 3.1.6",
    "markupsafe": "1.1.1 2.0.1 2.1.5 3.0.2",
    "itsdangerous": "0.24 1.1.0 2.0.1 2.1.2 2.2.0",
    "click": "6.7 7.1.2 8.0.4 8.1.8 8.2.1",
    "sqlalchemy": "1.3.24 1.4.54 2.0.41",
    "wtforms": "2.3.3 3.0.1 3.1.2 3.2.1",
    "marshmallow": "2.21.0 3.26.1 4.0.0",
    "flask_sqlalchemy": "2.5.1 3.0.5 3.1.1",
    "flask_login": "0.5.0 0.6.3",
}
#: Whose members count, by the name that errors give them.
CLASSES = {"flask": ("Flask", "Blueprint")}
PLATFORMS = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "any")


@dataclass
class Release:
    """The names of one release: `module`, `module.name`, `module.Class.member`."""

    sources: Mapping[str, ast.Module]
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for module in self.sources:
            self.names.add(module)
            self.names |= {f"{module}.{name}" for name in self.of(module)}

    def of(self, module: str, seen: tuple[str, ...] = ()) -> set[str]:
        """What can be imported from `module`."""
        tree = self.sources.get(module)
        found = set(self._defined(tree.body, module, (*seen, module))) if tree else set()
        return {name for name in found if not name.startswith("__") or name == "__version__"}

    def _defined(
        self, body: Sequence[ast.stmt], module: str, seen: tuple[str, ...]
    ) -> Iterator[str]:
        for node in body:
            match node:
                case ast.FunctionDef(name="__getattr__"):
                    yield from _asked(node)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield node.name
                case ast.AnnAssign(target=ast.Name(id=name)):
                    yield name
                case ast.Assign():
                    for target in node.targets:
                        yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))
                case ast.ImportFrom():
                    yield from self._imported(node, module, seen)
                case ast.If() | ast.Try():
                    handlers = getattr(node, "handlers", [])
                    inner = [
                        *node.body,
                        *node.orelse,
                        *(line for one in handlers for line in one.body),
                    ]
                    yield from self._defined(inner, module, seen)

    def _imported(self, node: ast.ImportFrom, module: str, seen: tuple[str, ...]) -> Iterator[str]:
        base = self._absolute(node, module)
        if base.partition(".")[0] in STDLIB | {"__future__"}:
            return  # what a module needs of Python's is not offered by it
        for one in node.names:
            if one.name != "*":
                yield one.asname or one.name
            elif base not in seen:
                yield from self.of(base, seen)

    def _absolute(self, node: ast.ImportFrom, module: str) -> str:
        if not node.level:
            return node.module or ""
        package = module.split(".") if self._is_package(module) else module.split(".")[:-1]
        base = package[: len(package) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])

    def _is_package(self, module: str) -> bool:
        return any(other.startswith(f"{module}.") for other in self.sources)

    def members(self, name: str) -> set[str]:
        """What the class `name` and those it stands on have."""
        found: set[str] = set()
        for tree in self.sources.values():
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and node.name == name:
                    found |= set(self._defined(node.body, "", ()))
                    found |= set(_set_in_init(node))
                    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                    found |= {one for base in bases - {name} for one in self.members(base)}
        return found


def _asked(node: ast.FunctionDef) -> Iterator[str]:
    """The names that a module's `__getattr__` knows."""
    for one in ast.walk(node):
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and one.value.isidentifier()
        ):
            yield one.value


def _set_in_init(node: ast.ClassDef) -> Iterator[str]:
    for one in ast.walk(node):
        match one:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


def read(module: str, version: str) -> Release:
    """A release as its files in the index have it."""
    STORE.mkdir(parents=True, exist_ok=True)
    pattern = f"{distributions.normal(module).replace('-', '_')}-{version}-"
    found = [path for path in STORE.glob("*.whl") if path.name.lower().startswith(pattern)]
    if not found:
        _fetch(module, version)
        return read(module, version)
    return Release(dict(_sources(found[0], module)))


def _fetch(module: str, version: str) -> None:
    requirement = f"{distributions.of(module)}=={version}"
    common = [sys.executable, "-m", "pip", "--quiet"]
    platforms = [part for name in PLATFORMS for part in ("--platform", name)]
    wheel = [*common, "download", "--no-deps", "--only-binary", ":all:", "--python-version", "3.9",
             *platforms, "-d", str(STORE), requirement]  # fmt: skip
    built = [*common, "wheel", "--no-deps", "-w", str(STORE), requirement]
    if subprocess.run(wheel, capture_output=True, check=False).returncode:
        subprocess.run(built, check=True)


def _sources(wheel: Path, module: str) -> Iterator[tuple[str, ast.Module]]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(f"{module}/") and name.endswith(".py") and "/testsuite/" not in name:
                dotted = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                try:
                    yield dotted, ast.parse(archive.read(name))
                except SyntaxError:  # what was written for Python 2 alone
                    continue


def found() -> dict[str, object]:
    """What was removed and added, in the form of the data file."""
    return {module: _changes(module, versions.split()) for module, versions in RELEASES.items()}


def _changes(module: str, versions: Sequence[str]) -> dict[str, dict[str, str]]:
    names: list[set[str]] = []
    for version in versions:
        release = read(module, version)
        members = {
            f"{module}.{name}.{one}" for name in CLASSES.get(module, ())
            for one in release.members(name)
        }  # fmt: skip
        names.append(release.names | members)
    removed, added = {}, {}
    for at, older in enumerate(names[:-1]):
        line = ".".join(versions[at + 1].split(".")[:2])
        removed[line] = _written(older - set[str]().union(*names[at + 1 :]))
        added[line] = _written(
            set.intersection(*names[at + 1 :]) - set[str]().union(*names[: at + 1])
        )
    return {"removed": removed, "added": added}


def _written(names: set[str]) -> str:
    """`names` as words, without what goes along with its module."""
    return " ".join(sorted(name for name in names if name.rpartition(".")[0] not in names))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.package_names")
    parser.add_argument("--write", action="store_true", help="keep what is seen")
    options = parser.parse_args(arguments)
    return int(not keep(DATA, found(), "tests.package_names", write=options.write))


if __name__ == "__main__":
    sys.exit(main())
