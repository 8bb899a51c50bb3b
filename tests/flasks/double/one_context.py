"""The one context of Flask 3.2: an app, its `g`, and a request if it was made for one."""

# mypy: ignore-errors
# It reaches into what Flask 3.1 keeps to itself, of which there are no types.

import contextlib
import functools
import sys
import warnings

import flask.app
import flask.ctx
import flask.globals
import flask.helpers
import flask.templating
from flask.globals import _cv_app
from flask.signals import appcontext_popped, appcontext_pushed
from werkzeug.exceptions import HTTPException
from werkzeug.local import LocalProxy

NO_REQUEST = "There is no request in this context."


class Errors:
    """Runs one thing after another, whatever fails, and raises in the end what did."""

    def __init__(self, about):
        self.about = about
        self.found = []

    def run(self, function, *args, **named):
        try:
            function(*args, **named)
        except BaseException as error:
            self.found.append(error)

    def end(self):
        if not self.found:
            return
        if sys.version_info < (3, 11):
            raise self.found[0]
        raise BaseExceptionGroup(self.about, self.found)  # noqa: F821  # not on 3.10


class AppContext:
    """What is pushed, whether for a request or not."""

    def __init__(self, app, *, request=None, session=None):
        self.app = app
        self.g = app.app_ctx_globals_class()
        self.flashes = None
        self.url_adapter = None
        self._request, self._session = request, session
        self._after_request_functions = []
        self._token, self._pushes = None, 0
        try:
            self.url_adapter = app.create_url_adapter(request)
        except HTTPException as error:
            if request is not None:
                request.routing_exception = error

    @classmethod
    def from_environ(cls, app, environ, /):
        request = app.request_class(environ)
        request.json_module = app.json
        return cls(app, request=request)

    @property
    def has_request(self):
        return self._request is not None

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError(NO_REQUEST)
        return self._request

    @property
    def session(self):
        self._open_session()
        self._session.accessed = True
        return self._session

    def copy(self):
        return type(self)(self.app, request=self._request, session=self._session)

    def push(self):
        self._pushes += 1
        if self._token is not None:
            return
        self._token = _cv_app.set(self)
        appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)
        if self.has_request:
            _warn_of_ignored_errors(self.app)
            self._open_session()
            if self.url_adapter is not None:
                self.match_request()

    def pop(self, exc=None):
        if self._token is None:
            raise RuntimeError(f"Cannot pop this context ({self!r}), it is not pushed.")
        active = _cv_app.get(None)
        if active is not self:
            raise RuntimeError(
                f"Cannot pop this context ({self!r}), it is not the active context ({active!r})."
            )
        self._pushes -= 1
        if self._pushes:
            return
        errors = Errors("Errors during context teardown")
        if self.has_request:
            errors.run(self.app.do_teardown_request, self, exc)
            errors.run(self._request.close)
        errors.run(self.app.do_teardown_appcontext, self, exc)
        _cv_app.reset(self._token)
        self._token = None
        errors.run(appcontext_popped.send, self.app, _async_wrapper=self.app.ensure_sync)
        errors.end()

    def match_request(self):
        try:
            found = self.url_adapter.match(return_rule=True)
        except HTTPException as error:
            self._request.routing_exception = error
        else:
            self._request.url_rule, self._request.view_args = found

    def _open_session(self):
        if self._session is None:
            ways = self.app.session_interface
            self._session = ways.open_session(self.app, self.request)
            if self._session is None:
                self._session = ways.make_null_session(self.app)

    def __enter__(self):
        self.push()
        return self

    def __exit__(self, kind, error, trace):
        self.pop(error)

    def __repr__(self):
        about = f", {self._request.method} {self._request.url!r}" if self._request else ""
        return f"<AppContext {id(self)} of {self.app.name}{about}>"


def _warn_of_ignored_errors(app):
    overridden = type(app).should_ignore_error is not flask.Flask.should_ignore_error
    if overridden and not app._got_first_request:
        text = "The 'should_ignore_error' method is deprecated and will be removed in Flask 3.3."
        warnings.warn(text, DeprecationWarning, stacklevel=2)


class _OfRequests:
    """Stands for the variable that held request contexts: the one context, if it has a request."""

    def get(self, *default):
        active = _cv_app.get(None)
        if active is not None and active.has_request:
            return active
        if default:
            return default[0]
        raise LookupError(self)


def copy_current_request_context(function):
    active = _cv_app.get(None)
    if active is None:
        raise RuntimeError(
            "'copy_current_request_context' can only be used when a request context is active,"
            " such as in a view function."
        )
    copied = active.copy()

    @functools.wraps(function)
    def inside(*args, **named):
        with copied:
            return copied.app.ensure_sync(function)(*args, **named)

    return inside


def stream_with_context(generator_or_function):
    try:
        pieces = iter(generator_or_function)
    except TypeError:

        @functools.wraps(generator_or_function)
        def streamed(*args, **named):
            return stream_with_context(generator_or_function(*args, **named))

        return streamed
    kept = _inside_now(pieces)
    next(kept)
    return kept


def _inside_now(pieces):
    """The pieces, in the context that is active when the first, empty one is taken."""
    active = _cv_app.get(None)
    if active is None:
        raise RuntimeError(
            "'stream_with_context' can only be used when a request context is active,"
            " such as in a view function."
        )
    with active:
        yield None
        with contextlib.closing(pieces) if hasattr(pieces, "close") else contextlib.nullcontext():
            yield from pieces


def _gone(module, name, instead):
    """Makes a name of a module give another thing, with a warning."""
    vars(module).pop(name)

    def __getattr__(asked):  # noqa: N807  # the name that Python looks for
        if asked != name:
            raise AttributeError(asked)
        text = f"'{name}' has merged with '{instead}', and will be removed in Flask 4.0."
        warnings.warn(text, DeprecationWarning, stacklevel=2)
        return getattr(module, instead)

    module.__getattr__ = __getattr__


def change(flask):
    """Make the one context the only one."""
    for module in (flask.app, flask.ctx, flask.helpers, flask.templating, flask.globals):
        module._cv_request = _OfRequests()
    unbound = flask.globals._no_req_msg
    for name in ("request", "session"):
        # In place, for it was imported by everybody under its name.
        LocalProxy.__init__(getattr(flask, name), _cv_app, name, unbound_message=unbound)
    LocalProxy.__init__(flask.globals.request_ctx, _cv_app, unbound_message=unbound)
    flask.ctx.AppContext = flask.app.AppContext = AppContext
    flask.Flask.request_context = lambda self, environ: AppContext.from_environ(self, environ)
    flask.ctx.copy_current_request_context = copy_current_request_context
    flask.copy_current_request_context = copy_current_request_context
    flask.helpers.stream_with_context = flask.stream_with_context = stream_with_context
    _gone(flask.globals, "request_ctx", "app_ctx")
    _gone(flask.ctx, "RequestContext", "AppContext")
