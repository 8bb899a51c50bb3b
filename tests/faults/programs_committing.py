"""Owns programs whose teardown functions decide by their error: too late, and as they should."""

from __future__ import annotations

from textwrap import dedent

from tests.faults.program import Program

_SHOP = """
    import sqlite3

    from flask import Flask, abort, g

    app = Flask("shop")


    def get_db():
        if "db" not in g:
            g.db = sqlite3.connect(":memory:")
            g.db.execute("create table orders (name)")
        return g.db


    @app.errorhandler(LookupError)
    def unknown(error):
        return "Who is that?", 404


    @app.errorhandler(404)
    def missing(error):
        return "Nothing here", 404


    @app.get("/fine")
    def fine():
        get_db().execute("insert into orders values ('ayu')")
        return "ordered"


    @app.get("/unknown")
    def order():
        get_db().execute("insert into orders values ('ayu')")
        raise LookupError("no such customer")


    @app.get("/abort")
    def aborted():
        get_db().execute("insert into orders values ('ayu')")
        abort(404)


    @app.get("/caught")
    def caught():
        try:
            raise LookupError("no such customer")
        except LookupError:
            get_db()
        return "never mind"


    @app.get("/broken")
    def broken():
        get_db()
        raise ValueError("nobody handles this")
    """


def _shop(teardown: str) -> str:
    return dedent(_SHOP) + "\n" + dedent(teardown)


_IF_ELSE = """
    @app.teardown_appcontext
    def finish(error):
        db = g.pop("db", None)
        if db is None:
            return
        if error is None:
            db.commit()
        else:
            db.rollback()
        db.close()
    """
FAULTY: dict[str, Program] = {
    "a commit in teardown, since a handler took the error": Program(
        source=_shop(_IF_ELSE),
        requests=("/fine", "/unknown"),
        wrong={"teardown-missed-error": 'raise LookupError("no such customer")'},
    ),
    "a commit in teardown after an abort that is handled": Program(
        source=_shop(_IF_ELSE),
        requests=("/abort",),
        wrong={"teardown-missed-error": "abort(404)"},
    ),
    "a commit in teardown, asked for in one line": Program(
        source=_shop(
            """
            @app.teardown_request
            def finish(exception=None):
                db = g.pop("db", None)
                if db is not None:
                    db.commit() if not exception else db.rollback()
            """
        ),
        requests=("/unknown",),
        wrong={"teardown-missed-error": 'raise LookupError("no such customer")'},
    ),
    "a commit in teardown behind an early return": Program(
        source=_shop(
            """
            @app.teardown_request
            def finish(error):
                if error:
                    get_db().rollback()
                    return
                get_db().commit()
            """
        ),
        requests=("/unknown",),
        wrong={"teardown-missed-error": 'raise LookupError("no such customer")'},
    ),
    "a commit in teardown after a rollback that does not happen": Program(
        source=_shop(
            """
            @app.teardown_request
            def finish(error):
                if error is not None and "db" in g:
                    g.db.rollback()
                get_db().commit()
            """
        ),
        requests=("/unknown",),
        wrong={"teardown-missed-error": 'raise LookupError("no such customer")'},
    ),
}

NEAR: dict[str, Program] = {
    "a teardown function that asks for an error where none was handled": Program(
        source=_shop(_IF_ELSE),
        # What Flask itself has not found was never begun; what is caught is over.
        requests=("/fine", "/caught", "/nowhere"),
    ),
    "a teardown function that rolls back, and a commit in the view": Program(
        source=_shop(
            """
            @app.get("/kept")
            def kept():
                get_db().execute("insert into orders values ('ayu')")
                get_db().commit()
                return "ordered"


            @app.teardown_appcontext
            def close_db(error):
                db = g.pop("db", None)
                if db is not None:
                    db.rollback()
                    db.close()
            """
        ),
        requests=("/kept", "/unknown", "/abort"),
    ),
    "a teardown function that only closes": Program(
        source=_shop(
            """
            @app.teardown_appcontext
            def close_db(error):
                db = g.pop("db", None)
                if db is not None:
                    db.close()
            """
        ),
        requests=("/unknown", "/abort"),
    ),
    "a teardown function that notes what nobody handled": Program(
        source=_shop(
            """
            @app.teardown_request
            def note(error):
                if error is None:
                    app.logger.info("fine")
                else:
                    app.logger.error("failed: %s", error)
            """
        ),
        requests=("/unknown", "/abort", "/fine"),
    ),
    "a rollback for an error, and a session that is removed anyway": Program(
        source=_shop(
            """
            @app.teardown_appcontext
            def shutdown_session(exception=None):
                db = g.pop("db", None)
                if db is not None:
                    if exception:
                        db.rollback()
                    db.close()
            """
        ),
        requests=("/unknown", "/abort"),
    ),
    "a handler that rolls back by itself": Program(
        source=_shop(_IF_ELSE).replace(
            '    return "Who is that?", 404', '    g.db.rollback()\n    return "Who is that?", 404'
        ),
        requests=("/unknown",),
    ),
    "a commit in teardown, whatever came": Program(
        source=_shop(
            """
            @app.teardown_appcontext
            def count(error):
                db = g.pop("db", None)
                if db is not None:
                    db.commit()
            """
        ),
        requests=("/unknown",),
    ),
}
