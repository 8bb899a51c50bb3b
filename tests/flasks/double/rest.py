"""What else is otherwise in Flask 3.2: redirects, bare decorators, OPTIONS, names that are gone."""

# mypy: ignore-errors
# It reaches into what Flask 3.1 keeps to itself, of which there are no types.

import functools


def _bare(decorator, add):
    """A decorator of Flask's that may also stand without parentheses."""

    @functools.wraps(decorator)
    def decorate(self, name=None):
        if callable(name):
            getattr(self, add)(name)
            return name
        return decorator(self, name)

    return decorate


def _with_options(add_url_rule):
    """Registers a route that answers OPTIONS wherever it was asked to."""

    @functools.wraps(add_url_rule)
    def add(self, rule, endpoint=None, view_func=None, provide_automatic_options=None, **more):
        wanted = provide_automatic_options
        if wanted is None:
            wanted = getattr(view_func, "provide_automatic_options", None)
        if wanted:
            methods = more.get("methods") or getattr(view_func, "methods", None) or ("GET",)
            more["methods"] = {*methods, "OPTIONS"}
        return add_url_rule(self, rule, endpoint, view_func, wanted, **more)

    return add


def change(flask):
    """Make the small differences."""
    see_other = 303
    flask.Flask.redirect.__defaults__ = (see_other,)
    flask.redirect.__defaults__ = (see_other, *flask.redirect.__defaults__[1:])
    for owner, prefix in ((flask.Flask, ""), (flask.Blueprint, "app_")):
        for kind in ("filter", "test", "global"):
            name = f"{prefix}template_{kind}"
            add = f"add_{prefix}template_{kind}"
            setattr(owner, name, _bare(getattr(owner, name), add))
    flask.Flask.add_url_rule = _with_options(flask.Flask.add_url_rule)
    del flask.__getattr__  # which gave `__version__`
