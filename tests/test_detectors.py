"""The general detectors: sure of what they say, and silent where the step itself has a word."""

from __future__ import annotations

import pytest

from flasktutor.runner.runner import Runner
from flasktutor.steps.base import Verdict
from tests.reading import graded, step_of

STEP = """
key: write
kind: code
body: Write it.
context: none
starter: pass
solution: pass
checks:
"""
WANTS_404 = """\
  - request: /nowhere
    status: 404
    headers: {X-Shop: Ayu}
    fail: The answer lacks the header.
"""
WANTS_NAME = """\
  - request: /hello
    body: Ayu
"""
PRINTS = """\
  - prints: Hello Ayu
"""
HELLO = '@app.get("/hello")\ndef hello():\n'
ASK = 'print(app.test_client().get("/hello").text)\n'
NO_ROUTE = "A request met no route (404)"
NOT_CALLED = "is only named here, not called"


def judged(runner: Runner, checks: str, code: str) -> Verdict:
    return graded(runner, step_of(STEP + checks), code)


def test_a_404_that_is_wanted_is_no_fault(runner: Runner) -> None:
    code = '@app.before_request\ndef hook():\n    g.shop = "Ayu"\n'
    assert judged(runner, WANTS_404, code).message == "The answer lacks the header."


def test_a_404_without_a_route_is_one(runner: Runner) -> None:
    code = HELLO.replace("/hello", "/helo") + '    return "Ayu"\n'
    assert judged(runner, WANTS_NAME, code).message.startswith(NO_ROUTE)


@pytest.mark.parametrize(
    "code",
    [
        "    from werkzeug.exceptions import NotFound\n    raise NotFound\n",
        '    status = 400 + 4\n    return "no", status\n',
        '    return app.make_response(("no", "404 NOT FOUND"))\n',
    ],
)
def test_a_404_of_the_views_own_has_met_a_route(runner: Runner, code: str) -> None:
    assert NO_ROUTE not in judged(runner, WANTS_NAME, HELLO + code).message


def test_no_route_though_the_code_names_404_elsewhere(runner: Runner) -> None:
    code = HELLO.replace("/hello", "/helo") + '    return "Ayu"\n\n\nnumber = 404\n'
    assert judged(runner, WANTS_NAME, code).message.startswith(NO_ROUTE)


def test_a_suggestion_does_not_speak_over_the_steps_own_word(runner: Runner) -> None:
    own = "    fail: The page stands at `/hello`.\n"
    assert (
        judged(runner, WANTS_NAME + own, "tried = True").message == "The page stands at `/hello`."
    )


@pytest.mark.parametrize(
    "code",
    [
        'bind = app.test_request_context\nwith bind("/"):\n    pass\n',
        "make = app.test_client\nclient = make()\n",
        "def ask(make):\n    return make()\n\n\nask(app.test_client)\n",
        "makers = [app.test_client]\n",
    ],
)
def test_what_is_called_later_is_not_said_to_be_uncalled(runner: Runner, code: str) -> None:
    assert NOT_CALLED not in judged(runner, PRINTS, code).message


@pytest.mark.parametrize(
    "code",
    [
        "with app.app_context:\n    pass\n",
        "client = app.test_client\nclient.get('/')\n",
        "app.test_client.get('/')\n",
        "app.app_context\n",
        "with app.app_context as pushed:\n    pass\n",
    ],
)
def test_what_is_never_called_is_said(runner: Runner, code: str) -> None:
    assert NOT_CALLED in judged(runner, PRINTS, code).message


def test_a_500_is_shown_with_the_error_behind_it(runner: Runner) -> None:
    verdict = judged(runner, PRINTS, HELLO + "    return request.arguments\n\n\n" + ASK)
    (mark,) = verdict.marks
    assert "<!doctype" not in mark.seen
    assert "500 Internal Server Error" in mark.seen
    assert "AttributeError: 'Request' object has no attribute 'arguments'" in mark.seen


def test_a_view_without_return_is_recognised_behind_a_500(runner: Runner) -> None:
    verdict = judged(runner, PRINTS, HELLO + '    "Hello Ayu"\n\n\n' + ASK)
    assert verdict.message.startswith("The view `hello` returns nothing")


def test_an_error_that_the_step_expects_is_not_said_over_its_own_word(runner: Runner) -> None:
    own = "    fail: Say hello first.\n"
    code = HELLO + "    return 1 / 0\n\n\nprint(app.test_client().get('/hello').status_code)\n"
    assert judged(runner, PRINTS + own, code).message == "Say hello first."


def test_a_hook_that_gives_nothing_back_is_said(runner: Runner) -> None:
    code = HELLO + '    return "Ayu"\n\n\n@app.after_request\ndef mark(response):\n    pass\n'
    said = judged(runner, WANTS_NAME, code).message
    assert said.startswith("The hook `mark` gives no response back")


def test_a_value_that_differs_is_said_to_have_to_be_another(runner: Runner) -> None:
    (mark,) = judged(runner, '  - value: app.config.get("X")\n    equals: true\n', "").marks
    assert mark.criterion == '`app.config.get("X")` must be `True`'
    assert (mark.expected, mark.seen) == ("True", "None")
