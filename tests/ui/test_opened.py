"""A lesson's first words stand before it is read whole, and are the same as if it had been."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import lesson, openings, trust
from flasktutor.paths import own_lessons
from flasktutor.progress import Progress
from flasktutor.progress.records import now
from tests.checkout import ROOT
from tests.process import environment, flasktutor
from tests.ui.terminal import Terminal
from tests.ui.test_flows import due_cards

#: Plain lines; what stood on the screen first goes to the error stream, and how it came there.
LOOKED_AT = """
import sys
from flasktutor.cli import run
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.protocol.blocks import Prose
show = PlainScreen.show
def look(self, *blocks):
    show(self, *blocks)
    if any(isinstance(block, Prose) for block in blocks):
        heavy = {"yaml", "packaging", "flasktutor.lesson", "flasktutor.steps"}
        print("READ" if heavy & {*sys.modules} else "OPENED", file=sys.stderr)
        PlainScreen.show = show
PlainScreen.show = look
sys.exit(run(["--plain", *sys.argv[1:]]))
"""
#: The terminal's, up to its first question; then what is there of all that takes long to import.
HEAVY = """
import sys
from flasktutor.cli import run
from flasktutor.cli.tutor import Tutor
from flasktutor.ui.terminal.rich_screen import RichScreen
def leave(self, question):
    heavy = {"markdown_it", "pygments", "prompt_toolkit", "questionary", "yaml"}
    print("HEAVY:", *sorted(heavy & {*sys.modules}), file=sys.stderr)
    sys.exit()
RichScreen.ask = leave
Tutor.screen = property(lambda self: self.__dict__.setdefault("made", RichScreen()))
sys.exit(run(sys.argv[1:]))
"""
#: What ends the program on the spot, as nothing that it does itself could, shows what is kept.
LEFT_AT_ONCE = LOOKED_AT.replace("file=sys.stderr)", "file=sys.stderr, flush=True); os._exit(9)")
LEFT_AT_ONCE = f"import os{LEFT_AT_ONCE}"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a learner who has listed our lessons once."""
    home = tmp_path_factory.mktemp("known")
    assert flasktutor("lessons", home=home).returncode == 0
    return home


def taken(
    home: Path, *arguments: str, text: str = "q\n", script: str = LOOKED_AT
) -> tuple[str, str]:
    """What is said, and whether the first words came before the lesson was read."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        cwd=ROOT,
        env=environment(home),
    )
    return done.stdout, done.stderr.strip()


def homes(known: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two homes as that one is; in the second nothing is known of what lessons open with."""
    both = (tmp_path / "opened", tmp_path / "read")
    for home in both:
        shutil.copytree(known, home)
    shutil.rmtree(both[1] / openings.FOLDER)
    return both


def test_a_map_waits_for_nothing_that_it_does_not_show(known: Path, tmp_path: Path) -> None:
    home, _other = homes(known, tmp_path)
    with Progress.open(home / "progress.db") as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    said, there = taken(home, "start", script=HEAVY)
    assert "next" in said
    assert there == "HEAVY:"


@pytest.mark.parametrize(
    "arguments",
    ["lesson contexts", "--lang id lesson contexts", "lesson contexts --from worker"],
)
def test_it_is_the_same_screen(known: Path, tmp_path: Path, arguments: str) -> None:
    (said, how), (whole, read) = (
        taken(home, *arguments.split()) for home in homes(known, tmp_path)
    )
    assert (how, read) == ("OPENED", "READ")
    assert said == whole
    assert "contexts" in said


@pytest.mark.parametrize("spoken", ["en", "id"])
@pytest.mark.parametrize("lost", ["gone", "damaged"])
def test_what_is_lost_of_it_comes_back_with_the_lesson(
    known: Path, tmp_path: Path, lost: str, spoken: str
) -> None:
    home, empty = homes(known, tmp_path)
    if lost == "gone":
        home = empty
    else:
        for kept in (home / openings.FOLDER).iterdir():
            kept.write_bytes(kept.read_bytes()[:-1])
    first, how = taken(home, "--lang", spoken, "lesson", "contexts")
    other = "en" if spoken == "id" else "id"
    assert (how, taken(home, "--lang", other, "lesson", "contexts")[1]) == ("READ", "OPENED")
    assert taken(home, "--lang", spoken, "lesson", "contexts") == (first, "OPENED")


