"""The worker uses of Flask and Werkzeug only what is on its list, and the list holds everywhere."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import flask
import flask.cli
import flask.ctx
import flask.testing
import pytest
import werkzeug.datastructures
import werkzeug.exceptions

import flasktutor.runner
from flasktutor.runner.worker import warm
from tests.flasks import used
from tests.flasks.versions import number, python_with

WORKER = Path(flasktutor.runner.__file__).parent / "worker"
SCRIPT = Path(used.__file__)
LIBRARIES = ("flask", "werkzeug")
DECLARED = {name.rpartition(".")[2] for name in used.USED}
OTHERS = {"app", "get_request", "main", "put", "run", "send", "text", "register", "message"}
"""Names that Flask has as well, but that the worker asks only other things for."""


def modules() -> list[Path]:
    """Every file of the worker."""
    return sorted(WORKER.rglob("*.py"))


def _trees(path: Path) -> Iterator[ast.AST]:
    """The nodes of a file, and of code that stands in it as text."""
    tree = ast.parse(path.read_text("utf-8"))
    yield from ast.walk(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            try:
                yield from ast.walk(ast.parse(node.value))
            except SyntaxError:
                continue


def imported(path: Path) -> set[str]:
    """Whole names that a file takes from the libraries, by import or by a module's attribute."""
    found = set()
    for node in _trees(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
            found |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Attribute):
            dotted = ast.unparse(node)
            if dotted.split(".")[0] in LIBRARIES and dotted.replace(".", "").isidentifier():
                found.add(dotted)
    return {name for name in found if not _is_only_a_step(name, found)}


def _is_only_a_step(name: str, names: set[str]) -> bool:
    """Whether a name is but the beginning of a longer one, or a file's own place."""
    return name.endswith(".__file__") or any(one.startswith(name + ".") for one in names)


def members(path: Path) -> set[str]:
    """Attributes that a file asks something for which may be Flask's."""
    plain = _plain_modules(path)
    found = set()
    for node in _trees(path):
        if isinstance(node, ast.Attribute):
            base = node.value
            if not (isinstance(base, ast.Name) and base.id in plain | {"self", "cls", *LIBRARIES}):
                found.add(node.attr)
        elif isinstance(node, ast.Call) and _asks_by_name(node):
            assert isinstance(node.args[1], ast.Constant), f"{path}: {ast.unparse(node)}"
            found.add(str(node.args[1].value))
    return found & _names_of_flask()


def _asks_by_name(call: ast.Call) -> bool:
    """Whether a call is of getattr or the like, on other than ourselves or the C library."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    own = ("self", "_libc")
    return name in ("getattr", "hasattr", "getattr_static") and ast.unparse(call.args[0]) not in own


def _plain_modules(path: Path) -> set[str]:
    """The modules other than the libraries that a file imports."""
    names = {
        (one.asname or one.name).split(".")[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for one in node.names
        if isinstance(node, ast.Import) or not (node.module or "").startswith(LIBRARIES)
    }
    return {name for name in names if name.islower()} - set(LIBRARIES)


@cache
def _names_of_flask() -> frozenset[str]:
    """All attributes of what the worker meets, those of Python's own objects left out."""
    app = flask.Flask("shop")
    app.secret_key = "x"
    request = app.test_request_context("/")
    session = app.session_interface.open_session(app, request.request)
    met = [app, app.app_context(), app.test_client(), app.test_client().get("/"), app.cli, request]
    met += [request.request, session, flask.ctx._AppCtxGlobals(), flask.got_request_exception]
    met += [
        flask.cli.ScriptInfo(),
        flask.cli.NoAppException("x"),
        flask.testing.EnvironBuilder(app),
    ]
    met += [werkzeug.exceptions.NotFound(), werkzeug.datastructures.Headers(), flask.ctx, flask]
    python = {name for kind in (dict, list, set, str, Exception, type) for name in dir(kind)}
    names = {name for one in met for name in dir(one) if not name.endswith("__")}
    return frozenset(names - python)


def test_what_the_worker_imports_is_on_the_list() -> None:
    found = {name for path in modules() for name in imported(path)}
    # What the learner finds at the prompt of `play` is imported for them alone.
    prelude = {f"flask.{name}" for name in _prelude()}
    assert {name for name in found - prelude if not _begins_with_one(name)} == set()


