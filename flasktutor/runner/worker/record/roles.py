"""Knows what part a function plays in an app: view, hook, error handler, command."""

from __future__ import annotations

import inspect
from types import CodeType
from typing import Any, Iterator, Tuple

from flask import Flask, request

Role = Tuple[str, str]
"""The kind of event that a call of the function is, and the function's name."""


class Roles:
    """The functions registered with apps, found by their code."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Flask, int, dict[int, tuple[CodeType, Role]]]] = {}

    def known(self, app: Flask) -> dict[int, tuple[CodeType, Role]]:
        """What `of` gave for `app` when it was asked last."""
        known = self._known.get(id(app))
        return known[2] if known else {}

    def of(self, app: Flask) -> dict[int, tuple[CodeType, Role]]:
        """The code of each function registered with `app` by its identity, views excepted."""
        size = _size(app)
        known = self._known.get(id(app))
        if known is None or known[1] != size:
            found = {
                id(code): (code, (kind, name))
                for kind, function in _registered(app)
                for code, name in _coded(function)
            }
            known = self._known[id(app)] = (app, size, found)
        return known[2]

    def view(self, app: Flask) -> tuple[CodeType, Role] | None:
        """The view that the current request was routed to."""
        function = app.view_functions.get(request.endpoint or "")
        for code, name in _coded(function):
            return code, ("view-entered", name)
        return None


def _size(app: Flask) -> int:
    """A number that changes when a function is registered."""
    hooks = sum(sum(map(len, by_scope.values())) for by_scope in _hooks(app).values())
    handlers = sum(sum(map(len, by.values())) for by in app.error_handler_spec.values())
    commands = sum(1 for _command in _commands(app.cli))
    return hooks + handlers + len(app.teardown_appcontext_funcs) + commands


def _hooks(app: Flask) -> dict[str, Any]:
    return {
        "before-request": app.before_request_funcs,
        "after-request": app.after_request_funcs,
        "teardown-request": app.teardown_request_funcs,
    }


def _registered(app: Flask) -> Iterator[tuple[str, Any]]:
    for kind, by_scope in _hooks(app).items():
        for functions in by_scope.values():
            for function in functions:
                yield kind, function
    for function in app.teardown_appcontext_funcs:
        yield "teardown-app", function
    for by_code in app.error_handler_spec.values():
        for by_class in by_code.values():
            for function in by_class.values():
                yield "exception-handled", function
    for command in _commands(app.cli):
        yield "command-entered", command.callback


def _commands(group: Any) -> Iterator[Any]:
    """A group's commands, and those of the groups in it: a blueprint's stand in one."""
    for command in list(group.commands.values()):
        yield command
        if isinstance(getattr(command, "commands", None), dict):
            yield from _commands(command)


def _coded(function: Any) -> Iterator[tuple[CodeType, str]]:
    """The code that runs for `function` when its decorators are taken off, and its name."""
    if function is None:
        return
    inner = inspect.unwrap(function)
    code = getattr(inner, "__code__", None)
    if code is not None:
        named = getattr(function, "view_class", inner)
        yield code, getattr(named, "__qualname__", code.co_name).rpartition("<locals>.")[2]
