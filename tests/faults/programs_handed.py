"""Owns programs about proxies and copies handed on: faulty ones, and near ones that are right."""

from __future__ import annotations

from tests.faults.program import Program

FAULTY: dict[str, Program] = {
    "a proxy handed to a thread": Program(
        source="""
            from threading import Thread

            from flask import Flask, current_app

            app = Flask("shop")


            def work(shop):
                with shop.app_context():
                    print("work")


            @app.get("/")
            def index():
                thread = Thread(target=work, args=(current_app,))
                thread.start()
                thread.join()
                return "hello"
            """,
        wrong={"proxy-handed-over": "def work(shop):"},
    ),
    "a proxy handed to a pool": Program(
        source="""
            from concurrent.futures import ThreadPoolExecutor

            from flask import Flask, request

            app = Flask("shop")


            def work(number, *, asked):
                return number, asked.path


            @app.get("/")
            def index():
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(work, 1, asked=request).exception()
                return "hello"
            """,
        wrong={"proxy-handed-over": "def work(number, *, asked):"},
    ),
    "a proxy that sends a signal": Program(
        source="""
            from blinker import Namespace
            from flask import Flask, current_app

            app = Flask("shop")
            sold = Namespace().signal("sold")
            sold.connect(print, sender=app)


            @app.get("/")
            def index():
                sold.send(current_app, title="Saman")
                return "hello"
            """,
        wrong={"proxy-as-sender": 'sold.send(current_app, title="Saman")'},
    ),
    "one copy for two threads": Program(
        source="""
            from threading import Barrier, Thread

            from flask import Flask, copy_current_request_context, request

            app = Flask("shop")


            @app.get("/")
            def index():
                both = Barrier(2, timeout=10)

                @copy_current_request_context
                def work():
                    both.wait()
                    print(request.path)
                    both.wait()

                threads = [Thread(target=work) for _ in range(2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                return "hello"
            """,
        wrong={"context-copied-once": "both.wait()"},
    ),
}

NEAR: dict[str, Program] = {
    "a proxy handed to a copy of the context": Program(
        source="""
            from threading import Thread

            from flask import Flask, copy_current_request_context, request

            app = Flask("shop")


            @app.get("/")
            def index():
                @copy_current_request_context
                def work(asked):
                    print(asked.path, request.path)

                thread = Thread(target=work, args=(request,))
                thread.start()
                thread.join()
                return "hello"
            """,
    ),
    "the object behind a proxy, handed on": Program(
        source="""
            from concurrent.futures import ThreadPoolExecutor
            from threading import Thread

            from blinker import Namespace
            from flask import Flask, current_app, request

            app = Flask("shop")
            sold = Namespace().signal("sold")


            @sold.connect_via(app)
            def told(sender, title):
                print(sender.name, title)


            def work(shop, path):
                with shop.app_context():
                    print(current_app.name, path)


            @app.get("/")
            def index():
                shop = current_app._get_current_object()
                sold.send(shop, title="Saman")
                thread = Thread(target=work, args=(shop, request.path))
                thread.start()
                thread.join()
                with ThreadPoolExecutor(2) as pool:
                    list(pool.map(work, [shop] * 4, "abcd"))
                return "hello"
            """,
    ),
    "a copy for each thread": Program(
        source="""
            from threading import Barrier, Thread

            from flask import Flask, copy_current_request_context, request

            app = Flask("shop")


            @app.get("/")
            def index():
                both = Barrier(2, timeout=10)

                def work():
                    both.wait()
                    print(request.path)
                    both.wait()

                threads = [Thread(target=copy_current_request_context(work)) for _ in range(2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                return "hello"
            """,
    ),
    "a copy that one thread uses after the other": Program(
        source="""
            from threading import Thread

            from flask import Flask, copy_current_request_context, request

            app = Flask("shop")


            @app.get("/")
            def index():
                @copy_current_request_context
                def work():
                    print(request.path)

                for _ in range(2):
                    thread = Thread(target=work)
                    thread.start()
                    thread.join()
                return "hello"
            """,
    ),
}
