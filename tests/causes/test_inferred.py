"""What a text does not prove is said as probable, or not at all; the texts are like public ones."""

from __future__ import annotations

import pytest

from flasktutor.causes import Explanation, explain_text
from flasktutor.causes.system import System


def told(text: str) -> Explanation:
    explanation = explain_text(text, System("linux", "sh"))
    assert explanation is not None
    return explanation


TRACE = "Traceback (most recent call last):\n"
SITE = "/home/ani/shop/.venv/lib/python3.12/site-packages"
IN_SIGNAL = (
    '  File "/usr/lib/python3.12/signal.py", line 58, in signal\n'
    "    handler = _signal.signal(_enum_to_int(signalnum), _enum_to_int(handler))\n"
    "ValueError: signal only works in main thread of the main interpreter\n"
)


def test_flasks_word_of_airplay_is_no_proof_that_it_is_airplay() -> None:
    explanation = told(
        "Address already in use\n"
        "Port 5000 is in use by another program. Either identify and stop that program, or start "
        "the server with a different port.\n"
        "On macOS, try searching for and disabling 'AirPlay Receiver' in System Settings.\n"
    )
    assert explanation.id == "port-taken"
    assert "AirPlay" not in explanation.means
    assert "AirPlay" in explanation.fixes[-1].say
    assert explanation.fixes[-1].commands == ("lsof -nP -i :5000",)
    assert told("HTTP/1.1 403 Forbidden\nServer: AirTunes/775.3.1\n").certain


def test_a_taken_port_on_a_mac_may_be_airplays() -> None:
    explanation = told(
        f'{TRACE}  File "/Users/ani/shop/app.py", line 9, in <module>\n    app.run()\n'
        "OSError: [Errno 48] Address already in use\n"
    )
    assert explanation.id == "port-taken"
    assert "AirPlay" in explanation.why


def test_a_signal_that_own_code_sets_is_not_the_reloaders() -> None:
    own = f'{TRACE}  File "/home/ani/shop/app.py", line 6, in index\n    signal.signal(1, stop)\n'
    package = (
        f'{TRACE}  File "{SITE}/clock/tools.py", line 6, in start\n    signal.signal(1, stop)\n'
    )
    reloader = f'{TRACE}  File "{SITE}/werkzeug/_reloader.py", line 446, in run_with_reloader\n'
    for text in (own + IN_SIGNAL, package + IN_SIGNAL):
        assert told(text).id == "signal-outside-main-thread"
    assert told(reloader + IN_SIGNAL).id == "debug-in-notebook"
    bare = told("ValueError: signal only works in main thread of the main interpreter")
    assert not bare.certain


def test_a_blueprint_that_a_package_takes_for_an_app_is_no_clash_of_versions() -> None:
    explanation = told(
        f'{TRACE}  File "/home/ani/shop/api.py", line 5, in <module>\n    Shelf(bp)\n'
        f'  File "{SITE}/flask_shelf/__init__.py", line 9, in init_app\n    app.config\n'
        "AttributeError: 'Blueprint' object has no attribute 'config'\n"
    )
    assert explanation.id == "blueprint-as-app"
    assert any("the app itself" in fix.say for fix in explanation.fixes)


@pytest.mark.parametrize(
    "text",
    [
        "E           ../../.venv/lib/python3.12/site-packages/flask_shelf/forms.py:16: in <module>",
        r"d:\toko\venv\scripts\python.exe: cannot open D:\toko\venv\Scripts\shop",
        r"C:\Users\ani\toko> flask",
        r"..\toko\app.py",
        "../toko/app.py",
        "templates/index.html",
        r"calendars\month.html",
    ],
)
def test_a_path_in_a_text_is_no_name_of_a_template(text: str) -> None:
    explanation = explain_text(text)
    assert explanation is None or not explanation.id.startswith("template")


def test_a_package_that_nobody_knows_may_be_ones_own() -> None:
    wanted = "ModuleNotFoundError: No module named '{}'"
    assert told(wanted.format("flask_wtf")).certain
    explanation = told(wanted.format("flask_shelf_of_ani"))
    assert (explanation.id, explanation.certain) == ("other-module-missing", False)
    assert explanation.confirm is not None


