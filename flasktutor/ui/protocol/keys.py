"""Owns the keys that do something at a prompt, and which of them work where."""

from __future__ import annotations

from enum import Enum

from flasktutor.language import _, later


class Command(Enum):
    """A key that does something at a prompt: its letter, and what it does."""

    NEXT = ("n", later("go on"))
    RUN = ("r", later("run it"))
    HINT = ("h", later("hint"))
    SKIP = ("s", later("skip"))
    BACK = ("b", later("back"))
    QUIT = ("q", later("quit"))
    HELP = ("?", later("help"))
    EDIT = ("e", later("edit"))
    SUBMIT = ("t", later("submit"))
    AGAIN = ("a", later("try again"))
    WHOLE = ("w", later("whole program"))
    CONTEXTS = ("c", later("see the contexts"))
    SOLUTION = ("g", later("solution"))
    GIVEN = ("u", later("the given code again"))
    PROVE = ("v", later("prove it"))
    WORLD = ("x", later("in a wrong world"))
    PLAY = ("y", later("play with it"))
    LOOK = ("l", later("look now"))
    SHELL = ("o", later("open a shell there"))
    FILES = ("f", later("put the files there"))
    FOLDER = ("d", later("another folder"))
    MAKE = ("p", later("put it there for me"))

    @property
    def key(self) -> str:
        """The letter that gives it."""
        return self.value[0]

    @property
    def label(self) -> str:
        """What it does, in the learner's language."""
        return _(self.value[1])

    @property
    def told(self) -> str:
        """What it does, as help says it: more than its label where that alone is a riddle."""
        more = _MEANT.get(self.name)
        return f"{self.label}: {_(more)}" if more else self.label

    @classmethod
    def typed(cls, text: str, keys: tuple[Command, ...]) -> Command | None:
        """The one of `keys` that `text` is, if it is nothing but a key's letter."""
        return next((one for one in keys if text == one.key), None)


_MEANT = {
    "RUN": later("see what the code does; nothing is judged"),
    "HINT": later("the next of a few, and after the last one the solution"),
    "SKIP": later("leave this question open and go on"),
    "SUBMIT": later("have your code judged"),
    "WHOLE": later("the code with all that it needs, to paste into a file"),
    "CONTEXTS": later("which ones the run pushed and popped, line by line"),
    "SOLUTION": later("a right answer, and why it is right"),
    "PROVE": later("run the code that shows that what was said here is so"),
    "WORLD": later("run the program as if a mistaken idea were true, beside the real Flask"),
    "PLAY": later("type lines of your own into this program, then come back here"),
    "LOOK": later("do not wait for the next look at your folder"),
    "SHELL": later("type commands in your folder; `exit` leads back here"),
    "MAKE": later("the solution, in a folder beside yours"),
}
"""What help says beside a label, by the key's name."""

MOVES = (Command.BACK, Command.QUIT, Command.HELP)
QUESTION = (Command.HINT, Command.SOLUTION, Command.SKIP, *MOVES)
MISSED = (Command.AGAIN, Command.HINT, Command.SOLUTION, Command.NEXT, *MOVES)
"""The keys that work while reading, at a question, and after a miss."""