def _begins_with_one(name: str) -> bool:
    """Whether a name is on the list, perhaps with what is then asked of the object."""
    return any(f"{name}.".startswith(f"{known}.") for known in used.USED)


def _prelude() -> set[str]:
    (prompt,) = (
        node
        for node in ast.walk(ast.parse((WORKER / "running/session_state.py").read_text("utf-8")))
        if isinstance(node, ast.Constant) and str(node.value).startswith("\nfrom flask import (")
    )
    return {one.name for one in ast.parse(str(prompt.value)).body[0].names}  # type: ignore[attr-defined]  # an import


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(WORKER)))
def test_what_the_worker_asks_its_objects_for_is_on_the_list(path: Path) -> None:
    assert members(path) <= DECLARED | OTHERS


def test_nothing_on_the_list_is_unused() -> None:
    asked = {
        one
        for path in modules()
        for node in _trees(path)
        for one in (
            getattr(node, "attr", ""),
            getattr(node, "name", ""),
            getattr(node, "value", ""),
        )
        if isinstance(one, str)
    }
    assert asked >= DECLARED
    assert asked >= {name for names in used.PARAMETERS.values() for name in names}


def test_what_is_private_has_its_reason() -> None:
    private = {name for name in used.USED if any(part[0] == "_" for part in name.split("."))}
    assert private <= set(used.REASONS)
    assert set(used.REASONS) | set(used.ONLY_ON) <= set(used.USED)


def test_a_method_that_takes_another_argument_on_one_version_would_be_found(tmp_path: Path) -> None:
    flawed = tmp_path / "flawed.py"
    flawed.write_text("def up(app):\n    app.full_dispatch_request()\n    getattr(app, 'debug')\n")
    assert members(flawed) == {"full_dispatch_request", "debug"}
    flawed.write_text("import flask.globals\nfrom flask.ctx import _AppCtxGlobals\n")
    flawed.write_text(flawed.read_text() + "flask.globals._cv_app.get()\n")
    assert imported(flawed) == {"flask.ctx._AppCtxGlobals", "flask.globals._cv_app.get"}


@cache
def looked_at(python: Path) -> dict[str, Any]:
    """What the list's own script sees in an environment."""
    done = subprocess.run(
        [python, "-W", "ignore", SCRIPT], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # our own script's object


def test_the_list_holds(version: str, python: Path) -> None:
    there, oldest = looked_at(python), looked_at(python_with("2.3"))
    for name, seen in there["seen"].items():
        only = used.ONLY_ON.get(name)
        if only and number(version) not in only:
            assert name.endswith("RequestContext") or seen == "missing", name
        elif not used.USED[name]:
            assert seen != "missing", name
        else:
            assert _takes(seen, oldest["seen"][name]), (name, seen)
    assert there["forms"] == oldest["forms"]
    for name, parameters in used.PARAMETERS.items():
        assert set(parameters) <= set(there["locals"][name]), name


def _takes(signature: str, oldest: str) -> bool:
    """Whether a signature takes all that the oldest does; more only if it need not be given."""
    if signature == oldest:
        return True
    known = oldest.strip("()").split(", ")
    parameters = signature.strip("()").split(", ")
    more = parameters[len(known) :]
    return parameters[: len(known)] == known and all(one.endswith("=") for one in more)


def test_the_worker_is_warned_of_nothing(python: Path) -> None:
    source = f"""
        import sys
        sys.path.insert(0, {str(WORKER.parent)!r})
        from worker import warm
        assert "failed" not in warm.up()
        import worker.apps.send, worker.running.execute
        import worker.running.probes, worker.running.session_state
        from worker.record import Recorder
        recorder = Recorder(lambda filename: "")
        recorder.start()
        import flask
        warm.rehearse(flask)
        assert recorder.stop()
    """
    command = [str(python), "-W", "error", "-c", inspect.cleandoc(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["3.2.0", "3.2rc1", "3.2.0.dev0", "3.2"])
def test_any_version_that_pip_knows_is_read(version: str) -> None:
    assert warm._numbers(version) == (3, 2)
