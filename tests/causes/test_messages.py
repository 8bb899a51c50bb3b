"""Messages that Flask prints in one version or another, each known by its cause."""

from __future__ import annotations

import pytest

from flasktutor.causes import explain_error, explain_text

OUTSIDE = "Working outside of application context."


@pytest.mark.parametrize(
    ("kind", "message", "expected"),
    [
        ("RuntimeError", OUTSIDE, "outside-app-context"),
        ("RuntimeError", "Working outside of request context.", "outside-request-context"),
        ("RuntimeError", "There is no request in this context.", "context-without-request"),
        ("TypeError", "'method' object does not support the context manager protocol",
         "context-not-called"),
        ("TypeError", "'Flask' object does not support the context manager protocol",
         "context-not-called"),
        ("AttributeError", "__enter__", "context-not-called"),
        ("AttributeError", "'Blueprint' object has no attribute 'config'", "blueprint-as-app"),
        ("TypeError", "'_AppCtxGlobals' object is not subscriptable", "g-subscript"),
        ("RuntimeError", "The session is unavailable because no secret key was set.  Set the "
         "secret_key on the application to something unique and secret.", "no-secret-key"),
        ("RuntimeError", "'copy_current_request_context' can only be used when a request context "
         "is active, such as in a view function.", "copy-context-outside"),
        ("RuntimeError", "This decorator can only be used when a request context is active, such "
         "as within a view function.", "copy-context-outside"),
        ("TypeError", "Flask.full_dispatch_request() missing 1 required positional argument: "
         "'ctx'", "dispatch-needs-context"),
        ("RuntimeError", "Unable to build URLs outside an active request without 'SERVER_NAME' "
         "configured.", "url-outside-request"),
        ("RuntimeError", "Attempted to generate a URL without the application context being "
         "pushed. This has to be executed when", "url-outside-request"),
        ("AssertionError", "Popped wrong app context. (<flask.ctx.AppContext object at 0x7> "
         "instead of <flask.ctx.AppContext object at 0x8>)", "popped-wrong-context"),
        ("RuntimeError", "Cannot pop this context (<AppContext 1 of demo>), it is not the active "
         "context (<AppContext 2 of demo>).", "popped-wrong-context"),
        ("RuntimeError", "No application found. Either work inside a view function or push an "
         "application context.", "outside-app-context-sqlalchemy"),
        ("ImportError", "cannot import name '_request_ctx_stack' from 'flask'",
         "removed-context-stacks"),
        ("AttributeError", "'Flask' object has no attribute 'before_first_request'",
         "removed-before-first-request"),
        ("AssertionError", "The setup method 'get' can no longer be called on the application. It "
         "has already handled its first request, any changes will not be applied consistently.",
         "setup-after-first-request"),
    ],
)  # fmt: skip
def test_a_message_is_known(kind: str, message: str, expected: str) -> None:
    assert explain_error(kind, message).id == expected


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ('  File "app.py", line 3, in <module>', "outside-app-context-at-import"),
        ('  File "app.py", line 3, in name', "outside-app-context"),
        ('  File "test_shop.py", line 3, in test_name', "outside-app-context-in-test"),
        ('  File "/usr/lib/python3.12/threading.py", line 9, in run\n'
         '  File "app.py", line 3, in work', "outside-app-context-in-thread"),
        ('  File "/x/site-packages/gevent/greenlet.py", line 9, in run\n'
         '  File "app.py", line 3, in work', "outside-app-context-in-thread"),
    ],
)  # fmt: skip
def test_the_same_message_has_another_cause_elsewhere(trace: str, expected: str) -> None:
    assert explain_error("RuntimeError", OUTSIDE, context=trace).id == expected


def test_an_old_python_says_only_the_name_and_its_line_says_of_what() -> None:
    told = (
        'Traceback (most recent call last):\n  File "app.py", line 1, in <module>\n{line}'
        "ImportError: cannot import name 'escape'\n"
    )
    known = explain_text(told.format(line="    from flask import escape\n"))
    assert known is not None
    assert (known.id, "flask.escape" in known.means) == ("removed-from-package", True)
    without = explain_text(told.format(line=""))
    assert without is None or without.id != known.id
