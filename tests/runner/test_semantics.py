"""What a snippet sees: its context, its namespace, its place; and what probes see of it."""

from __future__ import annotations

import sys

import pytest

from flasktutor.checks import errors
from flasktutor.runner.protocol import (
    Context,
    HttpRequest,
    Limits,
    Probe,
    RunRequest,
    RunResult,
)
from flasktutor.runner.runner import Runner

NONE, APP = Context(kind="none"), Context(kind="app")
DEMO = """\
from flask import Flask, current_app, g, jsonify, request, session
app = Flask("demo")
app.secret_key = "x"

@app.get("/hello")
def hello():
    print("in the view")
    return jsonify(name=request.args["name"])

@app.get("/broken")
def broken():
    return 1 / 0

@app.post("/count")
def count():
    session["n"] = session.get("n", 0) + 1
    return str(session["n"])
"""


def run(
    runner: Runner, source: str, *, setup: str = "", context: Context | None = None
) -> RunResult:
    return runner.run(RunRequest(source=source, setup=setup, context=context or Context()))


def test_a_request_context_carries_all_of_the_request(runner: Runner) -> None:
    request = HttpRequest(
        path="/hello?name=Ayu", method="PUT", headers={"X-A": "1"}, json=[1], has_json=True
    )
    source = (
        "from flask import request, current_app\n"
        "print(request.path, request.args['name'], request.method, request.headers['X-A'],"
        " request.json, current_app.name)"
    )
    result = run(runner, source, context=Context(request=request))
    assert result.stdout == "/hello Ayu PUT 1 [1] app\n", result
    assert result.flask == runner.flask_version
    assert result.duration_ms > 0


def test_a_form_reaches_the_snippet(runner: Runner) -> None:
    context = Context(request=HttpRequest(method="POST", form={"a": "é"}))
    result = run(runner, "from flask import request\nprint(request.form['a'])", context=context)
    assert result.stdout == "é\n"


def test_an_app_context_has_no_request(runner: Runner) -> None:
    source = "from flask import current_app, request\nprint(current_app.name)\nrequest.path"
    result = run(runner, source, setup=DEMO, context=APP)
    assert result.stdout == "demo\n"
    assert result.exception is not None
    assert (result.exception.type, result.exception.line) == ("RuntimeError", 3)
    said = ("outside of request context", "no request in this context")
    assert any(one in result.exception.message for one in said)


def test_without_a_context_nothing_is_pushed_and_no_name_is_given(runner: Runner) -> None:
    result = run(runner, "print(sorted(n for n in dir() if n[0] != '_'))\napp", context=NONE)
    assert result.stdout == "[]\n"
    assert result.exception is not None
    assert result.exception.detail["name"] == "app"


def test_a_fresh_app_is_given_only_where_its_name_is_free(runner: Runner) -> None:
    assert run(runner, "print(type(app).__name__, app.name)").stdout == "Flask app\n"
    assert run(runner, "print(app)", setup="app = 7").stdout == "7\n"


def test_a_name_that_is_not_known_comes_with_those_like_it(runner: Runner) -> None:
    result = run(runner, "def f(inside):\n    print(insid)\n\nf(1)")
    assert result.exception is not None
    assert result.exception.detail["near"] == ["inside"]
    result = run(runner, "prin(shlef)", setup="shelf = 1")
    assert result.exception is not None
    assert result.exception.detail["near"][0] == "print"
    result = run(runner, "def f():\n    shelf\n    shelf = 1\n\nf()", setup="shelf = 1")
    assert result.exception is not None
    assert result.exception.type == "UnboundLocalError"
    assert "near" not in result.exception.detail


def test_setup_runs_first_with_nothing_pushed(runner: Runner) -> None:
    setup = "from flask import has_app_context\nprint('setup', has_app_context())"
    assert run(runner, "print(has_app_context())", setup=setup).stdout == "setup False\nTrue\n"


