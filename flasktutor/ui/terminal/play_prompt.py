"""Owns what is typed in a live session: on a terminal, or line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import has_completions
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.patch_stdout import patch_stdout
from pygments.lexers.python import PythonLexer

from flasktutor.play.reading import Statements, is_complete
from flasktutor.ui.terminal import prompts
from flasktutor.ui.terminal.editor import INDENT, STYLE, indent_after
from flasktutor.ui.terminal.line_shown import LineShown

PROMPT, MORE = ">>> ", "... "
_IN_WORDS = "_."

Matches = Callable[[str], list[str]]


class TerminalInput:
    """Statements and commands typed at a prompt, with completion and a history.

    It is kept in the file `history`; where that cannot be, for this session.
    """

    def __init__(self, history: Path | None, commands: Iterable[str], matches: Matches) -> None:
        self._session: PromptSession[str] = PromptSession(
            PROMPT,
            multiline=True,
            lexer=PygmentsLexer(PythonLexer),
            style=STYLE,
            history=_history(history),
            completer=_Names(tuple(commands), matches),
            complete_while_typing=False,
            key_bindings=_bindings(),
            prompt_continuation=MORE,
            input_processors=[LineShown()],
        )

    def __iter__(self) -> Iterator[str]:
        """What is typed, until Ctrl-D. Ctrl-C clears the line."""
        while True:
            try:
                with patch_stdout(raw=True):
                    text = self._session.prompt()
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if text.strip():
                yield text.rstrip()


class LineInput:
    """Statements and commands from a pipe or a plain terminal."""

    def __init__(self, source: TextIO, out: TextIO) -> None:
        self._source, self._out = source, out

    def __iter__(self) -> Iterator[str]:
        """What is read, until the input ends; at a terminal, a prompt asks for it."""
        asks = self._source.isatty()
        statements = Statements(blank_ends=asks)
        while True:
            if asks:
                self._out.write(MORE if statements.pending else PROMPT)
                self._out.flush()
            line = self._source.readline()
            if not line:
                yield from statements.rest()
                return
            yield from statements.feed(line.rstrip("\r\n"))


def _history(file: Path | None) -> History:
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.open("ab").close()
            return FileHistory(str(file))
    except (OSError, ValueError):
        pass
    return InMemoryHistory()


class _Names(Completer):
    """Commands after a colon; else what the session's process knows."""

    def __init__(self, commands: tuple[str, ...], matches: Matches) -> None:
        self._commands, self._matches = commands, matches

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        before = document.text_before_cursor
        if before.startswith(":"):
            found = [one for one in self._commands if one.startswith(before)]
            yield from (Completion(one, start_position=-len(before)) for one in found)
            return
        word = _word(before)
        if word:
            for match in self._matches(word):
                yield Completion(match, start_position=-len(word))


def _word(before: str) -> str:
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] in _IN_WORDS):
        start -= 1
    return before[start:]


def _bindings() -> KeyBindings:
    bindings = KeyBindings()
    prompts.interruptible(bindings)

    @bindings.add("enter", filter=~has_completions)
    def _entered(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.is_cursor_at_the_end and is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n" + indent_after(buffer.document.current_line_before_cursor))

    @bindings.add("tab", filter=~has_completions)
    def _tabbed(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.current_line_before_cursor.strip():
            buffer.start_completion(insert_common_part=True)
        else:
            buffer.insert_text(" " * INDENT)

    return bindings
