"""Owns reading the Flask project in a folder: by its syntax tree, never by importing it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from flasktutor.values import frozen

_MOST_FILES = 300
_LARGEST = 512 * 1024
_FACTORIES = ("create_app", "make_app")
_DOTENV = (".env", ".flaskenv")
_SKIPPED = {"venv", "env", "node_modules", "site-packages", "__pycache__", "migrations"}


@frozen(kw_only=True)
class Use:
    """A name imported from a module, or an attribute used on an app, at a line."""

    module: str
    name: str
    line: int
    imported: bool = False


@frozen(kw_only=True)
class Source:
    """One Python file of the project, as far as Flask is concerned.

    `apps` are names bound to a Flask object at the top of the file, `maybe_apps`
    names that could be one (imported, or made by a call). `factory` is the name of
    a factory function, `factory_needs` its parameters without a default.
    """

    path: Path
    module: str
    apps: tuple[str, ...] = ()
    maybe_apps: tuple[str, ...] = ()
    factory: str = ""
    factory_needs: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    calls_module: int = 0
    syntax_error: str = ""
    error_line: int = 0

    @property
    def is_flask(self) -> bool:
        """Whether this file has to do with Flask at all."""
        return any(
            use.imported and use.module.lower().split(".")[0] == "flask" for use in self.uses
        )

    @property
    def call(self) -> str:
        """What to write after `--app` for this file's factory."""
        if not self.factory_needs:
            return self.module
        arguments = ", ".join("..." for _name in self.factory_needs)
        return f"'{self.module}:{self.factory}({arguments})'"


@frozen(kw_only=True)
class Pin:
    """A requirement pinned to a version, at a line of a requirements file."""

    name: str
    version: str
    file: str
    line: int


@frozen(kw_only=True)
class Project:
    """What lies in a folder: sources, names of modules at its top, dotenv files, pins.

    `unreadable` names files and folders that this user may not read.
    """

    sources: tuple[Source, ...] = ()
    top_modules: tuple[tuple[str, str], ...] = ()
    dotenv: tuple[tuple[str, str | None], ...] = ()
    pins: tuple[Pin, ...] = ()
    uv: bool = False
    unreadable: tuple[str, ...] = ()

    def source(self, module: str) -> Source | None:
        """The source of the module `module`, None when there is no such file."""
        return next((source for source in self.sources if source.module == module), None)

    @property
    def suggestion(self) -> str:
        """What to write after `--app` here; "" when nothing looks like an app."""
        flask = [source for source in self.sources if source.is_flask]
        for source in flask:
            if source.apps:
                plain = len(source.apps) == 1 or {"app", "application"} & set(source.apps)
                return source.module if plain else f"{source.module}:{source.apps[0]}"
        return next((source.call for source in flask if source.factory), "")

    @property
    def dotenv_values(self) -> dict[str, str]:
        """Variables that the folder's dotenv files set, as python-dotenv would read them."""
        found: dict[str, str] = {}
        for _name, text in self.dotenv:
            for name, value in _ASSIGNMENT.findall(text or ""):
                found.setdefault(name, value.strip().strip("'\""))
        return found


