"""The report for an issue: what a helper needs is in it, and nothing that is nobody's business."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import language
from flasktutor.causes.system import System
from flasktutor.doctor.facts import Facts
from flasktutor.doctor.findings import fine, problem
from flasktutor.doctor.masking import Mask, secrets
from flasktutor.doctor.project import Dotenv, Project
from flasktutor.doctor.report import markdown, mask
from flasktutor.doctor.summary import Summary
from tests.doctor import workbench
from tests.doctor.command import COMMAND, environ
from tests.doctor.conftest import Machine

SECRET = "hunter2-and-more"
APP = f"""from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = "{SECRET}"
raise RuntimeError("postgresql://ani:{SECRET}@db/shop is down, says ani@example.com")
"""


@pytest.fixture(params=["en", "id"])
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


def report(machine: Machine, *arguments: str, **variables: str) -> str:
    command = [*COMMAND, "check-install", "--port", str(machine.port), "--report", *arguments]
    done = subprocess.run(
        command, cwd=machine.folder, env={**environ(machine), **variables},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("lang", ["en", "id"])
def test_says_what_a_helper_asks_first(machine: Machine, lang: str) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    machine.write("app.py", APP)
    machine.write(".env", f"MAIL_SERVER=mail.toko.example\nAPI_TOKEN='{SECRET}2'\n")
    secret = {"DATABASE_URL": f"mysql://ani:{SECRET}@db/shop", "STRIPE_KEY": SECRET, "USER": "ani"}
    text = report(machine, "--app", "app", FLASKTUTOR_LANG=lang, **secret)
    for needed in ("Flask 3.", "Python 3.", "werkzeug 3.", "linux", "venv", "app-raises",
                   "RuntimeError", 'File "PROJECT/app.py", line 5'):  # fmt: skip
        assert needed in text, needed
    for hidden in (SECRET, "ani@", "ani:", str(machine.folder), machine.environ["HOME"],
                   "mail.toko.example"):  # fmt: skip
        assert hidden not in text, hidden


def test_is_markdown_whatever_the_app_says(machine: Machine) -> None:
    workbench.venv(machine.folder / ".venv")
    machine.activate(machine.folder / ".venv")
    machine.write("app.py", "import flask\nraise RuntimeError('```\\n# <b>not a heading</b>')\n")
    text = report(machine, "--app", "app")
    fences = re.findall(r"^(`{3,})", text, re.MULTILINE)
    assert fences[0] == fences[-1] == "````"
    outside = text.partition("````text")[0] + text.rpartition("````")[2]
    assert "<b>" not in outside


def test_json_and_a_report_cannot_be_had_at_once(machine: Machine) -> None:
    done = subprocess.run(
        [*COMMAND, "check-install", "--report", "--json"], cwd=machine.folder,
        env=environ(machine), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--report" in done.stderr


@pytest.mark.usefixtures("spoken")
def test_every_link_is_in_it() -> None:
    facts = Facts(system=System(), folder=Path("/home/ani/shop"))
    page = "https://flask.palletsprojects.com/en/stable/cli/"
    finding = replace(problem("port-taken", "port", "seen", {}, facts.system), page=page)
    text = markdown(Summary(facts=facts, findings=(finding, fine("a", "python", "b"))), None)
    assert f"[`port-taken`]({page})" in text


_names = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=3, max_size=12)


_secrets = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"]), min_size=8)


@given(user=_names, project=_names, secret=_secrets, around=st.text(max_size=40))
def test_no_name_and_no_secret_passes(user: str, project: str, secret: str, around: str) -> None:
    home = f"/home/{user}"
    folder = f"{home}/{project}"
    quiet = f"QUIET='{project}-{user}-value'\n"
    facts = Facts(
        system=System(),
        folder=Path(folder),
        environ={"HOME": home, "USER": user, "SHOP_SECRET": secret},
        hostname="laptop-of-ani",
        project=Project(dotenv=(Dotenv(name=".env", text=quiet),)),
    )
    text = (
        f'{around} File "{folder}/app.py", line 1\n{home}/.cache/x {secret}\n'
        f"laptop-of-ani {project}-{user}-value {around}"
    )
    masked = mask(facts)(text)
    assert folder not in masked
    assert home + "/" not in masked
    assert "laptop-of-ani" not in masked
    assert f"{project}-{user}-value" not in masked
    assert f"x {secret}\n" not in masked


def test_what_is_no_secret_can_be_read() -> None:
    environ = {"LANG": "en_US.UTF-8", "DEBUG_KEY": "abc", "FLASK_SECRET_KEY": "s3cr3t-value"}
    hidden = secrets(environ, [{"DEBUG": "True", "PORT": "5000", "NAME": "toko-buku"}])
    assert hidden == {"s3cr3t-value", "toko-buku"}
    text = Mask({}, hidden)("port 5000, True, s3cr3t-value, toko-bukuan, xtoko-bukux")
    assert text == "port 5000, True, [secret], [secret]an, x[secret]x"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("redis://:pw@host/0", "redis://[secret]@host/0"),
        ("app.config['SECRET_KEY'] = 'dev'", "app.config['SECRET_KEY'] = [secret]"),
        ("connect(password=\"a b\", user='x')", "connect(password=[secret], user='x')"),
        ('{"token": "abc"}', '{"token": [secret]}'),
        ("mail ani.b@toko.example now", "mail [mail] now"),
        ("/Users/budi/x and C:\\Users\\budi\\y", "/Users/USER/x and C:\\Users\\USER\\y"),
        ("https://flask.palletsprojects.com/en/stable/", None),
        ("KeyError: 'SECRET_KEY'", None),
    ],
)
def test_what_looks_secret_is_hidden_though_nobody_named_it(text: str, masked: str | None) -> None:
    assert Mask({}, ())(text) == (masked or text)
