"""Owns programs about what requests keep: faulty ones, and near ones that are right."""

from __future__ import annotations

from tests.faults.program import Program

FAULTY: dict[str, Program] = {
    "a session changed in place": Program(
        source="""
            from flask import Flask, session

            app = Flask("shop")
            app.secret_key = "x"


            @app.get("/")
            def index():
                session["cart"] = []
                return "hello"


            @app.get("/add")
            def add():
                cart = session["cart"]
                cart.append("Saman")
                return "added"
            """,
        requests=("/", "/add"),
        wrong={"session-not-saved": 'cart = session["cart"]'},
    ),
    "a name in g that another request has set": Program(
        source="""
            from flask import Flask, g

            app = Flask("shop")


            @app.get("/login")
            def login():
                g.user = "ana"
                return "hello"


            @app.get("/")
            def index():
                return g.user
            """,
        requests=("/login", "/"),
        wrong={"g-attribute-elsewhere": "return g.user"},
        fails=True,
    ),
    "a route added after the first request": Program(
        source="""
            from flask import Flask

            app = Flask("shop")


            @app.get("/")
            def index():
                @app.get("/new")
                def new():
                    return "new"

                return "hello"
            """,
        wrong={"setup-after-first-request": '@app.get("/new")'},
        fails=True,
    ),
}

NEAR: dict[str, Program] = {
    "a session that says that it has changed, one set anew, one permanent": Program(
        source="""
            from flask import Flask, session

            app = Flask("shop")
            app.secret_key = "x"


            @app.get("/")
            def index():
                session["cart"] = []
                return "hello"


            @app.get("/add")
            def add():
                session["cart"].append("Saman")
                session.modified = True
                return "added"


            @app.get("/anew")
            def anew():
                session["cart"] = [*session["cart"], "Laut"]
                return "added"


            @app.get("/read")
            def read():
                return ", ".join(session["cart"])


            @app.get("/stay")
            def stay():
                session.permanent = True
                return "stays"


            @app.get("/more")
            def more():
                session["cart"].append("Bumi")
                return "added"
            """,
        requests=("/", "/add", "/anew", "/read", "/stay", "/more", "/read"),
    ),
    "names in g that each request sets, or asks for": Program(
        source="""
            from flask import Flask, g

            app = Flask("shop")


            @app.get("/login")
            def login():
                g.user = "ana"
                return g.user


            @app.get("/")
            def index():
                try:
                    print(g.user)
                except AttributeError:
                    print("nobody")
                return g.get("user", "nobody")
            """,
        requests=("/login", "/"),
    ),
    "routes that are all there, and one that is tried": Program(
        source="""
            from flask import Flask

            app = Flask("shop")


            @app.get("/")
            def index():
                try:
                    app.add_url_rule("/new", "new", index)
                except AssertionError:
                    return "too late"
                return "hello"
            """,
    ),
}
