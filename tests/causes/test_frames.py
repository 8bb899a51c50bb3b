"""Whose a file is, which error of several counts, and how its environment installs packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.causes import explain_text
from flasktutor.causes.environment import Environment, in_text, installing
from flasktutor.causes.frames import Owner, owner
from flasktutor.causes.reading import read_errors
from flasktutor.causes.system import System

LINUX, WINDOWS = System("linux", "sh"), System("windows", "powershell")


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("/home/ani/shop/.venv/lib/python3.12/site-packages/flask_login/utils.py", "flask_login"),
        ("/usr/lib/python3/dist-packages/six.py", "six"),
        (r"C:\shop\venv\Lib\site-packages\flask\app.py", "flask"),
        ("../../v/f222/lib/python3.10/site-packages/flask/ctx.py", "flask"),
        ("/x/lib/python3.9/site-packages/Flask_Login-0.5-py3.9.egg/flask_login/mixins.py",
         "flask_login"),
        ("/home/ani/.venv/src/flask-login/src/flask_login/mixins.py", "flask_login"),
        ("/x/site-packages/google/api_core/retry.py", "google.api_core"),
        ("/var/task/werkzeug/http.py", "werkzeug"),
        (r"gevent\resolver\thread.py", "gevent"),
        ("/x/site-packages/greenlet/_greenlet.cpython-312-x86_64-linux-gnu.so", "greenlet"),
    ],
)  # fmt: skip
def test_a_packages_file(file: str, expected: str) -> None:
    assert owner(file) == Owner("package", expected)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/usr/lib/python3.12/selectors.py", "python"),
        (r"H:\py39\lib\selectors.py", "python"),
        (r"C:\Python27\Lib\threading.py", "python"),
        (r"C:\Users\Ani\AppData\Local\Programs\Python\Python311\Lib\socket.py", "python"),
        (r"D:\tools\x64\lib\asyncio\base_events.py", "python"),
        ("<frozen importlib._bootstrap>", "python"),
        ("/opt/pypy3/lib-python/3/socket.py", "python"),
        ("<string>", "nobody"),
        ("<stdin>", "nobody"),
        ("/usr/bin/onionshare-cli", "nobody"),
        ("/home/ani/shop/../v/bin/flask", "nobody"),
        (r"C:\shop\venv\Scripts\flask.exe\__main__.py", "nobody"),
        ("/home/ani/shop/app.py", "own"),
        ("/home/ani/flask/app.py", "own"),
        ("flask/app.py", "own"),
        ("server.py", "own"),
        ("tests/test_shop.py", "own"),
        ("/home/ani/lib/shop.py", "own"),
        ("/home/ani/bin/serve.py", "own"),
        ("/var/task/app.py", "own"),
    ],
)
def test_other_files(file: str, kind: str) -> None:
    assert owner(file).kind == kind


def frames(*files: str) -> str:
    return "".join(f'  File "{file}", line 1, in f\n' for file in files)


def test_your_line_is_never_pythons_or_a_packages() -> None:
    text = "Traceback (most recent call last):\n" + frames("<string>", r"H:\py39\lib\selectors.py")
    told = explain_text(f"{text}OSError: [WinError 10038] not a socket\n")
    assert told is not None
    assert told.error is not None
    assert told.error.place is None


def test_what_was_caught_counts_only_when_nothing_else_is_known() -> None:
    caught = (
        "Traceback (most recent call last):\nRuntimeError: Working outside of request context.\n"
    )
    during = "\nDuring handling of the above exception, another exception occurred:\n\n"
    known = "Traceback (most recent call last):\nModuleNotFoundError: No module named 'flask'\n"
    unknown = "Traceback (most recent call last):\nShopError: closed\n"
    assert [error.handled for error in read_errors(caught + during + unknown)] == [False, True]
    told = explain_text(caught + during + known)
    assert told is not None
    assert (told.id, told.certain) == ("flask-missing", True)
    told = explain_text(caught + during + unknown)
    assert told is not None
    assert (told.id, told.certain) == ("outside-request-context", False)


def test_an_import_that_was_only_tried_is_no_cause() -> None:
    told = explain_text(
        "Traceback (most recent call last):\nImportError: cannot import name 'x' from 'flask'\n"
        "\nDuring handling of the above exception, another exception occurred:\n\n"
        "Traceback (most recent call last):\nModuleNotFoundError: No module named 'shelves'\n"
    )
    assert told is not None
    assert not told.known


def test_warnings_after_a_traceback_are_not_the_error() -> None:
    warnings = (
        "sys:1: RuntimeWarning: coroutine 'hello' was never awaited\n"
        "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n"
    )
    error = f"Traceback (most recent call last):\n{frames('app.py')}ValueError: no\n"
    assert [one.type for one in read_errors(error + warnings)] == ["ValueError"]
    assert [one.type for one in read_errors(warnings)] == ["RuntimeWarning"]
    raised = f"Traceback (most recent call last):\n{frames('app.py')}DeprecationWarning: old\n"
    assert [one.type for one in read_errors(raised + warnings)] == ["DeprecationWarning"]


@pytest.mark.parametrize(
    ("path", "tool", "command"),
    [
        ("/home/ani/shop/.venv/lib/python3.12/site-packages/flask/app.py", "pip",
         "/home/ani/shop/.venv/bin/python -m pip install --upgrade Flask"),
        ("/home/ani/my shop/.venv/lib/python3.12/site-packages/flask/app.py", "pip",
         "'/home/ani/my shop/.venv/bin/python' -m pip install --upgrade Flask"),
        ("/usr/local/lib/python3.11/site-packages/flask/app.py", "pip",
         "/usr/local/bin/python3.11 -m pip install --upgrade Flask"),
        ("/home/ani/.local/lib/python3.10/site-packages/flask/app.py", "pip",
         "python3.10 -m pip install --upgrade Flask"),
        ("/usr/lib/python3/dist-packages/flask/app.py", "system", "python3 -m venv .venv"),
        ("/opt/homebrew/lib/python3.13/site-packages/flask/app.py", "system",
         "python3 -m venv .venv"),
        ("/home/ani/miniconda3/envs/web/lib/python3.9/site-packages/flask/app.py", "conda",
         "conda update -n web -c conda-forge flask"),
        ("/home/ani/.cache/pypoetry/virtualenvs/shop-Ab1-py3.11/lib/python3.11/site-packages/x.py",
         "poetry", "poetry add Flask@latest"),
        ("/home/ani/.local/share/uv/tools/shop/lib/python3.12/site-packages/flask/app.py", "uv",
         "uv pip install --upgrade --python /home/ani/.local/share/uv/tools/shop/bin/python3.12 "
         "Flask"),
    ],
)  # fmt: skip
def test_the_environment_in_a_text_installs_in_its_own_way(
    path: str, tool: str, command: str
) -> None:
    found = in_text(frames(path), LINUX)
    assert found.tool == tool
    assert installing(found, ["Flask"], LINUX, "upgrade")[0] == command


@pytest.mark.parametrize(
    ("path", "command"),
    [
        (r"C:\shop\venv\Lib\site-packages\flask\app.py",
         r"C:\shop\venv\Scripts\python.exe -m pip install --upgrade Flask"),
        (r"C:\Python311\Lib\site-packages\flask\app.py",
         r"C:\Python311\python.exe -m pip install --upgrade Flask"),
        (r"C:\Users\A\AppData\Roaming\Python\Python39\site-packages\flask\app.py",
         "py -3.9 -m pip install --upgrade Flask"),
        (r"C:\Users\A B\anaconda3\envs\web\Lib\site-packages\flask\app.py",
         "conda update -n web -c conda-forge flask"),
    ],
)  # fmt: skip
def test_an_environment_on_windows(path: str, command: str) -> None:
    assert installing(in_text(frames(path), WINDOWS), ["Flask"], WINDOWS, "upgrade")[0] == command


def test_what_uv_keeps_is_left_to_uv() -> None:
    text = "$ uv run flask run\n" + frames("/shop/.venv/lib/python3.12/site-packages/flask/app.py")
    found = in_text(text, LINUX)
    assert installing(found, ["Flask"], LINUX, "upgrade") == (
        "uv lock --upgrade-package Flask", "uv sync",
    )  # fmt: skip
    assert installing(found, ["Flask<3"], LINUX) == ("uv add 'Flask<3'",)


def test_without_any_path_pip_is_asked_through_python() -> None:
    assert installing(Environment(), ["Flask"], LINUX) == ("python -m pip install Flask",)


def test_the_repair_of_a_utf16_env_file_works(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "tracebacks/dotenv-encoding--f31.txt").read_text()
    told = explain_text(text)
    assert told is not None
    (command,) = told.fixes[0].commands
    (tmp_path / ".env").write_bytes("SHOP=toko ñ\n".encode("utf-16"))
    (tmp_path / ".flaskenv").write_bytes(b"FLASK_APP=shop\n")
    shell = f"'{sys.executable}'{command[command.index(' -c') :]}"
    subprocess.run(["sh", "-c", shell], cwd=tmp_path, check=True)
    assert (tmp_path / ".env").read_text("utf-8") == "SHOP=toko ñ\n"
    assert (tmp_path / ".flaskenv").read_bytes() == b"FLASK_APP=shop\n"
