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


IMPORTS_SQLITE = (
    "Traceback (most recent call last):\n"
    '  File "C:\\Users\\Ani\\toko\\app.py", line 3, in <module>\n'
    "    import sqlite3\n"
    '  File "{python}\\Lib\\sqlite3\\dbapi2.py", line 27, in <module>\n'
    "    from _sqlite3 import *\n"
    "ImportError: DLL load failed while importing _sqlite3: {said}\n"
)
NO_MODULE = "The specified module could not be found."
CONDA, PLAIN = "C:\\Users\\Ani\\miniconda3\\envs\\toko", "C:\\Python312"


@pytest.mark.parametrize(
    ("python", "said", "expected"),
    [
        (CONDA, NO_MODULE, "conda-not-activated"),
        (CONDA, "找不到指定的模块。", "conda-not-activated"),
        # What is found and does not fit is no environment that is not active.
        (CONDA, "The specified procedure could not be found.", "unknown"),
        (CONDA, "%1 is not a valid Win32 application.", "unknown"),
        # No runtime of Microsoft's is missing to a part of Python that brings its own.
        (PLAIN, NO_MODULE, "unknown"),
    ],
)
def test_why_a_part_of_python_cannot_be_loaded_is_told_only_of_conda(
    python: str, said: str, expected: str
) -> None:
    told = explain_text(IMPORTS_SQLITE.format(python=python, said=said))
    assert told is not None
    assert (told.id, told.certain) == (expected, False)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("ImportError", "libshop.so.1: cannot open shared object file: No such file or directory"),
        ("ImportError", "shop_tools needs the extra “pdf”"),
        ("AttributeError", "property 'price' of 'Book' object has no setter"),
        ("RuntimeError", "dictionary changed size during iteration"),
        ("PermissionError", "[WinError 32] The process cannot access the file because it is being "
         "used by another process: 'shop.db'"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'wkhtmltopdf'"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_type_holds_for_all_its_messages(kind: str, message: str) -> None:
    told = explain_error(kind, message)
    assert not told.known
    said = f"{told.means} {told.why}"
    only_of_some = {
        "ImportError": "A module was found",
        "AttributeError": "a part that it does not have",
        "RuntimeError": "at a moment when it may not",
        "PermissionError": "belongs to someone else. ",
        "FileNotFoundError": "There is no such file.",
    }
    assert only_of_some[kind] not in said
