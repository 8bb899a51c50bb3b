"""Owns apps that do more than answer: async views, streams, jobs, tasks; all as good ones are."""

from __future__ import annotations

from tests.faults.program import Program

APPS: dict[str, Program] = {
    "async views": Program(
        requests=("/", "/together", "/aside", "/caught"),
        source="""
            import asyncio

            from flask import Flask, current_app, g, request, session

            app = Flask("shop")
            app.secret_key = "x"


            @app.before_request
            async def load():
                await asyncio.sleep(0)
                g.user = "ana"


            @app.teardown_request
            async def forget(error):
                await asyncio.sleep(0)


            @app.errorhandler(LookupError)
            async def lost(error):
                return "lost", 404


            async def part(number):
                await asyncio.sleep(0)
                return f"{request.path} {g.user} {number}"


            @app.get("/")
            async def index():
                session["seen"] = 1
                return await part(1)


            @app.get("/together")
            async def together():
                parts = await asyncio.gather(*(part(number) for number in range(3)))
                task = asyncio.create_task(part(4))
                return " ".join([*parts, await task])


            def blocking(proxy):
                return proxy.path + current_app.name


            @app.get("/aside")
            async def aside():
                return await asyncio.to_thread(blocking, request)


            @app.get("/caught")
            async def caught():
                raise LookupError("nothing")
            """,
    ),
    "streams done right": Program(
        requests=("/log", "/events", "/file", "/early"),
        source="""
            import io

            from flask import Flask, Response, g, request, send_file, session, stream_with_context

            app = Flask("shop")
            app.secret_key = "x"


            @app.teardown_request
            def forget(error):
                g.pop("user", None)


            @app.get("/log")
            def log():
                session["read"] = True

                @stream_with_context
                def lines():
                    for number in range(3):
                        yield f"{number} {request.path}\\n"

                return Response(lines(), mimetype="text/plain")


            @app.get("/events")
            def events():
                last = request.headers.get("Last-Event-ID", "0")

                def rows():
                    yield f"id: {last}\\n\\n"
                    yield "data: end\\n\\n"

                return Response(rows(), mimetype="text/event-stream")


            @app.get("/file")
            def file():
                return send_file(io.BytesIO(b"hello"), mimetype="text/plain")


            @app.get("/early")
            def early():
                def rows():
                    try:
                        yield request.path
                    finally:
                        print("closed")

                return Response(stream_with_context(rows()))
            """,
    ),
    "jobs done right": Program(
        requests=("/mail", "/copy", "/pool"),
        source="""
            import logging
            from concurrent.futures import ThreadPoolExecutor
            from queue import Queue
            from threading import Thread

            from flask import (
                Flask, copy_current_request_context, current_app, g, has_request_context, request,
            )

            app = Flask("shop")
            jobs = Queue()
            pool = ThreadPoolExecutor(2)


            class WithPath(logging.Filter):
                def filter(self, record):
                    record.path = request.path if has_request_context() else "-"
                    return True


            logger = logging.getLogger("shop.jobs")
            logger.addFilter(WithPath())


            def worker():
                while True:
                    to, done = jobs.get()
                    with app.app_context():
                        g.to = to
                        logger.warning("mail of %s to %s", current_app.name, g.to)
                        done.put(to)


            Thread(target=worker, daemon=True).start()


            @app.get("/mail")
            def mail():
                done = Queue()
                jobs.put((request.args.get("to", "ana"), done))
                return done.get(timeout=10)


            @app.get("/copy")
            def copy():
                g.price = 3
                found = []

                @copy_current_request_context
                def work():
                    found.append(request.path)

                thread = Thread(target=work)
                thread.start()
                thread.join()
                return found[0]


            def price(shop, number):
                with shop.app_context():
                    return number * len(current_app.name)


            @app.get("/pool")
            def prices():
                shop = current_app._get_current_object()
                return {"prices": list(pool.map(price, [shop] * 3, range(3)))}
            """,
    ),
    "tasks as Flask's page on Celery writes them, run at once": Program(
        target="shop:create_app",
        requests=("/", "/later"),
        files={
            "celery.py": """
                class Task:
                    def __init__(self, function):
                        self.function = function
                        self.name = function.__name__

                    def run(self, *args, **kwargs):
                        return self.function(*args, **kwargs)

                    def __call__(self, *args, **kwargs):
                        return self.run(*args, **kwargs)


                class Celery:
                    def __init__(self, name, task_cls):
                        self.task_cls = task_cls

                    def task(self, function):
                        return self.task_cls(function)
                """,
            "shop/__init__.py": """
                from celery import Celery, Task
                from flask import Flask, current_app, request


                def celery_init_app(app):
                    class FlaskTask(Task):
                        def __call__(self, *args, **kwargs):
                            with app.app_context():
                                return self.run(*args, **kwargs)

                    celery_app = Celery(app.name, task_cls=FlaskTask)
                    app.extensions["celery"] = celery_app
                    return celery_app


                def create_app():
                    app = Flask(__name__)
                    celery_app = celery_init_app(app)

                    @celery_app.task
                    def add(a, b):
                        return f"{current_app.name}: {a + b}"

                    @app.get("/")
                    def index():
                        return add(1, int(request.args.get("b", 2)))

                    @app.get("/later")
                    def later():
                        from threading import Thread

                        thread = Thread(target=add, args=(1, 2))
                        thread.start()
                        thread.join()
                        return "later"

                    return app
                """,
        },
    ),
    "a handler that turns errors into answers, with teardown functions that look": Program(
        requests=("/", "/missing", "/broken"),
        source="""
            from flask import Flask, g, jsonify
            from werkzeug.exceptions import HTTPException

            app = Flask("shop")


            @app.errorhandler(HTTPException)
            def told(error):
                return jsonify(name=error.name), error.code


            @app.errorhandler(Exception)
            def broken(error):
                g.failed = True
                return jsonify(name=type(error).__name__), 500


            @app.teardown_request
            def end(error):
                if error is not None or g.get("failed"):
                    print("rolled back")


            @app.get("/")
            def index():
                return "hello"


            @app.get("/broken")
            def fail():
                raise ValueError("broken")
            """,
    ),
}
