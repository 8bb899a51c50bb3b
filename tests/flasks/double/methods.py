"""The methods of `Flask` that take the context as their first argument from 3.2 on.

Each is Flask 3.1's own, written anew by its syntax tree: it takes `ctx`, and hands it on to
the others. Lines and files stay, so tracebacks look as they do.
"""

# mypy: ignore-errors
# It reaches into what Flask 3.1 keeps to itself, of which there are no types.

import __future__

import ast
import functools
import inspect
import textwrap
import warnings

import flask.templating
from flask.globals import _cv_app
from flask.signals import appcontext_tearing_down, request_tearing_down

from .one_context import AppContext, Errors

TAKE_CONTEXT = (
    "update_template_context",
    "handle_http_exception",
    "handle_user_exception",
    "handle_exception",
    "log_exception",
    "dispatch_request",
    "full_dispatch_request",
    "finalize_request",
    "make_default_options_response",
    "preprocess_request",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
)


class _HandOn(ast.NodeTransformer):
    """Gives calls of those methods the context: the caller's own, or the active one."""

    def __init__(self, context):
        self.context = ast.parse(context, mode="eval").body

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr in TAKE_CONTEXT:
            node.args.insert(0, self.context)
        return node


def _anew(function, *, takes=False, context="ctx"):
    """The function with the context handed on in it; `takes` adds it as an argument, too."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    if takes:
        tree.body[0].args.args.insert(1, ast.arg("ctx"))
    tree = ast.fix_missing_locations(_HandOn(context).visit(tree))
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    flags = __future__.annotations.compiler_flag
    made = {}
    code = compile(tree, function.__code__.co_filename, "exec", flags, dont_inherit=True)
    exec(code, function.__globals__, made)
    return _named(made[function.__name__], function)


def _named(made, function):
    """The function made anew, under the whole name of the one that it replaces."""
    made.__qualname__ = function.__qualname__
    return made


def do_teardown_request(self, ctx, exc=None):
    errors = Errors("Errors during request teardown")
    for name in (*ctx.request.blueprints, None):
        for function in reversed(self.teardown_request_funcs.get(name, ())):
            errors.run(self.ensure_sync(function), exc)
    errors.run(request_tearing_down.send, self, _async_wrapper=self.ensure_sync, exc=exc)
    errors.end()


def do_teardown_appcontext(self, ctx, exc=None):
    errors = Errors("Errors during app teardown")
    for function in reversed(self.teardown_appcontext_funcs):
        errors.run(self.ensure_sync(function), exc)
    errors.run(appcontext_tearing_down.send, self, _async_wrapper=self.ensure_sync, exc=exc)
    errors.end()


def _takes_context(method):
    """Whether an overriding method has the new signature."""
    second = list(inspect.signature(method).parameters.values())[1:2]
    return bool(second) and (
        second[0].name == "ctx" or str(second[0].annotation).rpartition(".")[2] == "AppContext"
    )


def _without_context(method):
    """An overriding method of the old signature, called in the new way."""

    @functools.wraps(method)
    def called(self, ctx, *args, **named):
        return method(self, *args, **named)

    return called


def _either_way(method):
    """A method of Flask's, called in the new way, or by `super()` in the old one."""

    @functools.wraps(method)
    def called(self, *args, **named):
        if not (args and isinstance(args[0], AppContext)):
            args = (_cv_app.get(), *args)
        return method(self, *args, **named)

    return called


def _look_at_subclass(cls, **named):
    for name in set(TAKE_CONTEXT[1:]) & set(vars(cls)):
        method = vars(cls)[name]
        if not _takes_context(method):
            text = f"The '{name}' method now takes 'ctx: AppContext' as the first parameter."
            warnings.warn(text, DeprecationWarning, stacklevel=2)
            setattr(cls, name, _without_context(method))
            setattr(flask.Flask, name, _either_way(getattr(flask.Flask, name)))


def change(flask):
    """Have the methods take the context, and everybody who calls them give it."""
    app = flask.Flask
    for name in TAKE_CONTEXT:
        theirs, ours = getattr(app, name), globals().get(name)
        setattr(app, name, _named(ours, theirs) if ours else _anew(theirs, takes=True))
    app.wsgi_app = _anew(app.wsgi_app)
    for name in ("_render", "_stream"):
        function = getattr(flask.templating, name)
        setattr(flask.templating, name, _anew(function, context="_cv_app.get()"))
    app.__init_subclass__ = classmethod(_look_at_subclass)
