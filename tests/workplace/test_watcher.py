"""Looking again when something has changed, and only then."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable

import pytest

from flasktutor.steps.base import Verdict
from flasktutor.workplace import apps, stamps
from flasktutor.workplace.watcher import Watcher
from tests.doctor import workbench
from tests.process import kill_group
from tests.workplace.conftest import HELLO, Bench, free_port

FILE = "- file: app.py\n  uses: Flask(__name__)"
APP = FILE + "\n- app:\n    - request: /\n      body: Hello"
SERVED = "- served: /\n  contains: Hello"


def until(watcher: Watcher, wanted: Callable[[Verdict], bool]) -> Verdict:
    """Look as often as a screen does, until a verdict is as wanted."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        verdict = watcher.look()
        if verdict is not None and wanted(verdict):
            return verdict
        time.sleep(0.1)
    raise AssertionError("it was never seen")


def right(verdict: Verdict) -> bool:
    return verdict.right


def wrong(verdict: Verdict) -> bool:
    return not verdict.right


def test_nothing_is_looked_at_again_while_nothing_changes(bench: Bench) -> None:
    bench.write("app.py")
    watcher = bench.watch(APP)
    first = watcher.look()
    assert first is not None
    assert first.right
    assert [watcher.look() for _ in range(3)] == [None, None, None]
    assert watcher.look(at_once=True) == first


@pytest.mark.parametrize("name", ["app.py", "shop/db.py", "shop/templates/index.html", ".flaskenv"])
def test_a_save_is_seen(bench: Bench, name: str) -> None:
    watcher = bench.watch(f"- file: {name}\n  contains: Hello")
    until(watcher, wrong)
    bench.write(name, "Hell")
    until(watcher, wrong)
    bench.write(name, "Hello")
    until(watcher, right)
    # As editors save: another file takes its place.
    bench.write("new~", "Hell").replace(bench.folder / name)
    until(watcher, wrong)


def test_a_server_is_seen_when_it_starts_and_when_it_ends(bench: Bench) -> None:
    bench.write("app.py")
    watcher = bench.watch(SERVED)
    until(watcher, wrong)
    port = free_port()
    flask = str(bench.python.parent / "flask")
    server = bench.serve(flask, "run", "-p", str(port), port=port)
    until(watcher, right)
    kill_group(server)
    until(watcher, wrong)


def test_what_the_reloader_serves_anew_is_seen(bench: Bench) -> None:
    bench.write("app.py", HELLO.replace("Hello", "Hi"))
    port = free_port()
    bench.serve(str(bench.python), "-m", "flask", "run", "--debug", "-p", str(port), port=port)
    watcher = bench.watch(SERVED)
    until(watcher, wrong)
    bench.write("app.py")
    until(watcher, right)


