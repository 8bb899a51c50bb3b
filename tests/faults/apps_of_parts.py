"""Owns apps of several parts: factories, blueprints, extensions, logins; all as good ones are."""

from __future__ import annotations

from tests.faults.program import Program

APPS: dict[str, Program] = {
    "a factory with blueprints and hooks": Program(
        target="shop:create_app('test')",
        requests=("/", "/books/", "POST /books/ title=Saman", "/books/1", "/books/9", "/broken"),
        files={
            "shop/__init__.py": """
                from flask import Flask, g, jsonify, request

                from . import books, db


                def create_app(name):
                    app = Flask(__name__)
                    app.config["DATABASE"] = ":memory:" if name == "test" else "shop.db"
                    app.secret_key = "x"
                    db.init_app(app)
                    app.register_blueprint(books.bp)

                    @app.before_request
                    def load_user():
                        g.user = request.headers.get("X-User", "nobody")

                    @app.after_request
                    def say_who(response):
                        response.headers["X-Seen"] = g.user
                        return response

                    @app.errorhandler(ZeroDivisionError)
                    def broken(error):
                        return jsonify(error=str(error)), 500

                    @app.get("/")
                    def index():
                        return g.user

                    @app.get("/broken")
                    def fail():
                        return str(1 // 0)

                    with app.app_context():
                        db.init_db()
                    return app
                """,
            "shop/db.py": """
                import sqlite3

                from flask import current_app, g

                KEPT = sqlite3.connect(":memory:", check_same_thread=False)


                def get_db():
                    if "db" not in g:
                        g.db = KEPT.cursor()
                        g.asked = current_app.config["DATABASE"]
                    return g.db


                def close_db(error=None):
                    db = g.pop("db", None)
                    if db is not None:
                        db.close()


                def init_db():
                    get_db().execute("create table book (id integer primary key, title)")


                def init_app(app):
                    app.teardown_appcontext(close_db)
                    app.cli.command("init-db")(init_db)
                """,
            "shop/books.py": """
                from flask import Blueprint, abort, flash, g, redirect, request, url_for
                from flask.views import MethodView

                from .db import get_db

                bp = Blueprint("books", __name__, url_prefix="/books")


                @bp.url_value_preprocessor
                def pull(endpoint, values):
                    g.number = (values or {}).pop("number", None)


                @bp.before_request
                def begin():
                    g.begun = True


                @bp.teardown_request
                def end(error):
                    g.pop("begun", None)


                @bp.app_context_processor
                def names():
                    return {"user": g.user}


                class Books(MethodView):
                    def get(self):
                        found = get_db().execute("select title from book").fetchall()
                        return {"books": [title for title, in found]}

                    def post(self):
                        title = request.form["title"]
                        get_db().execute("insert into book (title) values (?)", [title])
                        flash("added")
                        return redirect(url_for("books.one", number=1))


                bp.add_url_rule("/", view_func=Books.as_view("all"))


                @bp.get("/<int:number>")
                def one():
                    found = get_db().execute("select title from book where id = ?", [g.number])
                    row = found.fetchone()
                    if row is None:
                        abort(404)
                    return row[0]
                """,
        },
    ),
    "an extension with a connection for each context": Program(
        requests=("/", "/twice", "/nothing"),
        threads=2,
        source="""
            from flask import Flask
            from stock import Stock

            stock = Stock()
            app = Flask("shop")
            stock.init_app(app)

            with app.app_context():
                stock.connection["tea"] = 3


            @app.get("/")
            def index():
                return str(stock.connection)


            @app.get("/twice")
            def twice():
                return str(stock.connection is stock.connection)


            @app.get("/nothing")
            def nothing():
                return "nothing"
            """,
        files={
            "stock.py": """
                from flask import current_app, g
                from werkzeug.local import LocalProxy


                class Stock:
                    def init_app(self, app):
                        app.extensions["stock"] = self
                        app.teardown_appcontext(self.close)
                        app.context_processor(lambda: {"stock": self})

                    @property
                    def connection(self):
                        if "_stock" not in g:
                            g._stock = {"app": current_app.name}
                        return g._stock

                    def close(self, error):
                        g.pop("_stock", None)


                current_stock = LocalProxy(lambda: current_app.extensions["stock"])
                """
        },
    ),
    "nested clients and apps": Program(
        requests=("/", "/same", "/inside", "/mounted/menu"),
        target="app:app",
        source="""
            from flask import Flask, current_app, g, request
            from werkzeug.middleware.dispatcher import DispatcherMiddleware

            app = Flask("shop")
            cafe = Flask("cafe")
            app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/mounted": cafe})


            @cafe.get("/menu")
            def menu():
                g.tea = 1
                return current_app.name


            @app.get("/")
            def index():
                g.user = "ana"
                text = cafe.test_client().get("/menu").text
                return f"{text} {request.path} {g.user}"


            @app.get("/price")
            def price():
                return request.args.get("of", "nothing")


            @app.get("/same")
            def same():
                with app.test_client() as client:
                    return client.get("/price?of=tea").text


            @app.get("/inside")
            def inside():
                with app.test_request_context("/price?of=soup"):
                    return request.args["of"]
            """,
    ),
    "a login that keeps its user, with forms and messages": Program(
        requests=(
            "/",
            "POST /login name=ana",
            "/",
            "POST /cart title=Saman",
            "/cart",
            "/logout",
            "/",
        ),
        source="""
            from functools import wraps

            from flask import (
                Flask, flash, g, get_flashed_messages, redirect, render_template_string, request,
                session, url_for,
            )
            from werkzeug.local import LocalProxy

            app = Flask("shop")
            app.config.from_mapping(SECRET_KEY="x", SESSION_COOKIE_SAMESITE="Lax")
            current_user = LocalProxy(lambda: g.get("user"))


            @app.before_request
            def load_user():
                g.user = session.get("user")


            def login_required(view):
                @wraps(view)
                def wrapped(*args, **kwargs):
                    if not current_user:
                        return redirect(url_for("login"))
                    return view(*args, **kwargs)

                return wrapped


            @app.route("/login", methods=["GET", "POST"])
            def login():
                if request.method == "POST":
                    session.clear()
                    session["user"] = request.form["name"]
                    flash("welcome")
                    return redirect(url_for("index"))
                return "log in"


            @app.get("/")
            @login_required
            def index():
                return render_template_string("{{ g.user }} {{ get_flashed_messages() }}")


            @app.route("/cart", methods=["GET", "POST"])
            @login_required
            def cart():
                books = session.setdefault("cart", {"books": []})["books"]
                if request.method == "POST":
                    books.append(request.form["title"])
                    session.modified = True
                    get_flashed_messages()
                return {"books": books}


            @app.get("/logout")
            def logout():
                session.clear()
                return redirect(url_for("index"))
            """,
    ),
}
