"""Owns programs about where contexts are pushed: faulty ones, and near ones that are right."""

from __future__ import annotations

from tests.faults.program import Program

FAULTY: dict[str, Program] = {
    "a context left pushed at import": Program(
        source="""
            from flask import Flask, g

            app = Flask("shop")
            app.app_context().push()


            @app.get("/")
            def index():
                g.count = g.get("count", 0) + 1
                return str(g.count)
            """,
        requests=("/", "/"),
        wrong={"context-left-at-import": "app.app_context().push()"},
    ),
    "a request context left pushed at import": Program(
        source="""
            from flask import Flask, request

            app = Flask("shop")
            context = app.test_request_context("/set-up")
            context.push()
            print(request.path)


            @app.get("/")
            def index():
                return "hello"
            """,
        wrong={"context-left-at-import": "context.push()"},
    ),
    "a context of the same app in a view": Program(
        source="""
            from flask import Flask, current_app

            app = Flask("shop")


            @app.get("/")
            def index():
                with app.app_context():
                    name = current_app.name
                return name
            """,
        wrong={"app-context-in-request": "with app.app_context():"},
    ),
    "a context of the same app in a hook": Program(
        source="""
            from flask import Flask, current_app, g

            app = Flask("shop")


            @app.before_request
            def load():
                with current_app.app_context():
                    g.user = "ana"


            @app.get("/")
            def index():
                return "hello"
            """,
        wrong={"app-context-in-request": "with current_app.app_context():"},
    ),
    "a helper's context that hides the request": Program(
        source="""
            from flask import Flask, request

            app = Flask("shop")


            def log():
                with app.app_context():
                    try:
                        print(request.path)
                    except RuntimeError:
                        print("no request")


            @app.get("/")
            def index():
                log()
                return "hello"
            """,
        wrong={"app-context-in-request": "with app.app_context():"},
    ),
}

NEAR: dict[str, Program] = {
    "a context at import, popped": Program(
        source="""
            from flask import Flask, current_app

            app = Flask("shop")
            with app.app_context():
                print(current_app.name)
            context = app.test_request_context("/set-up")
            context.push()
            context.pop()


            @app.get("/")
            def index():
                return "hello"
            """,
        requests=("/", "/"),
    ),
    "a context that a thread of the app holds from the import on": Program(
        source="""
            import time
            from threading import Event, Thread

            from flask import Flask, current_app

            app = Flask("shop")
            ready = Event()


            def watch():
                with app.app_context():
                    print(current_app.name)
                    ready.set()
                    while True:
                        time.sleep(0.05)


            Thread(target=watch, daemon=True).start()
            ready.wait(10)


            @app.get("/")
            def index():
                return "hello"
            """,
    ),
    "another app's context in a view": Program(
        source="""
            from flask import Flask, current_app, request

            app = Flask("shop")
            cafe = Flask("cafe")


            @app.get("/")
            def index():
                path = request.path
                with cafe.app_context():
                    return current_app.name + path
            """,
    ),
    "a helper that pushes a context wherever it is called": Program(
        source="""
            from threading import Thread

            from flask import Flask, current_app

            app = Flask("shop")


            def send_mail(to):
                with app.app_context():
                    print(current_app.name, to)


            @app.get("/")
            def index():
                send_mail("ana")
                thread = Thread(target=send_mail, args=("budi",))
                thread.start()
                thread.join()
                return "hello"
            """,
    ),
    "a command that a view runs": Program(
        source="""
            from flask import Flask, current_app

            app = Flask("shop")


            @app.cli.command("stock")
            def stock():
                print(current_app.name)


            @app.get("/")
            def index():
                return app.test_cli_runner().invoke(args=["stock"]).output
            """,
    ),
}
