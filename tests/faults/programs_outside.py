"""Owns programs about code without its context: faulty ones, and near ones that are right."""

from __future__ import annotations

from tests.faults.program import Program

FAULTY: dict[str, Program] = {
    "current_app in a thread": Program(
        source="""
            from threading import Thread

            from flask import Flask, current_app

            app = Flask("shop")


            def work():
                print(current_app.name)


            @app.get("/")
            def index():
                thread = Thread(target=work)
                thread.start()
                thread.join()
                return "hello"
            """,
        wrong={"outside-app-context-in-thread": "print(current_app.name)"},
    ),
    "request in a thread with an app context, tidied up on the way": Program(
        source="""
            from concurrent.futures import ThreadPoolExecutor

            from flask import Flask, request

            app = Flask("shop")


            def work():
                with app.app_context():
                    try:
                        return request.path
                    finally:
                        print("tidied up")


            @app.get("/")
            def index():
                with ThreadPoolExecutor(1) as pool:
                    error = pool.submit(work).exception()
                return type(error).__name__
            """,
        wrong={"outside-app-context-in-thread": "return request.path"},
    ),
    "g in a function that a loop runs in its executor": Program(
        source="""
            import asyncio

            from flask import Flask, g

            app = Flask("shop")


            def work():
                return g.get("user")


            @app.get("/")
            async def index():
                loop = asyncio.get_running_loop()
                try:
                    await loop.run_in_executor(None, work)
                except RuntimeError:
                    return "no context there"
                return "hello"
            """,
        wrong={"outside-app-context-in-thread": 'return g.get("user")'},
    ),
    "a stream that reads the request": Program(
        source="""
            from flask import Flask, request

            app = Flask("shop")


            @app.get("/")
            def index():
                def rows():
                    yield "path: "
                    yield request.path

                return rows()
            """,
        wrong={"outside-request-context-streaming": "yield request.path"},
        fails=True,
    ),
    "a stream that reads g": Program(
        source="""
            from flask import Flask, Response, g

            app = Flask("shop")


            def rows():
                for number in range(2):
                    yield f"{number} {g.get('user')}"


            @app.get("/")
            def index():
                g.user = "ana"
                return Response(rows())
            """,
        wrong={"outside-app-context-streaming": "yield f\"{number} {g.get('user')}\""},
        fails=True,
    ),
}

NEAR: dict[str, Program] = {
    "a thread that asks whether there is a context": Program(
        source="""
            from contextlib import suppress
            from threading import Thread

            from flask import Flask, current_app, has_request_context, request

            app = Flask("shop")


            def name():
                try:
                    return current_app.name
                except RuntimeError:
                    return "nobody"


            def work():
                print(request.path if has_request_context() else "no request", name())
                with suppress(RuntimeError):
                    print(request.path)


            @app.get("/")
            def index():
                thread = Thread(target=work)
                thread.start()
                thread.join()
                return "hello"
            """,
    ),
    "streams that keep their context, or need none": Program(
        source="""
            from flask import Flask, Response, current_app, g, request, stream_with_context

            app = Flask("shop")


            @app.get("/kept")
            def kept():
                g.user = "ana"

                @stream_with_context
                def rows():
                    yield request.path
                    yield g.user

                return rows()


            @app.get("/plain")
            def plain():
                def rows(path):
                    yield path

                return Response(rows(request.path))


            @app.get("/own")
            def own():
                shop = current_app._get_current_object()

                def rows():
                    with shop.app_context():
                        yield current_app.name

                return Response(rows())
            """,
        requests=("/kept", "/plain", "/own"),
    ),
}
