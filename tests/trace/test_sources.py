"""The learner's files that a trace names: which those are, and how they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.runner.protocol import ContextEvent
from flasktutor.trace.sources import sources
from tests.trace.project import Command, as_json, project, trace, write

__all__ = ["project", "trace"]

PAGE = """
    from flask import Flask, render_template

    app = Flask(__name__)

    @app.get("/")
    def index():
        return render_template("page.html", names=["ayu", "budi"])
"""


def test_lines_of_a_template_are_not_the_learner_s_for_jinja_counts_them_otherwise(
    project: Path, trace: Command
) -> None:
    write(project, PAGE)
    write(project, "{% for name in names %}\n{{ name }}\n{% endfor %}", "templates/page.html")
    data = as_json(trace("app.py", "/", "--json"))
    kinds = [one["kind"] for one in data["events"]]
    assert "template-rendered" in kinds
    assert {one["file"] for one in data["events"]} == {"", "app.py"}


def event(file: str) -> ContextEvent:
    return ContextEvent(number=1, kind="line", lane="main", file=file, line=1)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "# coding: latin-1\nx = 'é'\n"),
        (b"# coding: nonsense\nx = '\xff'\n", "# coding: nonsense\nx = '\\xff'\n"),
        (b"x = '\x1b[31m'\n", "x = '\\x1b[31m'\n"),
    ],
    ids=["windows", "latin-1", "unknown", "escapes"],
)
def test_a_file_is_read_as_python_reads_it_and_safe_to_show(
    data: bytes, text: str, tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_bytes(data)
    assert sources([event("app.py"), event(""), event("gone.py")], tmp_path) == {
        "app.py": text,
        "gone.py": "",
    }


@pytest.mark.parametrize(
    ("target", "file"),
    [
        ("app.py", "app.py"),
        ("app", "app.py"),
        ("app:create('x.y')", "app.py"),
        ("shop", "shop/__init__.py"),
        ("shop.web:app", "shop/web.py"),
        (None, "app.py"),
    ],
)
def test_where_nothing_of_the_learner_s_ran_it_is_the_app_s_file(
    target: str | None, file: str, tmp_path: Path
) -> None:
    (tmp_path / "shop").mkdir()
    for name in ("app.py", "shop/__init__.py", "shop/web.py"):
        (tmp_path / name).write_text("x = 1\n", "utf-8")
    assert list(sources([event("")], tmp_path, target)) == [file]
    assert not sources([event("")], tmp_path / "shop", "elsewhere")
