"""Rows of methods, names and defaults: what takes the context, what is gone, what is new."""

from __future__ import annotations

from tests.flasks.row import Row

METHODS = (
    "update_template_context",
    "handle_http_exception",
    "handle_user_exception",
    "handle_exception",
    "log_exception",
    "dispatch_request",
    "full_dispatch_request",
    "finalize_request",
    "make_default_options_response",
    "preprocess_request",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
)

SIGNATURES = (
    *(
        Row(
            f"first argument of {name}",
            f"""
            import inspect
            print(list(inspect.signature(Flask.{name}).parameters)[1:2] == ["ctx"])
            """,
            "False",
            "True",
        )
        for name in METHODS
    ),
    Row(
        "called the old way from outside",
        """
        with app.test_request_context("/"):
            told(app.preprocess_request)
            told(lambda: app.full_dispatch_request().status)
            told(lambda: app.process_response(app.response_class()).status)
        """,
        "None\n404 NOT FOUND\n200 OK",
        """
        TypeError: Flask.preprocess_request() missing 1 required positional argument: 'ctx'
        TypeError: Flask.full_dispatch_request() missing 1 required positional argument: 'ctx'
        TypeError: Flask.process_response() missing 1 required positional argument: 'response'
        """,
    ),
    Row(
        "called the new way",
        """
        with app.test_request_context("/") as context:
            told(lambda: app.preprocess_request(context))
            told(lambda: app.full_dispatch_request(context).status)
        """,
        """
        TypeError: Flask.preprocess_request() takes 1 positional argument but 2 were given
        TypeError: Flask.full_dispatch_request() takes 1 positional argument but 2 were given
        """,
        "None\n404 NOT FOUND",
    ),
    Row(
        "overridden the old way",
        """
        def shop():
            class Shop(Flask):
                def dispatch_request(self):
                    print("mine")
                    return super().dispatch_request()
            one = Shop("shop")
            one.add_url_rule("/", "index", lambda: "hello")
            return one.test_client().get("/").text
        warned(shop)
        """,
        "mine\nhello",
        "mine\nhello\nDeprecationWarning The 'dispatch_request' method now takes",
    ),
    Row(
        "overridden the new way",
        """
        def shop():
            class Shop(Flask):
                def dispatch_request(self, ctx):
                    print("mine", ctx.request.path)
                    return super().dispatch_request(ctx)
            one = Shop("shop")
            one.testing = True
            one.add_url_rule("/", "index", lambda: "hello")
            return one.test_client().get("/").text
        warned(shop)
        """,
        "TypeError: shop.<locals>.Shop.dispatch_request() missing 1 required positional argument:"
        " 'ctx'",
        "mine /\nhello",
    ),
)

THE_REST = (
    Row(
        "redirect",
        "print(redirect('/').status, app.redirect('/').status)",
        "302 FOUND 302 FOUND",
        "303 SEE OTHER 303 SEE OTHER",
    ),
    *(
        Row(
            f"{owner}.{prefix}template_{kind} without parentheses",
            f"""
            shelf = Blueprint("shelf", "shelf")
            shop = app
            @{owner}.{prefix}template_{kind}
            def shout(text="a"):
                return text.upper()
            app.register_blueprint(shelf)
            with app.app_context():
                told(lambda: render_template_string({template!r}))
            """,
            failure,
            "A",
        )
        for owner, prefix in (("shop", ""), ("shelf", "app_"))
        for kind, template, failure in (
            ("filter", "{{ 'a'|shout }}", "TemplateAssertionError: No filter named 'shout'."),
            (
                "test",
                "{{ 'A' if 'a' is shout }}",
                "TemplateRuntimeError: No test named 'shout' found.",
            ),
            ("global", "{{ shout() }}", "UndefinedError: 'shout' is undefined"),
        )
    ),
    Row(
        "flask.__version__",
        "warned(lambda: bool(flask.__version__))",
        "True\nDeprecationWarning The '__version__' attribute is deprecated",
        "AttributeError: module 'flask' has no attribute '__version__'",
    ),
    Row(
        "names of what has merged",
        """
        warned(lambda: flask.ctx.RequestContext.__name__)
        with app.test_request_context("/"):
            warned(lambda: flask.globals.request_ctx.request.path)
        """,
        "RequestContext\n\n/\n",
        """
        AppContext
        DeprecationWarning 'RequestContext' has merged with 'AppContext',
        /
        DeprecationWarning 'request_ctx' has merged with 'app_ctx',
        """,
    ),
    Row(
        "should_ignore_error overridden",
        """
        class Shop(Flask):
            def should_ignore_error(self, error):
                print("asked")
                return True
        shop = Shop("shop")
        shop.testing = True
        shop.add_url_rule("/", "index", lambda: 1 / 0)
        warned(lambda: shop.test_client().get("/"))
        """,
        "asked\nZeroDivisionError: division by zero",
        "asked\nZeroDivisionError: division by zero\n"
        "DeprecationWarning The 'should_ignore_error' method is deprecated",
    ),
    Row(
        "provide_automatic_options=True where the configuration switches it off",
        """
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        app.add_url_rule("/", "index", lambda: "", provide_automatic_options=True)
        app.add_url_rule("/b", "other", lambda: "")
        print(app.test_client().options("/").status, app.test_client().options("/b").status)
        """,
        "405 METHOD NOT ALLOWED 405 METHOD NOT ALLOWED",
        "200 OK 405 METHOD NOT ALLOWED",
    ),
    Row(
        "oldest Python",
        "print(metadata('flask')['Requires-Python'])",
        ">=3.9",
        ">=3.10",
    ),
    Row(
        "errors that are handled",
        """
        @app.errorhandler(404)
        def missing(error):
            return f"no {request.path}", 404
        @app.errorhandler(ZeroDivisionError)
        def divided(error):
            return "divided"
        @app.errorhandler(500)
        def broken(error):
            return f"broken {request.path}"
        app.add_url_rule("/a", "a", lambda: 1 / 0)
        app.add_url_rule("/b", "b", lambda: {}["b"])
        app.logger.disabled = True
        for path in ("/", "/a", "/b"):
            print(app.test_client().get(path).text)
        """,
        "no /\ndivided\nbroken /b",
    ),
    Row(
        "a template sees request, session and g",
        """
        @app.context_processor
        def more():
            return {"more": "more"}
        @app.get("/")
        def index():
            session["a"], g.b = 1, 2
            return render_template_string("{{ request.path }} {{ session.a }} {{ g.b }} {{ more }}")
        print(app.test_client().get("/").text)
        with app.app_context():
            print(render_template_string("{{ more }} {{ request is defined }}"))
        """,
        "/ 1 2 more\nmore True",
    ),
)
