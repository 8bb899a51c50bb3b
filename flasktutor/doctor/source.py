"""Owns reading one Python file of a project: by its syntax tree, never by importing it."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from flasktutor.values import frozen

_LARGEST = 512 * 1024
_FACTORIES = ("create_app", "make_app")


@frozen(kw_only=True)
class Use:
    """A name imported from a module, or an attribute used on an app, at a line.

    It is not `sure` to be used when it is only tried, or depends on a condition.
    """

    module: str
    name: str
    line: int
    imported: bool = False
    sure: bool = True


@frozen(kw_only=True)
class SourceFile:
    """One Python file of the project, as far as Flask is concerned.

    `apps` are names bound to a Flask object at the top of the file, `maybe_apps`
    names that could be one (imported, or made by a call). `factory` is the name of
    a factory function, `factory_needs` its parameters without a default. `makers` are functions
    by other names that return an app they made, each as `--app` takes it after the colon.
    """

    path: Path
    module: str
    apps: tuple[str, ...] = ()
    maybe_apps: tuple[str, ...] = ()
    factory: str = ""
    factory_needs: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
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
        return f"{self.module}:{self.factory}({arguments})"


def read_source(path: Path, module: str) -> SourceFile:
    """Read the file at `path`; what cannot be read is left out."""
    try:
        if path.stat().st_size > _LARGEST:
            return SourceFile(path=path, module=module)
        tree = ast.parse(path.read_bytes(), str(path))
    except SyntaxError as error:
        return SourceFile(
            path=path, module=module, syntax_error=error.msg, error_line=error.lineno or 0
        )
    except (OSError, ValueError, RecursionError, MemoryError):
        return SourceFile(path=path, module=module)
    return _read_tree(path, module, tree)


def _read_tree(path: Path, module: str, tree: ast.Module) -> SourceFile:
    apps, maybe = [], []
    for name, value in _bindings(tree):
        if value is not None and _is_flask_call(value):
            apps.append(name)
        elif name in ("app", "application"):
            maybe.append(name)
    factory, needs = _factory(tree)
    return SourceFile(
        path=path,
        module=module,
        apps=tuple(apps),
        maybe_apps=tuple(maybe),
        factory=factory,
        factory_needs=needs,
        makers=tuple(_makers(tree)),
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
            return node.name, _needs(node)
    return "", ()


def _makers(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef) or node.name in _FACTORIES:
            continue
        inside = list(ast.walk(node))
        returns = any(isinstance(one, ast.Return) and one.value is not None for one in inside)
        if returns and any(isinstance(one, ast.Call) and _is_flask_call(one) for one in inside):
            arguments = ", ".join("..." for _name in _needs(node))
            yield f"{node.name}({arguments})" if arguments else node.name


def _needs(node: ast.FunctionDef) -> tuple[str, ...]:
    """The parameters of a function without a default."""
    plain = node.args.posonlyargs + node.args.args
    needed = [arg.arg for arg in plain[: len(plain) - len(node.args.defaults)]]
    keyword = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    needed += [arg.arg for arg, default in keyword if default is None]
    return tuple(needed)


def _uses(tree: ast.Module) -> Iterator[Use]:
    """Names imported from modules, and attributes of names that are called `app` and the like."""
    set_here = _set_here(tree)
    for node, sure in _walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield Use(module=node.module, name=alias.name, line=node.lineno, imported=True,
                          sure=sure)  # fmt: skip
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield Use(module=alias.name, name="", line=node.lineno, imported=True, sure=sure)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            own = (node.value.id, node.attr) in set_here
            yield Use(module=node.value.id, name=node.attr, line=node.lineno, sure=sure and not own)


def _set_here(tree: ast.Module) -> set[tuple[str, str]]:
    """Attributes that the file itself gives to what it uses them of."""
    return {
        (node.value.id, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and not isinstance(node.ctx, ast.Load)
    }


def _walk(tree: ast.Module) -> Iterator[tuple[ast.AST, bool]]:
    """The nodes of `tree`; with false what `try … except` guards and what stands behind an `if`."""
    pending: deque[tuple[ast.AST, bool]] = deque([(tree, True)])
    while pending:
        node, sure = pending.popleft()
        yield node, sure
        surely = sure and not isinstance(node, (ast.If, ast.IfExp, ast.ExceptHandler))
        surely = surely and not (isinstance(node, ast.Try) and bool(node.handlers))
        pending += [(child, surely) for child in ast.iter_child_nodes(node)]


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