def test_an_error_in_setup_says_so(runner: Runner) -> None:
    result = run(runner, "print('never')", setup="x = 1\ny = x / 0")
    assert result.exception is not None
    assert (result.exception.where, result.exception.line) == ("setup", 2)
    assert 'File "setup.py", line 2' in result.exception.trace
    assert result.stdout == ""


def test_the_trace_has_only_the_learners_lines(runner: Runner) -> None:
    result = run(runner, "app.test_client().get('/broken')", setup=DEMO + "app.testing = True\n")
    assert result.exception is not None
    assert result.exception.trace == (
        "Traceback (most recent call last):\n"
        '  File "snippet.py", line 1, in <module>\n'
        "    app.test_client().get('/broken')\n"
        '  File "setup.py", line 12, in broken\n'
        "    return 1 / 0\n"
        "ZeroDivisionError: division by zero"
    )


def test_a_syntax_error_has_its_place(runner: Runner) -> None:
    result = run(runner, "x = 1\nprint('a' 'b'\nx = 2")
    assert result.exception is not None
    assert result.exception.type == "SyntaxError"
    assert result.exception.where == "snippet"
    assert result.exception.line in (2, 3)
    assert result.exception.detail["column"] > 0
    assert result.exception.detail["text"]


def test_the_root_cause_is_told(runner: Runner) -> None:
    source = "try:\n    {}['a']\nexcept KeyError as e:\n    raise ValueError('no') from e"
    result = run(runner, source)
    assert result.exception is not None
    assert result.exception.detail["cause"] == {"type": "KeyError", "message": "'a'", "line": 2}


def test_a_snippet_is_a_program_in_a_folder_of_its_own(runner: Runner) -> None:
    source = (
        "import os, sys, inspect\n"
        "print(__name__, os.path.basename(__file__), os.listdir('.'), len(os.environ) < 10)\n"
        "open('helper.py', 'w').write('x = 5')\nimport helper\nprint(helper.x)\n"
        "print(sorted(m for m in sys.modules if 'flasktutor.' in m))\n"
        "def f(): pass\nprint(inspect.getsource(f))"
    )
    result = run(runner, source, context=NONE)
    assert result.exception is None, result
    assert result.stdout.startswith("__main__ snippet.py [] True\n5\n[]\ndef f(): pass\n")


def test_a_flask_object_named_after_main_is_the_snippets(runner: Runner) -> None:
    result = run(runner, "from flask import Flask\nprint(Flask(__name__).name)", context=NONE)
    assert result.stdout == "snippet\n"


def test_what_is_registered_for_the_end_still_runs(runner: Runner) -> None:
    result = run(runner, "import atexit\natexit.register(print, 'bye')\nprint('hi')")
    assert result.stdout == "hi\nbye\n"


def probe(
    runner: Runner, *probes: Probe, source: str = "pass", setup: str = DEMO, context: Context = NONE
) -> RunResult:
    return runner.run(RunRequest(source=source, setup=setup, probes=probes, context=context))


def test_a_probe_sends_requests_by_one_client(runner: Runner) -> None:
    count = HttpRequest(path="/count", method="POST")
    hello = HttpRequest(path="/hello?name=Budi")
    result = probe(runner, Probe(requests=(count, count)), Probe(requests=(hello,)))
    first, second = result.observations
    assert (first.status, first.body, first.has_json) == (200, "2", False)
    assert (second.status, second.json, second.has_json) == (200, {"name": "Budi"}, True)
    assert second.headers["Content-Type"] == "application/json"
    assert result.stdout == ""


def test_a_probe_reports_the_views_exception_beside_the_500(runner: Runner) -> None:
    observation = probe(runner, Probe(requests=(HttpRequest(path="/broken"),))).observations[0]
    assert observation.status == 500
    assert observation.exception is not None
    assert (observation.exception.type, observation.exception.line) == ("ZeroDivisionError", 12)
    assert observation.exception.where == "setup"