@pytest.mark.parametrize(
    "text",
    [
        f'{TRACE}  File "/home/ani/shop/tests/test_a.py", line 1, in <module>\n'
        "    from shop.books import title\nModuleNotFoundError: No module named 'shop'\n",
        f'{TRACE}  File "C:\\Users\\Ani\\flask-toko\\main.py", line 1, in <module>\n'
        "    import flask_toko.books\nModuleNotFoundError: No module named 'flask_toko'\n",
        "____________ ERROR collecting tests/test_a.py ____________\n"
        "ImportError while importing test module '/home/ani/flask-shop/tests/test_a.py'.\n"
        "Traceback:\ntests/test_a.py:1: in <module>\n    from flask_shop.books import title\n"
        "E   ModuleNotFoundError: No module named 'flask_shop'\n",
    ],
)
def test_a_folder_of_ones_own_is_not_to_be_installed_from_elsewhere(text: str) -> None:
    explanation = told(text)
    assert (explanation.id, explanation.certain) == ("own-package-not-found", False)
    assert explanation.evidence
    commands = " ".join(command for fix in explanation.fixes for command in fix.commands)
    assert "install flask-" not in commands
    assert "install shop" not in commands


def test_a_package_of_somebody_elses_is_none_of_ones_own_though_a_folder_is_called_so() -> None:
    explanation = told(
        f'{TRACE}  File "/home/ani/flask-login/app.py", line 1, in <module>\n'
        "    import flask_login\nModuleNotFoundError: No module named 'flask_login'\n"
    )
    assert explanation.id == "other-module-missing"


@pytest.mark.parametrize("name", ["run", "config", "test_client", "test_request_context"])
def test_a_function_that_stands_where_the_app_should_be(name: str) -> None:
    explanation = told(f"AttributeError: 'function' object has no attribute '{name}'")
    assert (explanation.id, explanation.certain) == ("function-as-app", False)
    assert explanation.confirm is not None
    assert not told("AttributeError: 'function' object has no attribute 'price'").known


def test_a_blueprint_that_is_registered_twice_is_known_through_what_celery_says_first() -> None:
    explanation = told(
        "ValueError: Couldn't import 'shop.tasks': The name 'api' is already registered for this "
        "blueprint. Use 'name=' to provide a unique name."
    )
    assert explanation.id == "blueprint-registered-twice"


def test_a_value_error_is_not_said_to_be_of_the_right_type() -> None:
    explanation = told("ValueError: shelves can only be registered once.")
    assert not explanation.known
    assert "right type" not in explanation.means


def test_an_object_in_no_session_need_not_have_been_in_one() -> None:
    explanation = told(
        f'{TRACE}  File "/home/ani/shop/models.py", line 12, in __init__\n'
        "    self.books.filter_by(id=1).first()\n"
        "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Shop at 0x7f1ec0> is not bound "
        "to a Session, and no contextual session is established; lazy load operation of attribute "
        "'books' cannot proceed\n"
    )
    assert explanation.id == "detached-instance"
    assert "has ended" not in explanation.means
    assert "db.session.add()" in explanation.why


@pytest.mark.parametrize("wanted", ["flask", "Flask==3.1.2", "Flask-Login>=0.6", "requests"])
def test_a_package_that_everybody_knows_is_not_said_to_be_misspelt(wanted: str) -> None:
    explanation = told(
        f"ERROR: Could not find a version that satisfies the requirement {wanted} (from versions: "
        f"none)\nERROR: No matching distribution found for {wanted}\n"
    )
    assert explanation.id == "package-index-empty"
    for misspelt in ("flask-sqlalchmy", "Flask-Loginn", "falsk"):
        explanation = told(
            f"ERROR: Could not find a version that satisfies the requirement {misspelt} (from "
            f"versions: none)\nERROR: No matching distribution found for {misspelt}\n"
        )
        assert explanation.id != "package-index-empty"
