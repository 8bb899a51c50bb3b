"""Requests as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.errors import TutorError, UsageError
from flasktutor.runner.protocol import HttpRequest
from flasktutor.trace.requests import is_request, read_requests

CASES: dict[tuple[str, ...], tuple[HttpRequest, ...]] = {
    (): (HttpRequest(),),
    ("/hello?x=1",): (HttpRequest(path="/hello?x=1"),),
    ("/", "/about"): (HttpRequest(), HttpRequest(path="/about")),
    ("POST /login name=ayu",): (HttpRequest(path="/login", method="POST", form={"name": "ayu"}),),
    ("POST", "/login", "name=ayu", "pw=a b"): (
        HttpRequest(path="/login", method="POST", form={"name": "ayu", "pw": "a b"}),
    ),
    ("post /a 'x=1 2'",): (HttpRequest(path="/a", method="POST", form={"x": "1 2"}),),
    ("/login name=ayu", "/"): (
        HttpRequest(path="/login", method="POST", form={"name": "ayu"}),
        HttpRequest(),
    ),
    ("GET /search q=flask",): (HttpRequest(path="/search?q=flask"),),
    ("DELETE", "/posts/1", "GET", "/"): (
        HttpRequest(path="/posts/1", method="DELETE"),
        HttpRequest(),
    ),
    ('POST /api {"a": 1}',): (
        HttpRequest(path="/api", method="POST", json={"a": 1}, has_json=True),
    ),
    ('{"path": "/api", "json": null, "headers": {"X-Id": 7}}',): (
        HttpRequest(path="/api", method="POST", headers={"X-Id": "7"}, has_json=True),
    ),
}


@pytest.mark.parametrize(("words", "requests"), CASES.items())
def test_requests_are_read(words: tuple[str, ...], requests: tuple[HttpRequest, ...]) -> None:
    assert read_requests(words) == requests


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hello", "a path starts with /"),
        ("POST /a b", "key=value"),
        ("POST /a 'b=1", "a quote is not closed"),
        ("POST /a {1", "line 1, column 2 is not JSON"),
        ('{"url": "/"}', "url is none of"),
        ('{"path": 1}', "path is of a wrong kind"),
    ],
)
def test_what_is_not_understood_says_why(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_requests([text])


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("/", True),
        ("/hello", True),
        ("/tmp", True),
        ("/search?q=a:b", True),
        ("/" + "a" * 5000, True),
        ("GET /hello", True),
        ("POST", True),
        ('{"path": "/api"}', True),
        ("app.py", False),
        ("shop:create_app", False),
        ("GETTER", False),
        ("{folder}/shop.py", False),
        ("{folder}/shop.py:create_app('a b')", False),
        ("{folder}/shop", False),
        ("{folder}/shop:create_app", False),
        ("{folder}/package", False),
        ("{folder}/package/", False),
        ("{folder}", True),
    ],
)
def test_a_request_is_told_from_an_app(tmp_path: Path, word: str, is_one: bool) -> None:
    (tmp_path / "shop.py").touch()
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    assert is_request(word.replace("{folder}", str(tmp_path))) == is_one


@given(st.lists(st.text()))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    try:
        found = read_requests(words)
    except TutorError:
        return
    assert found
    assert all(isinstance(one, HttpRequest) for one in found)
