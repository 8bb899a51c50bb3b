"""Owns the list of what the worker uses of Flask and Werkzeug, and how it is looked at.

Every name here is public, is the same on each version that we serve, and warns of nothing
when it is used as the worker uses it; `REASONS` says why a few are used for which that
is not quite so. Run by path in an environment, this prints what is seen there.
"""

from __future__ import annotations

import importlib
import inspect
import json
import types
import warnings
from typing import Any

#: A name → how the worker calls it; nothing for what it only looks at.
#: The first part is a module, or one of the objects that `_samples` makes.
USED: dict[str, list[str]] = {
    "flask.Flask": ["'shop'"],
    "flask.Flask.wsgi_app": [],
    "flask.appcontext_popped": [],
    "flask.appcontext_pushed": [],
    "flask.current_app": [],
    "flask.g": [],
    "flask.got_request_exception": [],
    "flask.has_app_context": [""],
    "flask.has_request_context": [""],
    "flask.request": [],
    "flask.request_finished": [],
    "flask.request_started": [],
    "flask.session": [],
    "flask.sessions.SecureCookieSessionInterface": [],
    "flask.template_rendered": [],
    "flask.cli.NoAppException": [],
    "flask.cli.ScriptInfo": ["app_import_path='shop:app'"],
    "flask.cli.load_dotenv": [""],
    "flask.ctx.AppContext": [],
    "flask.ctx.AppContext.has_request": [],
    "flask.ctx.RequestContext": [],
    "flask.testing.EnvironBuilder": ["app, '/', method='POST', headers={}, json={'a': 1}"],
    "flask.testing.FlaskClient.open": [],
    "werkzeug.serving.WSGIRequestHandler": [],
    "werkzeug.serving.WSGIRequestHandler.log_request": [],
    "werkzeug.serving.make_server": [
        "'127.0.0.1', 0, app, threaded=True, "
        "request_handler=__import__('werkzeug.serving').serving.WSGIRequestHandler, "
        "fd=listening.fileno()"
    ],
    "werkzeug.test.Client": ["app"],
    "app.add_url_rule": ["'/<name>', view_func=show"],
    "app.after_request_funcs": [],
    "app.app_context": [""],
    "app.before_request_funcs": [],
    "app.cli": [],
    "app.cli.commands": [],
    "app.error_handler_spec": [],
    "app.import_name": [],
    "app.name": [],
    "app.route": ["'/hello'"],
    "app.secret_key": [],
    "app.session_interface": [],
    "app.teardown_appcontext_funcs": [],
    "app.teardown_request_funcs": [],
    "app.test_client": [""],
    "app.test_request_context": [
        "'/?a=1', method='GET', headers={'X-A': 'b'}",
        "'/', method='POST', headers={}, json={'a': 1}",
        "'/', method='POST', headers={}, data={'a': 1}",
    ],
    "app.url_map": [],
    "app.url_map.iter_rules": [""],
    "app.view_functions": [],
    "app_context.push": [""],
    "app_context.pop": [""],
    "request_context.push": [""],
    "request_context.pop": [""],
    "client.get": ["'/'"],
    "client.open": ["'/', method='POST', headers={}, data={'a': 1}"],
    "wsgi_client.open": ["builder"],
    "request.args": [],
    "request.endpoint": [],
    "request.method": [],
    "request.path": [],
    "request.routing_exception": [],
    "request.query_string": [],
    "request.url_rule": [],
    "response.close": [""],
    "response.get_data": [""],
    "response.get_json": ["", "silent=True"],
    "response.headers": [],
    "response.is_json": [],
    "response.status": [],
    "response.status_code": [],
    "session.accessed": [],
    "session_interface.should_set_cookie": ["app, session"],
    "session_interface.save_session": [],
    "proxy._get_current_object": [],
    "signal.connect": ["print, weak=False"],
    "signal.connected_to": ["print, sender=app"],
    "signal.disconnect": ["print"],
    "signal.send": ["app"],
    "rule.endpoint": [],
    "rule.methods": [],
    "rule.rule": [],
    "script_info.load_app": [],
    "server.log": [],
    "server.serve_forever": [],
    "server.shutdown": [],
    "no_app.format_message": [""],
    "http_error.code": [],
    "http_error.name": [],
    "command.callback": [],
    "view.view_class": [],
}

PARAMETERS = {
    "flask.Flask.wsgi_app": ("self",),
    "flask.testing.FlaskClient.open": ("args", "kwargs"),
    "signal.send": ("sender",),
}
"""Parameters that the recorder reads, by their names, from a call that it sees."""

ONLY_ON = {
    "flask.ctx.RequestContext": ("2.3", "3.0", "3.1"),
    "flask.ctx.AppContext.has_request": ("3.2",),
}
"""What only some versions have; the worker asks which of the two is there."""