def test_so_it_is_where_a_lesson_is_gone_on_with(known: Path, tmp_path: Path) -> None:
    both = homes(known, tmp_path)
    for home in both:
        with Progress.open(home / "progress.db") as progress:
            progress.begin("contexts")
            progress.set_place("contexts", "outside", finished=False, at=now())
    (said, how), (whole, read) = (taken(home, "lesson", "contexts") for home in both)
    assert (how, read) == ("OPENED", "READ")
    assert "Here there is no request at all." in said
    # Below stand the options, whose order is by chance.
    assert said.partition("\n1. ")[0] == whole.partition("\n1. ")[0]


@pytest.mark.parametrize(
    "arguments", ["lesson contexts --from two-apps", "lesson configuration"], ids=["drawn", "flask"]
)
def test_what_is_only_known_with_flask_is_waited_for(
    known: Path, tmp_path: Path, arguments: str
) -> None:
    said, how = taken(homes(known, tmp_path)[0], *arguments.split())
    assert how == "READ"
    assert "Go on with" in said


def test_where_the_learner_is_is_kept_before_the_words_stand(known: Path, tmp_path: Path) -> None:
    home, _other = homes(known, tmp_path)
    with Progress.open(home / "progress.db") as progress:
        progress.set_place("contexts", "outside", finished=False, at=now())
    command = ("lesson", "contexts", "--restart")
    assert taken(home, *command, script=LEFT_AT_ONCE)[1] == "OPENED"
    with Progress.open(home / "progress.db") as progress:
        place = progress.place("contexts")
    assert place is not None
    assert (place.step, place.finished) == ("goal", False)


def test_questions_that_come_back_are_asked_before(known: Path, tmp_path: Path) -> None:
    home, _other = homes(known, tmp_path)
    due_cards(home, 3)
    said, _how = taken(home, "lesson", "contexts", text="q\n")
    assert said.index("First, some questions from earlier lessons.") == said.index("First")
    assert "1 of 22" not in said


@pytest.fixture(scope="module")
def a_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("hand")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLASKTUTOR_HOME", str(home))
        yield home


@given(st.binary() | st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)))
def test_what_another_hand_was_at_is_not_taken_for_it(
    a_home: Path, changed: bytes | tuple[float, bytes]
) -> None:
    taken = lesson.load(Path(own_lessons(), "what-is-flask.yaml"))
    openings.keep("mark", {"en": taken})
    kept = openings.of("mark", taken.content, "id")
    assert kept is not None
    assert kept.bodies[taken.steps[0].key] == taken.steps[0].body
    file = a_home / openings.FOLDER / "mark"
    if isinstance(changed, bytes):
        file.write_bytes(changed)
    else:
        data = file.read_bytes()
        place = int(changed[0] * len(data))
        file.write_bytes(data[:place] + changed[1] + data[place + 1 :])
    assert openings.of("mark", taken.content, "id") in (None, kept)
    assert openings.of("mark", trust.Content(), "id") is None


def test_keys_pressed_meanwhile_are_not_lost(known: Path, tmp_path: Path) -> None:
    home, _other = homes(known, tmp_path)
    with Terminal("lesson contexts", home) as one:
        one.until(r"1 of 22", one.text)
        one.press("\r")
        one.wait(r"2 of 22[\s\S]*run it")
        one.press("q")
        assert one.ends() == 0


def test_ctrl_c_while_the_words_stand_says_how_to_go_on(known: Path, tmp_path: Path) -> None:
    home, _other = homes(known, tmp_path)
    with Terminal("lesson contexts", home) as one:
        one.until(r"1 of 22", one.text)
        one.press("\x03")
        one.wait(r"Everything is kept\. Go on with[\s\S]*lesson contexts")
        assert one.ends() == 130
