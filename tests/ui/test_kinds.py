"""Nothing is forgotten: each step kind is asked and documented, both screens know all there is."""

from __future__ import annotations

import io
from typing import get_args

import pytest

from flasktutor.steps import KINDS
from flasktutor.ui.asking.asks import ASKERS
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.ui.protocol import blocks
from flasktutor.ui.protocol.blocks import Block, Command, Question
from tests.checkout import ROOT
from tests.ui import pictures
from tests.ui.emulator import CTRL_D, Emulator
from tests.ui.sampler import sampler


@pytest.mark.parametrize("kind", KINDS)
def test_each_step_kind_is_asked_documented_and_pictured(kind: str) -> None:
    assert kind in ASKERS
    format_ = (ROOT / "docs/lesson-format.md").read_text(encoding="utf-8")
    headings = [line.lstrip("# ") for line in format_.split("\n") if line.startswith("## ")]
    assert kind in ", ".join(headings).split(", ")
    assert kind in {step.kind for step in sampler().steps}
    assert kind in pictures.STEPS


def examples() -> dict[type, Block]:
    return {type(block): block for shown in pictures.BLOCKS.values() for block in shown}


@pytest.mark.parametrize("kind", get_args(Block), ids=lambda kind: kind.__name__)
def test_both_screens_show_each_kind_of_block(kind: type) -> None:
    assert kind in examples(), "draw it in tests/ui/pictures.py"
    out = io.StringIO()
    PlainScreen(io.StringIO(), out).show(examples()[kind])
    terminal = Emulator()
    with terminal.session() as screen:
        screen.show(examples()[kind])
    for said in (out.getvalue(), terminal.text()):
        assert any(character.isalnum() for character in said)


class Blind:
    """Eyes that see what they saw first for ever."""

    sight = blocks.Sight((blocks.Line("there is `app.py`", "not-reached"),))

    def look(self, *, at_once: bool = False) -> bool:
        return False

    def stop(self) -> None:
        pass


QUESTIONS: dict[type, Question] = {
    blocks.Pause: blocks.Pause(keys=(Command.NEXT, Command.QUIT)),
    blocks.Pick: blocks.Pick(options=("a", "b"), keys=(Command.QUIT,)),
    blocks.Ask: blocks.Ask(prompt="Blank:", keys=(Command.QUIT,)),
    blocks.Edit: blocks.Edit(code="a = 1\n", keys=(Command.QUIT,)),
    blocks.Watch: blocks.Watch(eyes=Blind(), keys=(Command.LOOK, Command.QUIT)),
}


@pytest.mark.parametrize("kind", get_args(Question), ids=lambda kind: kind.__name__)
def test_both_screens_ask_each_kind_of_question(kind: type) -> None:
    question = QUESTIONS[kind]
    out = io.StringIO()
    assert PlainScreen(io.StringIO("q\n"), out).ask(question) is Command.QUIT
    assert "quit" in out.getvalue()
    terminal = Emulator()
    terminal.keys = [CTRL_D]
    with terminal.session() as screen, pytest.raises(EOFError):
        screen.ask(question)


def test_keys_are_told_apart() -> None:
    assert len({command.key for command in Command}) == len(Command)