def test_a_server_is_seen_where_the_system_does_not_tell_whose_it_is(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on Windows, where no process's folder is told.
    monkeypatch.setattr("flasktutor.doctor.listeners.listeners", lambda: None)
    bench.write("app.py", HELLO.replace("Hello", "Hi"))
    watcher = bench.watch(SERVED)
    until(watcher, wrong)
    port = int(bench.environ["FLASK_RUN_PORT"])
    bench.serve(str(bench.python), "-m", "flask", "run", "--debug", port=port)
    until(watcher, wrong)
    bench.write("app.py")
    until(watcher, right)


def test_an_install_is_seen(bench: Bench) -> None:
    bench.place = type(bench.place)(bench.folder)
    watcher = bench.watch("- environment: works\n  packages: flask")
    until(watcher, wrong)
    site = workbench.venv(bench.folder / ".venv", packages=[])
    until(watcher, wrong)
    workbench.put(workbench.installed(*workbench.FLASK), site)
    until(watcher, right)


def test_an_app_that_writes_files_is_not_looked_at_for_ever(bench: Bench) -> None:
    writes = "open('log.db', 'a').write('x')\nopen('notes.txt', 'a').write('x')\n"
    bench.write("app.py", HELLO + writes)
    watcher = bench.watch(APP)
    looked = [watcher.look() for _ in range(12)]
    assert looked[0] is not None
    assert looked[-3:] == [None, None, None]


def test_a_slow_look_waits_for_what_it_stands_on(bench: Bench) -> None:
    bench.write("app.py", "import os; os.mkfifo('loaded')\n")
    verdict = bench.look(APP)
    assert [mark.state for mark in verdict.marks] == ["failed", "not-reached"]
    assert not (bench.folder / "loaded").exists()


def test_the_app_is_loaded_once_for_checks_that_ask_the_same(bench: Bench) -> None:
    bench.write("app.py", HELLO + "open('../loaded', 'a').write('x')\n")
    asks = "\n- app:\n    - request: /"
    watcher = bench.watch(APP.replace("      body: Hello", "") + asks)
    until(watcher, right)
    assert (bench.root / "loaded").read_text() == "x"
    # A server that comes changes nothing of what the app's files do.
    port = free_port()
    bench.serve(str(bench.python), "-m", "http.server", str(port), port=port)
    until(watcher, right)
    assert (bench.root / "loaded").read_text() == "x"


MISTAKE = """\
    mistakes:
      - say: Your app greets the wrong way.
        when:
          - file: app.py
          - app: [{request: /, body: Hi}]
        example: {files: {app.py: "x = 1"}}
"""


def test_a_mistake_is_recognised_and_looked_for_only_then(bench: Bench) -> None:
    watcher = bench.watch(APP, MISTAKE)
    assert until(watcher, wrong).message == ""
    bench.write("app.py", HELLO.replace("Hello", "Hi"))
    assert until(watcher, wrong).message == "Your app greets the wrong way."
    bench.write("app.py")
    assert until(watcher, right).message == ""


def test_stop_ends_what_runs_at_once(bench: Bench) -> None:
    child = "import subprocess, time; subprocess.Popen(['sleep', '6174'], start_new_session=True)\n"
    bench.write("app.py", child + "open('../begun', 'w'); time.sleep(6000)\n" + HELLO)
    watcher = bench.watch(APP)
    seen: list[Verdict | None] = []
    other = threading.Thread(target=lambda: seen.append(watcher.look()))
    other.start()
    deadline = time.monotonic() + 60
    while not (bench.root / "begun").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    begun = time.monotonic()
    watcher.stop()
    other.join(apps.SECONDS / 2)
    assert seen == [None]
    assert time.monotonic() - begun < apps.SECONDS
    left = subprocess.run(["pgrep", "-f", "sleep 6174"], check=False, capture_output=True)
    assert not left.stdout
    assert watcher.look(at_once=True) is None


def test_environments_and_caches_are_no_files_of_theirs(bench: Bench) -> None:
    workbench.venv(bench.folder / "my env", packages=[])
    for name in (".git", "__pycache__", "shop/__pycache__", "node_modules"):
        bench.write(f"{name}/deep/x.py", "")
    bench.write("shop/db.py", "")
    found = stamps.taken(bench.folder, [])
    assert found.whole
    assert not [path for path in found.entries if "deep" in path or "lib" in path]
    assert "shop/db.py" in found.entries


def test_of_very_many_files_those_of_the_step_are_seen_in_any_case(bench: Bench) -> None:
    many = bench.folder / "many"
    many.mkdir()
    for number in range(20_000):
        (many / f"{number}.txt").touch()
    bench.write("many/zzz/app.py", "x")
    watcher = bench.watch("- file: many/zzz/app.py\n  contains: Hello")
    until(watcher, wrong)
    assert len(stamps.taken(bench.folder, []).entries) == stamps.MOST
    assert not stamps.taken(bench.folder, []).whole
    bench.write("many/zzz/app.py")
    until(watcher, right)


def test_odd_names_and_circles_do_no_harm(bench: Bench) -> None:
    odd = os.fsencode(bench.folder) + b"/x\ny\xff.py"
    with open(odd, "wb"):  # noqa: PTH123  # a name that is no text
        pass
    (bench.folder / "round").symlink_to(bench.folder)
    (bench.folder / "self").symlink_to("self")
    bench.write("app.py")
    watcher = bench.watch(APP)
    assert until(watcher, right).right
    assert watcher.look() is None
