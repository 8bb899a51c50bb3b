"""What lessons say of SQLAlchemy and Flask-SQLAlchemy is seen on the real ones."""

from __future__ import annotations

from pathlib import Path

from tests.claims.sentences import printed, proves

SHOP = """
from flask import Flask, g
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

opened = []


def make_engine():
    engine = create_engine("sqlite:///shop.sqlite")
    event.listen(engine, "connect", lambda connection, record: opened.append(connection))
    return engine


engine = make_engine()
with engine.begin() as connection:
    connection.execute(text("CREATE TABLE IF NOT EXISTS book (stock INTEGER)"))
    connection.execute(text("DELETE FROM book"))
    connection.execute(text("INSERT INTO book VALUES (3)"))
engine.dispose()
opened.clear()


def stock(session):
    return session.execute(text("SELECT stock FROM book")).scalar()


def sell(session):
    session.execute(text("UPDATE book SET stock = stock - 1"))
"""


@proves("database/sqlalchemy", "may be used by all threads.")
def test_an_engine_serves_threads_at_the_same_time(tmp_path: Path) -> None:
    program = """
        from threading import Barrier, Thread

        import shop

        engine = shop.make_engine()
        print("opened by making it:", len(shop.opened))
        meet, seen = Barrier(3), []

        def work():
            with shop.Session(engine) as session:
                found = shop.stock(session)
                meet.wait()
                seen.append(found)

        threads = [Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(seen, "opened:", len(shop.opened))
    """
    assert printed(tmp_path, program, shop=SHOP) == (
        "opened by making it: 0\n[3, 3, 3] opened: 3\n"
    )


@proves("database/sqlalchemy", "A **session** holds one transaction,")
@proves("database/sqlalchemy", "Then all requests would share one transaction,")
def test_one_session_for_all_is_one_transaction(tmp_path: Path) -> None:
    program = """
        import shop

        shared = shop.Session(shop.engine)
        shop.sell(shared)  # Citra's request
        shared.rollback()  # Dewi's request fails
        shared.commit()  # and Citra's is done
        print("shared:", shop.stock(shared))
        shared.close()
        citra, dewi = shop.Session(shop.engine), shop.Session(shop.engine)
        shop.sell(citra)
        dewi.rollback()
        citra.commit()
        print("one each:", shop.stock(dewi))
        shop.sell(citra)
        citra.close()
        print("closed without commit:", shop.stock(citra))
    """
    assert printed(tmp_path, program, shop=SHOP) == (
        "shared: 3\none each: 2\nclosed without commit: 2\n"
    )


@proves("database/sqlalchemy", "an engine keeps connections ready for those who come next;")
def test_an_engine_keeps_connections_for_those_who_come_next(tmp_path: Path) -> None:
    program = """
        import shop

        def requests(engine_of):
            shop.opened.clear()
            for _ in range(3):
                with shop.Session(engine_of()) as session:
                    shop.stock(session)
            return len(shop.opened)

        one = shop.make_engine()
        print("one engine:", requests(lambda: one), "one each:", requests(shop.make_engine))
    """
    assert printed(tmp_path, program, shop=SHOP) == "one engine: 1 one each: 3\n"


@proves("database/sqlalchemy", "made when first wanted, closed by teardown.")
def test_a_session_for_each_context(tmp_path: Path) -> None:
    program = """
        import shop
        from shop import Flask, Session, engine, event, g

        app = Flask("bookshop")
        made = []

        def get_session():
            if "session" not in g:
                g.session = Session(engine)
                made.append(g.session)
            return g.session

        @app.teardown_appcontext
        def close(error):
            session = g.pop("session", None)
            if session is not None:
                session.close()

        @app.get("/stock")
        def stock():
            return str(shop.stock(get_session()) + shop.stock(get_session()) - 3)

        @app.get("/about")
        def about():
            return "about"

        client = app.test_client()
        print([client.get(path).text for path in ("/stock", "/about", "/stock")])
        print("made:", len(made), "lent out at the end:", engine.pool.checkedout())
    """
    said = "['3', 'about', '3']\nmade: 2 lent out at the end: 0\n"
    assert printed(tmp_path, program, shop=SHOP) == said


@proves("database/global-name", "behind it stands a session for each app context.")
@proves("errors/extension", "`db.create_all()` of Flask-SQLAlchemy fails for the same reason.")
@proves("errors/extension", "one object, and `init_app()` ties it to an app.")
@proves("factory/an-extension", "Many extensions, such as Flask-SQLAlchemy, are built like this.")
def test_flask_sqlalchemy_asks_which_app_is_active(tmp_path: Path) -> None:
    program = """
        from flask import Flask
        from flask_sqlalchemy import SQLAlchemy

        db = SQLAlchemy()
        apps = [Flask("one"), Flask("two")]
        for app in apps:
            app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{app.name}.sqlite"
            db.init_app(app)
        try:
            db.create_all()
        except RuntimeError as error:
            print(str(error).splitlines()[0])
        sessions, urls = [], []
        for app in apps * 2:
            with app.app_context():
                db.create_all()
                urls.append(db.engine.url.database.endswith(f"{app.name}.sqlite"))
                sessions += [db.session(), db.session()]
        print(urls)
        print([sessions.index(each) for each in sessions])
    """
    assert printed(tmp_path, program) == (
        "Working outside of application context.\n"
        "[True, True, True, True]\n"
        "[0, 0, 2, 2, 4, 4, 6, 6]\n"
    )