def test_a_probe_reports_an_exception_that_the_app_lets_through(runner: Runner) -> None:
    setup = DEMO + "app.testing = True\n"
    result = probe(runner, Probe(requests=(HttpRequest(path="/broken"),)), setup=setup)
    observation = result.observations[0]
    assert observation.status is None
    assert observation.exception is not None
    assert observation.exception.type == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("expression", "shown", "has_json"),
    [("[1, 'a']", "[1, 'a']", True), ("None", "None", True), ("{1}", "{1}", False)],
)
def test_a_probe_evaluates(runner: Runner, expression: str, shown: str, has_json: bool) -> None:
    observation = probe(runner, Probe(expression=expression)).observations[0]
    assert (observation.repr, observation.has_json) == (shown, has_json)


def test_an_expression_is_evaluated_in_its_context(runner: Runner) -> None:
    context = Context(request=HttpRequest(path="/hello?name=x"))
    result = probe(runner, Probe(expression="request.full_path", context=context))
    assert result.observations[0].json == "/hello?name=x"


def test_a_probe_takes_the_app_that_it_names(runner: Runner) -> None:
    source = "from flask import Flask\ndef create_app():\n    return Flask('made')"
    named = Probe(expression="current_app.name", app="create_app()", context=APP)
    result = probe(runner, named, source=source, setup="from flask import current_app")
    assert result.observations[0].json == "made"


def test_a_snippets_own_app_is_probed(runner: Runner) -> None:
    source = (
        "from flask import Flask\napp = Flask('own')\n@app.get('/')\ndef i():\n    return 'own'"
    )
    result = probe(runner, Probe(requests=(HttpRequest(),)), source=source, setup="")
    assert result.observations[0].body == "own"


def test_probes_of_what_is_not_there_are_exceptions(runner: Runner) -> None:
    probes = Probe(requests=(HttpRequest(),)), Probe(expression="nope")
    result = probe(runner, *probes, setup="")
    types = [seen.exception and seen.exception.type for seen in result.observations]
    assert types == ["NameError", "NameError"]
    assert result.outcome == "ok"


@pytest.mark.parametrize("source", ["1 / 0", "import sys; sys.exit()", "import os; os._exit(0)"])
def test_after_a_bad_end_probes_have_not_run(runner: Runner, source: str) -> None:
    result = probe(runner, Probe(expression="1"), Probe(expression="2"), source=source)
    types = [seen.exception and seen.exception.type for seen in result.observations]
    assert types == ["NotRun", "NotRun"]


def test_a_probe_that_hangs_is_a_timeout_and_keeps_what_was_seen(runner: Runner) -> None:
    source = "print('fine')\ndef hang():\n    while True: pass"
    request = RunRequest(
        source=source,
        probes=(Probe(expression="1"), Probe(expression="hang()")),
        limits=Limits(wall=0.7),
    )
    result = runner.run(request)
    assert (result.outcome, result.stdout, result.stopped_at) == ("timeout", "fine\n", 3)
    assert result.observations[0].json == 1
    assert result.observations[1].exception is not None


def test_a_probe_ends_alone_when_it_exits(runner: Runner) -> None:
    result = probe(runner, Probe(expression="exit(3)"), Probe(expression="2"))
    assert result.observations[0].exception is not None
    assert result.observations[1].json == 2
    assert result.outcome == "ok"


def test_a_huge_repr_is_cut(runner: Runner) -> None:
    observation = probe(runner, Probe(expression="'x' * 50_000_000")).observations[0]
    assert observation.repr is not None
    assert len(observation.repr) == 64 * 1024


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no groups of errors")
def test_what_a_group_of_errors_holds_is_told(runner: Runner) -> None:
    inner = 'ExceptionGroup("inner", [TypeError("no argument")])'
    source = f'raise ExceptionGroup("all", [ValueError("no number"), {inner}])'
    result = runner.run(RunRequest(source=source))
    assert list(errors(result))[1:] == ["ValueError: no number", "TypeError: no argument"]
