"""Programs that run in one thread, with their context events."""

from __future__ import annotations

from tests.contexts.program import Program

IN_LINE: dict[str, Program] = {
    "a request": Program(
        source="""
            @app.before_request
            def load_user():
                g.user = "Ayu"

            @app.after_request
            def add_header(response):
                return response

            @app.get("/hello")
            def hello():
                session["seen"] = 1
                return render_template_string("Hello")

            from flask import render_template_string
            app.test_client().get("/hello?x=1")
            """,
        events="""
            main: client-sent GET /hello?x=1
            main: app-pushed shop
            main: request-pushed GET /hello?x=1
            main: request-started GET /hello?x=1
            main: before-request load_user
            main: g-set user = 'Ayu'
            main: view-entered hello
            main: session-set seen
            main: template-rendered
            main: view-left hello
            main: after-request add_header
            main: request-finished 200 OK
            main: request-popped GET /hello?x=1
            main: app-popped shop
            main: client-answered 200 OK
            """,
    ),
    "nested apps": Program(
        source="""
            @cafe.get("/menu")
            def menu():
                return current_app.name

            @app.get("/")
            def index():
                with cafe.app_context():
                    g.tea = 1
                return cafe.test_client().get("/menu").text

            with app.test_request_context("/outer"):
                with cafe.app_context():
                    pass
            app.test_client().get("/")
            """,
        events="""
            main: app-pushed shop
            main: request-pushed GET /outer
            main: app-pushed cafe
            main: app-popped cafe
            main: request-popped GET /outer
            main: app-popped shop
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: app-pushed cafe
            main: g-set tea = 1
            main: app-popped cafe
            main: client-sent GET /menu
            main: app-called shop → cafe
            main: app-pushed cafe
            main: request-pushed GET /menu
            main: request-started GET /menu
            main: view-entered menu
            main: view-left menu
            main: request-finished 200 OK
            main: request-popped GET /menu
            main: app-popped cafe
            main: client-answered 200 OK
            main: view-left index
            main: request-finished 200 OK
            main: request-popped GET /
            main: app-popped shop
            main: client-answered 200 OK
            """,
    ),
    "a test client inside an app context": Program(
        source="""
            @app.get("/")
            def index():
                return g.get("user", "nobody")

            with app.app_context():
                g.user = "Ayu"
                print(app.test_client().get("/").text)
            """,
        events="""
            main: app-pushed shop
            main: g-set user = 'Ayu'
            main: client-sent GET /
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: request-popped GET /
            main: client-answered 200 OK
            main: app-popped shop
            """,
        differs={
            "3.2": """
            main: app-pushed shop
            main: g-set user = 'Ayu'
            main: client-sent GET /
            main: context-pushed shop, GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: context-popped shop, GET /
            main: client-answered 200 OK
            main: app-popped shop
            """,
        },
    ),
    "the order of teardown": Program(
        source="""
            from flask import Blueprint

            bp = Blueprint("bp", __name__)

            @app.teardown_request
            def first(error): pass

            @app.teardown_request
            def second(error): pass

            @bp.teardown_request
            def of_blueprint(error): pass

            @app.teardown_appcontext
            def close_db(error): g.pop("db")

            @bp.get("/")
            def index():
                g.db = 1
                return ""

            app.register_blueprint(bp)
            app.test_client().get("/")
            """,
        events="""
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: g-set db = 1
            main: view-left index
            main: request-finished 200 OK
            main: teardown-request of_blueprint
            main: teardown-request second
            main: teardown-request first
            main: request-popped GET /
            main: teardown-app close_db
            main: g-removed db
            main: app-popped shop
            main: client-answered 200 OK
            """,
    ),
    "an exception in a view": Program(
        source="""
            @app.get("/broken")
            def broken():
                return 1 / 0

            @app.get("/handled")
            def handled():
                raise ValueError("no")

            @app.get("/missing")
            def missing():
                abort(404)

            @app.errorhandler(ValueError)
            def excuse(error):
                return "sorry", 400

            from flask import abort
            app.logger.disabled = True
            for path in ("/broken", "/handled", "/missing"):
                app.test_client().get(path)
            """,
        events="""
            main: client-sent GET /broken
            main: app-pushed shop
            main: request-pushed GET /broken
            main: request-started GET /broken
            main: view-entered broken
            main: exception-raised ZeroDivisionError: division by zero
            main: view-left broken
            main: exception-unhandled ZeroDivisionError: division by zero
            main: request-finished 500 INTERNAL SERVER ERROR
            main: request-popped GET /broken
            main: app-popped shop
            main: client-answered 500 INTERNAL SERVER ERROR
            main: client-sent GET /handled
            main: app-pushed shop
            main: request-pushed GET /handled
            main: request-started GET /handled
            main: view-entered handled
            main: exception-raised ValueError: no
            main: view-left handled
            main: exception-handled excuse
            main: request-finished 400 BAD REQUEST
            main: request-popped GET /handled
            main: app-popped shop
            main: client-answered 400 BAD REQUEST
            main: client-sent GET /missing
            main: app-pushed shop
            main: request-pushed GET /missing
            main: request-started GET /missing
            main: view-entered missing
            main: exception-raised NotFound: 404 Not Found
            main: view-left missing
            main: request-finished 404 NOT FOUND
            main: request-popped GET /missing
            main: app-popped shop
            main: client-answered 404 NOT FOUND
            """,
    ),
    "exceptions that nobody's `except` takes": Program(
        source="""
            from contextlib import suppress

            def deep(n):
                return {}["b"] if not n else deep(n - 1)

            with app.app_context():
                for name in "aa":
                    with suppress(KeyError):
                        {}[name]
                with suppress(KeyError):
                    deep(2)
            """,
        events="""
            main: app-pushed shop
            main: exception-raised KeyError: 'a'
            main: exception-raised KeyError: 'a'
            main: exception-raised KeyError: 'b'
            main: app-popped shop
            """,
    ),
    "a CLI command": Program(
        source="""
            @app.cli.command("greet")
            def greet():
                print(current_app.name)

            app.test_cli_runner().invoke(args=["greet"])
            """,
        events="""
            main: app-pushed shop
            main: command-entered greet
            main: command-left greet
            main: app-popped shop
            """,
    ),
}
