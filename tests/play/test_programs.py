"""`play FILE` with a program that cannot be read, or that sends requests itself."""

from __future__ import annotations

from pathlib import Path

from tests.play.test_play import environment, piped

__all__ = ["environment"]  # a fixture


def test_of_a_program_that_cannot_be_read_there_is_no_page(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text("from flask import Flask\napp = Flask(__name__)\nx = (\n")
    typed = (
        ":get /\n:reset\n:get /\nfrom flask import Flask\n"
        "app = Flask('mine')\n@app.get('/')\ndef index():\n    return 'my page'\n\n:get /\n"
    )
    said, code = piped(environment, typed, str(tmp_path / "shop.py"))
    told = " ".join(" ".join(said).split())
    assert told.count("Python could not read the program, so nothing of it is here.") == 2
    assert told.count("The program was not read, so there is no page of it.") == 2
    assert "my page" in told
    assert code == 1


def test_where_the_program_itself_sends_a_request_reset_is_no_way_back(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text(
        "from flask import Flask\napp = Flask(__name__)\napp.test_client().get('/')\n"
    )
    late = "@app.get('/x')\ndef x():\n    return ''\n\n"
    said, _code = piped(environment, f"{late}:reset\n{late}", str(tmp_path / "shop.py"))
    told = " ".join(" ".join(said).split())
    assert told.count("The setup method") == 2
    assert "before any request" not in told
    assert told.count("The program itself sends a request, also after `:reset`") == 2
