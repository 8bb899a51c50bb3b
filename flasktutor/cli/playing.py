"""Owns opening a live session: on a terminal or line by line, empty, with a file, with a step."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor import paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from flasktutor.play.answers import Answer
    from flasktutor.play.session import Session
    from flasktutor.runner.protocol import Context
    from flasktutor.ui.protocol.blocks import Code
    from flasktutor.ui.protocol.screen import Screen

    Begin = Callable[[Session], Answer]

HISTORY = "play_history"


def play(
    screen: Screen,
    plain: bool,
    python: Path,
    file: Path | None = None,
    begin: Begin | None = None,
    later: str = "",
) -> int:
    """Hold a session on `python` until it is left, `plain` line by line.

    `later` says where contexts are explained, to whom they were not yet. How many inputs ended in
    an error is returned.
    """
    from flasktutor.language import _
    from flasktutor.play.session import Session
    from flasktutor.ui.flows.play_flow import COMPLETIONS, Play
    from flasktutor.ui.protocol.blocks import Note
    from flasktutor.ui.terminal.play_prompt import LineInput, TerminalInput

    def with_app(session: Session) -> Answer:
        if file is None:
            screen.show(Note(_("`app` is an app with one page, `/hello`, to play with."), "dim"))
        return session.begin()

    flow = Play(screen, lambda: Session(python, file, _write), begin or with_app, later)
    if plain:
        return flow.take(LineInput(sys.stdin, sys.stdout))
    history = paths.stored(HISTORY)
    return flow.take(TerminalInput(Path(history) if history else None, COMPLETIONS, flow.matches))


def play_with(
    screen: Screen,
    plain: bool,
    python: Path | None,
    setup: str,
    context: Context,
    program: Code,
    later: str,
) -> None:
    """Hold a session that begins with a step: its setup, what is pushed around it, its program."""
    from flasktutor.runner.launch import find_interpreter

    def begin(session: Session) -> Answer:
        answer = session.begin()
        if setup.strip():
            answer = session.run(setup)
        before = answer.events
        if context.kind != "none" and not answer.error:
            answer = session.push(context)
        answer = answer if answer.error else session.run(program.text)
        return replace(answer, events=(*before, *answer.events))

    screen.show(program)
    chosen = find_interpreter(python or Path(sys.executable))
    play(screen, plain, chosen, begin=begin, later=later)


def _write(stream: str, text: str) -> None:
    out = sys.stderr if stream == "stderr" else sys.stdout
    out.write(text)
    out.flush()