REASONS = {
    "proxy._get_current_object": "the documented way from a proxy to its object",
    "app.after_request_funcs": "documented with a warning that its form may change",
    "app.before_request_funcs": "documented with a warning that its form may change",
    "app.error_handler_spec": "documented with a warning that its form may change",
    "app.teardown_request_funcs": "documented with a warning that its form may change",
    "view.view_class": "set by View.as_view for whoever looks; the view's own name without it",
    "flask.ctx.RequestContext": "gone from 3.2 on, where `has_request` says that it is",
}
"""Why that is used which is private, or told to be no one's business; the forms are tested."""


def _shop() -> Any:
    """An app that has what the recorder looks for in any."""
    import flask

    app = flask.Flask("shop")
    app.secret_key = "x"
    app.before_request(lambda: None)
    app.after_request(lambda response: response)
    app.teardown_request(lambda _error: None)
    app.teardown_appcontext(lambda _error: None)
    app.register_error_handler(KeyError, lambda _error: "")
    app.register_error_handler(404, lambda _error: "")
    app.add_url_rule("/", "index", lambda: {"a": 1}, methods=["GET", "POST"])
    return app


def _samples() -> dict[str, Any]:
    """What the list's first parts stand for."""
    import socket

    import flask
    import flask.cli
    import flask.testing
    import flask.views
    import werkzeug.exceptions
    import werkzeug.serving
    import werkzeug.test

    class Page(flask.views.View):
        pass

    app = _shop()
    context = app.test_request_context("/")
    listening = socket.create_server(("127.0.0.1", 0))
    return {
        "listening": listening,
        "server": werkzeug.serving.make_server("127.0.0.1", 0, app),
        "rule": next(app.url_map.iter_rules()),
        "app": app,
        "show": lambda name: name,
        "app_context": app.app_context(),
        "request_context": context,
        "client": app.test_client(),
        "wsgi_client": werkzeug.test.Client(app),
        "builder": flask.testing.EnvironBuilder(app, "/", method="GET", headers={}),
        "request": context.request,
        "response": _shop().test_client().get("/"),
        "session_interface": app.session_interface,
        "session": app.session_interface.open_session(app, context.request),
        "proxy": flask.current_app,
        "signal": flask.got_request_exception,
        "script_info": flask.cli.ScriptInfo(app_import_path="shop:app"),
        "no_app": flask.cli.NoAppException("none"),
        "http_error": werkzeug.exceptions.NotFound(),
        "command": app.cli.command("stock")(lambda: None),
        "view": Page.as_view("page"),
    }


def _found(name: str, samples: dict[str, Any]) -> Any:
    first, *rest = name.split(".")
    found = samples.get(first)
    if found is None:
        while rest and rest[0][0].islower() and _is_module(f"{first}.{rest[0]}"):
            first = f"{first}.{rest.pop(0)}"
        found = importlib.import_module(first)
    for part in rest:
        # Looked at only: an unbound proxy must not be followed.
        found = getattr(found, part)
    return found


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _shape(found: Any) -> str:
    """The signature without what is said of types and of defaults; of other than calls, nothing."""
    # By its type, for an unbound proxy must not be asked anything.
    if not issubclass(type(found), (types.FunctionType, types.MethodType, type)):
        return "no call"
    named = inspect.signature(found).parameters.values()
    marks: dict[Any, str] = {
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    marks |= {inspect.Parameter.KEYWORD_ONLY: "only ", inspect.Parameter.POSITIONAL_ONLY: "/"}
    shown = (
        marks.get(one.kind, "") + one.name + ("" if one.default is inspect.Parameter.empty else "=")
        for one in named
    )
    return f"({', '.join(shown)})"


def _forms(app: Any) -> dict[str, Any]:
    """The forms of what is told to be no one's business, as `roles` goes through them."""
    hooks = {
        name: [
            (scope, [callable(one) for one in some]) for scope, some in getattr(app, name).items()
        ]
        for name in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs")
    }
    handlers = [
        (scope, code, [error.__name__ for error in by_class], [*map(callable, by_class.values())])
        for scope, by_code in app.error_handler_spec.items()
        for code, by_class in by_code.items()
    ]
    return {**hooks, "error_handler_spec": sorted(handlers, key=str)}


def _look() -> dict[str, Any]:
    """What there is of the list: its signature, or what came of using it."""
    samples = _samples()
    forms = _forms(samples["app"])
    seen = {}
    for name, calls in USED.items():
        try:
            found = _found(name, samples)
        except AttributeError:
            seen[name] = "missing"
            continue
        failed = [_failure(found, arguments, samples) for arguments in calls]
        seen[name] = next(filter(None, failed), _shape(found))
    local = {name: _found(name, samples).__code__.co_varnames for name in PARAMETERS}
    return {"seen": seen, "forms": forms, "locals": local}


def _failure(found: Any, arguments: str, samples: dict[str, Any]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            eval(f"found({arguments})", {"found": found, **samples})
        except Exception as error:
            return f"{arguments}: {type(error).__name__}: {error}"
    return ""


if __name__ == "__main__":
    print(json.dumps(_look()))