_ASSIGNMENT = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*([^#\n]*)", re.MULTILINE)
_PIN = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==\s*([\w.!+*]+)")


def read_project(folder: Path) -> Project:
    """Read what lies in `folder`; what cannot be read is left out."""
    return Project(
        sources=tuple(_sources(folder)),
        top_modules=tuple(_top_modules(folder)),
        dotenv=tuple(_dotenv(folder)),
        pins=tuple(_pins(folder)),
        uv=_may_read(folder, folder=True) and (folder / "uv.lock").exists(),
        unreadable=tuple(_unreadable(folder)),
    )


def _entries(folder: Path) -> list[Path]:
    if not _may_read(folder, folder=True):
        return []
    return sorted(folder.iterdir())[:_MOST_FILES]


def _unreadable(folder: Path) -> Iterator[str]:
    """What a look at the project would have read, and may not."""
    for entry in (folder, *_entries(folder)):
        is_folder = entry.is_dir()
        if is_folder and (entry.name in _SKIPPED or entry.name.startswith(".")):
            continue
        looked_at = entry.suffix == ".py" or entry.name in _DOTENV or _is_requirements(entry)
        wanted = (is_folder or looked_at) and entry.exists()
        if wanted and not _may_read(entry, folder=is_folder):
            yield entry.name


def _may_read(entry: Path, *, folder: bool) -> bool:
    return os.access(entry, os.R_OK | os.X_OK if folder else os.R_OK)


def _sources(folder: Path) -> Iterator[Source]:
    """Files at the top of `folder`, and what its packages hold, one level deep."""
    for entry in _entries(folder):
        if entry.suffix == ".py" and entry.is_file():
            yield _source(entry, entry.stem)
        elif _is_package(entry):
            for inner in _entries(entry):
                if inner.suffix == ".py" and inner.is_file():
                    module = (
                        entry.name if inner.stem == "__init__" else f"{entry.name}.{inner.stem}"
                    )
                    yield _source(inner, module)


def _is_package(entry: Path) -> bool:
    return (
        entry.name not in _SKIPPED
        and not entry.name.startswith(".")
        and _may_read(entry, folder=True)
        and (entry / "__init__.py").is_file()
    )


def _top_modules(folder: Path) -> Iterator[tuple[str, str]]:
    for entry in _entries(folder):
        if entry.suffix == ".py":
            yield entry.stem, entry.name
        elif _is_package(entry):
            yield entry.name, f"{entry.name}/__init__.py"


def _dotenv(folder: Path) -> Iterator[tuple[str, str | None]]:
    for path in _entries(folder):
        if path.name in _DOTENV and path.is_file() and _may_read(path, folder=False):
            try:
                yield path.name, path.read_text("utf-8")
            except (UnicodeDecodeError, OSError):
                yield path.name, None


def _pins(folder: Path) -> Iterator[Pin]:
    for path in _entries(folder):
        if _is_requirements(path) and path.is_file() and _may_read(path, folder=False):
            text = path.read_text("utf-8", errors="replace")
            for number, line in enumerate(text.splitlines(), 1):
                if found := _PIN.match(line):
                    name = found[1].lower().replace("_", "-").replace(".", "-")
                    yield Pin(name=name, version=found[2], file=path.name, line=number)


def _is_requirements(entry: Path) -> bool:
    return entry.suffix == ".txt" and entry.name.startswith("requirements")


def _source(path: Path, module: str) -> Source:
    try:
        if path.stat().st_size > _LARGEST:
            return Source(path=path, module=module)
        tree = ast.parse(path.read_bytes(), str(path))
    except SyntaxError as error:
        return Source(
            path=path, module=module, syntax_error=error.msg, error_line=error.lineno or 0
        )
    except (OSError, ValueError, RecursionError, MemoryError):
        return Source(path=path, module=module)
    return _read_tree(path, module, tree)


def _read_tree(path: Path, module: str, tree: ast.Module) -> Source:
    apps, maybe = [], []
    for name, value in _bindings(tree):
        if value is not None and _is_flask_call(value):
            apps.append(name)
        elif name in ("app", "application"):
            maybe.append(name)
    factory, needs = _factory(tree)
    return Source(
        path=path,
        module=module,
        apps=tuple(apps),
        maybe_apps=tuple(maybe),
        factory=factory,
        factory_needs=needs,
        uses=tuple(_uses(tree)),
        calls_module=_module_called(tree),
    )


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.expr | None]]:
    """Names bound at the top of a module, inside `if`, `try` and `with` too."""
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                yield alias.asname or alias.name, None
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            pending += [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)
            ]


def _is_flask_call(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    called = value.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "Flask"


def _factory(tree: ast.Module) -> tuple[str, tuple[str, ...]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in _FACTORIES:
            plain = node.args.posonlyargs + node.args.args
            needed = [arg.arg for arg in plain[: len(plain) - len(node.args.defaults)]]
            keyword = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            needed += [arg.arg for arg, default in keyword if default is None]
            return node.name, tuple(needed)
    return "", ()


def _uses(tree: ast.Module) -> Iterator[Use]:
    """Names imported from modules, and attributes of names that are called `app` and the like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield Use(module=node.module, name=alias.name, line=node.lineno, imported=True)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Use(module=alias.name, name="", line=node.lineno, imported=True)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield Use(module=node.value.id, name=node.attr, line=node.lineno)


def _module_called(tree: ast.Module) -> int:
    """The line that calls the module `flask` as though it were the class, 0 when none does."""
    has_module = any(
        isinstance(node, ast.Import) and any(a.name == "flask" and not a.asname for a in node.names)
        for node in tree.body
    )
    for node in ast.walk(tree):
        if has_module and isinstance(node, ast.Call) and getattr(node.func, "id", "") == "flask":
            return node.lineno
    return 0
