"""Rows of contexts: what is pushed, what is seen in it, how it is copied and popped."""

from __future__ import annotations

from tests.flasks.row import Row

CONTEXTS = (
    Row(
        "contexts pushed for a request",
        """
        with app.test_request_context("/") as context:
            print(app_ctx._get_current_object() is context, type(context).__name__)
        """,
        "False RequestContext",
        "True AppContext",
    ),
    Row(
        "what test_request_context gives",
        "print(app.test_request_context('/x?y=1'))\nprint(app.app_context())",
        "<RequestContext 'http://localhost/x?y=1' [GET] of shop>\n"
        "<flask.ctx.AppContext object at ID>",
        "<AppContext ID of shop, GET 'http://localhost/x?y=1'>\n<AppContext ID of shop>",
    ),
    Row(
        "request and session with only an app context",
        "with app.app_context():\n    told(lambda: request.path)\n    told(lambda: session['a'])",
        "RuntimeError: Working outside of request context.\n" * 2,
        "RuntimeError: There is no request in this context.\n" * 2,
    ),
    Row(
        "request and session with nothing pushed",
        "told(lambda: request.path)\ntold(lambda: session['a'])\ntold(lambda: g.a)",
        "RuntimeError: Working outside of request context.\n" * 2
        + "RuntimeError: Working outside of application context.",
    ),
    Row(
        "request in a view, inside an app context",
        """
        @app.get("/")
        def index():
            with app.app_context():
                told(lambda: request.path)
                print(has_request_context(), has_app_context())
            return ""
        app.test_client().get("/")
        """,
        "/\nTrue True",
        "RuntimeError: There is no request in this context.\nFalse True",
    ),
    Row(
        "g of the view, inside an app context",
        """
        @app.get("/")
        def index():
            g.a = 1
            with app.app_context():
                return str("a" in g)
        print(app.test_client().get("/").text)
        """,
        "False",
    ),
    Row(
        "an app context left pushed at module level",
        """
        app.app_context().push()
        @app.get("/")
        def index():
            g.n = g.get("n", 0) + 1
            return str(g.n)
        print(*(app.test_client().get("/").text for _ in range(3)))
        """,
        "1 2 3",
        "1 1 1",
    ),
    Row(
        "g set around a client",
        """
        @app.get("/")
        def index():
            return str(g.get("n"))
        with app.app_context():
            g.n = 5
            print(app.test_client().get("/").text)
        """,
        "5",
        "None",
    ),
    Row(
        "signals of a request made inside an app context",
        """
        said = []
        @app.get("/")
        def index():
            return ""
        with app.app_context():
            pushed = lambda sender: said.append("pushed")
            popped = lambda sender: said.append("popped")
            with appcontext_pushed.connected_to(pushed), appcontext_popped.connected_to(popped):
                app.test_client().get("/")
        print(said)
        """,
        "[]",
        "['pushed', 'popped']",
    ),
    Row(
        "a context pushed twice",
        """
        said = []
        appcontext_popped.connect(lambda sender: said.append("popped"), weak=False)
        context = app.app_context()
        with context, context:
            g.a = 1
            print("a" in g)
        print(said, has_app_context())
        """,
        "True\n['popped', 'popped'] False",
        "True\n['popped'] False",
    ),
    Row(
        "a client that keeps the context",
        """
        @app.get("/")
        def index():
            g.a, session["b"] = 1, 2
            return ""
        app.teardown_request(lambda error: print("torn down"))
        with app.test_client() as client:
            client.get("/?c=3")
            print(request.args["c"], g.a, session["b"])
        print(has_request_context(), has_app_context())
        """,
        "torn down\n3 1 2\ntorn down\nFalse False",
    ),
    Row(
        "a streamed response that keeps the context",
        """
        @app.get("/")
        def index():
            g.a = 1
            @stream_with_context
            def pieces():
                yield f"{request.args['b']} {g.a} "
                with app.app_context():
                    yield str(has_request_context())
            return pieces()
        print(app.test_client().get("/?b=2").text)
        """,
        "2 1 True",
        "2 1 False",
    ),
)

COPIES_AND_POPS = (
    Row(
        "a context kept for a stream",
        """
        said = []
        appcontext_pushed.connect(lambda sender: said.append("pushed"), weak=False)
        @app.get("/")
        def index():
            return stream_with_context(iter(["a"]))
        print(app.test_client().get("/").text, said)
        """,
        "a ['pushed', 'pushed']",
        "a ['pushed']",
    ),
    Row(
        "copy_current_request_context with only an app context",
        """
        with app.app_context():
            told(lambda: copy_current_request_context(lambda: current_app.name)())
        """,
        "RuntimeError: 'copy_current_request_context' can only be used when a request context is"
        " active, such as in a view function.",
        "shop",
    ),
    Row(
        "its copy called in the same thread",
        """
        with app.test_request_context("/"):
            g.a = 1
            told(copy_current_request_context(lambda: ("a" in g, request.path)))
        """,
        "(True, '/')",
        "(False, '/')",
    ),
    Row(
        "teardown in the copied context",
        """
        app.teardown_request(lambda error: print("torn down"))
        @app.get("/")
        def index():
            helper = Thread(target=copy_current_request_context(lambda: print(request.path)))
            helper.start()
            helper.join()
            print("view ends")
            return ""
        app.test_client().get("/")
        """,
        "/\ntorn down\nview ends\ntorn down",
    ),
    Row(
        "pop in the wrong order",
        """
        lower, upper = app.app_context(), cafe.app_context()
        lower.push()
        upper.push()
        told(lower.pop)
        """,
        "AssertionError: Popped wrong app context. (<flask.ctx.AppContext object at ID> instead of"
        " <flask.ctx.AppContext object at ID>)",
        "RuntimeError: Cannot pop this context (<AppContext ID of shop>), it is not the active"
        " context (<AppContext ID of cafe>).",
    ),
    Row(
        "pop twice",
        """
        context = app.app_context()
        context.push()
        context.pop()
        told(context.pop)
        """,
        "LookupError: <ContextVar name='flask.app_ctx' at ID>",
        "RuntimeError: Cannot pop this context (<AppContext ID of shop>), it is not pushed.",
    ),
    Row(
        "a teardown function that raises",
        """
        @app.teardown_request
        def first(error):
            print("first")
        @app.teardown_request
        def second(error):
            raise ValueError("broken")
        def work():
            with app.test_request_context("/"):
                pass
        try:
            work()
        except Exception as error:
            while error:
                print(type(error).__name__, error)
                error = next(iter(getattr(error, "exceptions", ())), None)
        print(has_app_context())
        """,
        "ValueError broken\nFalse",
        """
        first
        ExceptionGroup Errors during context teardown (1 sub-exception)
        ExceptionGroup Errors during request teardown (1 sub-exception)
        ValueError broken
        False
        """,
    ),
    Row(
        "what is the same",
        """
        print(bool(request), repr(request), repr(g))
        told(lambda: after_this_request(lambda response: response), until=",")
        told(lambda: url_for("index"))
        @app.cli.command("stock")
        def stock():
            print(current_app.name, has_request_context())
        app.test_cli_runner().invoke(args=["stock"])
        print(app.test_cli_runner().invoke(args=["stock"]).output.strip())
        """,
        """
        False <LocalProxy unbound> <LocalProxy unbound>
        RuntimeError: 'after_this_request' can only be used when a request context is active
        RuntimeError: Working outside of application context.
        shop False
        """,
    ),
)
