"""Programs that run in several threads, tasks or pieces, with their context events."""

from __future__ import annotations

from tests.contexts.program import Program

IN_LANES: dict[str, Program] = {
    "a thread without a context": Program(
        source="""
            import threading

            def work():
                try:
                    print(request.path)
                except RuntimeError:
                    print("no request here")

            with app.test_request_context("/"):
                thread = threading.Thread(target=work, name="worker")
                thread.start()
                thread.join()
            """,
        events="""
            main: app-pushed shop
            main: request-pushed GET /
            worker: lane-began
            worker: exception-raised RuntimeError: Working outside of request context.
            worker: exception-caught
            main: request-popped GET /
            main: app-popped shop
            """,
    ),
    "a thread with a copied context": Program(
        source="""
            import threading
            from flask import copy_current_request_context

            with app.test_request_context("/page"):
                g.user = "Ayu"

                @copy_current_request_context
                def work():
                    g.thing = request.path

                thread = threading.Thread(target=work, name="worker")
                thread.start()
                thread.join()
            """,
        events="""
            main: app-pushed shop
            main: request-pushed GET /page
            main: g-set user = 'Ayu'
            worker: lane-began
            worker: app-pushed shop
            worker: request-pushed GET /page
            worker: g-set thing = '/page'
            worker: request-popped GET /page
            worker: app-popped shop
            main: request-popped GET /page
            main: app-popped shop
            """,
    ),
    "streaming without a context": Program(
        source="""
            @app.get("/")
            def index():
                def pieces():
                    yield "a"
                    yield request.path
                return pieces()

            try:
                app.test_client().get("/").text
            except RuntimeError:
                pass
            """,
        events="""
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: request-popped GET /
            main: app-popped shop
            main: client-answered 200 OK
            main: exception-raised RuntimeError: Working outside of request context.
            main: exception-caught
            """,
    ),
    "streaming with the context": Program(
        source="""
            from flask import stream_with_context

            @app.get("/")
            def index():
                @stream_with_context
                def pieces():
                    yield "a"
                    g.sent = request.path
                    yield g.sent
                return pieces()

            print(app.test_client().get("/").text)
            """,
        events="""
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: request-popped GET /
            main: app-popped shop
            main: app-back shop
            main: request-back GET /
            main: client-answered 200 OK
            main: g-set sent = '/'
            main: request-popped GET /
            main: app-popped shop
            """,
        differs={
            "2.3": """
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: client-answered 200 OK
            main: g-set sent = '/'
            main: request-popped GET /
            main: app-popped shop
            """,
            "3.0": """
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: client-answered 200 OK
            main: g-set sent = '/'
            main: request-popped GET /
            main: app-popped shop
            """,
            "3.2": """
            main: client-sent GET /
            main: context-pushed shop, GET /
            main: request-started GET /
            main: view-entered index
            main: view-left index
            main: request-finished 200 OK
            main: client-answered 200 OK
            main: g-set sent = '/'
            main: context-popped shop, GET /
            """,
        },
    ),
    "an async view": Program(
        source="""
            import asyncio

            @app.get("/")
            async def index():
                g.user = "Ayu"
                await asyncio.sleep(0.001)
                return request.path

            app.test_client().get("/")
            """,
        events="""
            main: client-sent GET /
            main: app-pushed shop
            main: request-pushed GET /
            main: request-started GET /
            executor: app-inherited shop
            executor: request-inherited GET /
            executor: view-entered index
            executor: g-set user = 'Ayu'
            executor: view-left index
            main: request-finished 200 OK
            main: request-popped GET /
            main: app-popped shop
            main: client-answered 200 OK
            """,
    ),
    "two requests at the same time": Program(
        source="""
            import threading

            inside, over = threading.Event(), threading.Event()

            @app.get("/slow")
            def slow():
                g.who = "slow"
                inside.set()
                over.wait(5)
                return g.who

            @app.get("/fast")
            def fast():
                g.who = "fast"
                return g.who

            def visit(path):
                app.test_client().get(path)

            first = threading.Thread(target=visit, args=["/slow"], name="first")
            second = threading.Thread(target=visit, args=["/fast"], name="second")
            first.start()
            inside.wait(5)
            second.start()
            second.join()
            over.set()
            first.join()
            """,
        events="""
            first: lane-began
            first: client-sent GET /slow
            first: app-pushed shop
            first: request-pushed GET /slow
            first: request-started GET /slow
            first: view-entered slow
            first: g-set who = 'slow'
            second: lane-began
            second: client-sent GET /fast
            second: app-pushed shop
            second: request-pushed GET /fast
            second: request-started GET /fast
            second: view-entered fast
            second: g-set who = 'fast'
            second: view-left fast
            second: request-finished 200 OK
            second: request-popped GET /fast
            second: app-popped shop
            second: client-answered 200 OK
            first: view-left slow
            first: request-finished 200 OK
            first: request-popped GET /slow
            first: app-popped shop
            first: client-answered 200 OK
            """,
    ),
}
