"""Owns programs about how contexts end: faulty ones, and near ones that are right."""

from __future__ import annotations

from tests.faults import programs_committing as commits
from tests.faults.program import Program

FAULTY: dict[str, Program] = {
    "contexts popped in the wrong order": Program(
        source="""
            from flask import Flask

            app = Flask("shop")
            cafe = Flask("cafe")


            @app.get("/")
            def index():
                outer, inner = cafe.app_context(), cafe.app_context()
                outer.push()
                inner.push()
                outer.pop()
                inner.pop()
                return "hello"
            """,
        wrong={"popped-wrong-context": "outer.pop()"},
        fails=True,
    ),
    "a context popped twice": Program(
        source="""
            from threading import Thread

            from flask import Flask

            app = Flask("shop")


            def work():
                context = app.app_context()
                context.push()
                context.pop()
                context.pop()


            @app.get("/")
            def index():
                thread = Thread(target=work)
                thread.start()
                thread.join()
                return "hello"
            """,
        wrong={"context-popped-twice": "context.pop()"},
    ),
    "a teardown function that raises": Program(
        source="""
            from flask import Flask, g

            app = Flask("shop")


            @app.teardown_appcontext
            def close_db(error):
                g.db.close()


            @app.get("/")
            def index():
                return "hello"
            """,
        wrong={"teardown-raised": "g.db.close()"},
        fails=True,
    ),
    "a slow teardown function": Program(
        source="""
            import time

            from flask import Flask

            app = Flask("shop")


            @app.teardown_request
            def send_mail(error):
                time.sleep(0.2)


            @app.get("/")
            def index():
                return "hello"
            """,
        requests=("/", "/"),
        wrong={"teardown-slow": "@app.teardown_request"},
    ),
    **commits.FAULTY,
}

NEAR: dict[str, Program] = {
    "contexts popped in order": Program(
        source="""
            from flask import Flask, current_app

            app = Flask("shop")
            cafe = Flask("cafe")


            @app.get("/")
            def index():
                outer, inner = cafe.app_context(), cafe.app_context()
                outer.push()
                inner.push()
                inner.pop()
                outer.pop()
                return current_app.name
            """,
    ),
    "teardown functions that catch what they raise, and are quick": Program(
        source="""
            from flask import Flask, g

            app = Flask("shop")


            def close(db):
                if db is None:
                    raise LookupError("no database")
                db.close()


            @app.teardown_request
            def forget(error):
                try:
                    close(g.pop("db", None))
                except LookupError as missing:
                    print(missing)


            @app.teardown_appcontext
            def count(error):
                sum(number for number in range(20000))


            @app.get("/")
            def index():
                return "hello"
            """,
        requests=("/", "/nowhere"),
    ),
    "a teardown function that is slow once": Program(
        source="""
            import time

            from flask import Flask

            app = Flask("shop")
            seen = []


            @app.teardown_request
            def warm_up(error):
                if not seen:
                    time.sleep(0.2)
                seen.append(1)


            @app.get("/")
            def index():
                return "hello"
            """,
        requests=("/", "/", "/", "/"),
    ),
    **commits.NEAR,
}
