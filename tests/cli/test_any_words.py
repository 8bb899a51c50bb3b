"""Whatever is typed after the program's name is read, or refused as wrong usage."""

from __future__ import annotations

import shlex
import subprocess

import click
from hypothesis import given, settings
from hypothesis import strategies as st

from flasktutor.ui.flows.to_type import quoted
from tests.cli.lines import read_as_click_does
from tests.cli.tree import commands, options

NAMES = [word for name, _command in commands() for word in name.split()]
OPTIONS = [name for _name, command in commands() for one in options(command) for name in one.opts]
OURS = ["--lang", "--lang=id", "--plain", "--lessons", "id", "--", "-", "", "--lang=", "-h"]
WORDS = st.lists(st.sampled_from([*NAMES, *OPTIONS, *OURS]) | st.text(max_size=8), max_size=8)


@settings(max_examples=150)
@given(WORDS, st.sampled_from(["", *NAMES]))
def test_any_words_are_read_or_wrong_usage(words: list[str], first: str) -> None:
    try:
        read_as_click_does([first, *words] if first else words)
    except (click.UsageError, click.exceptions.Exit):  # the latter after help and the version
        return


# What a shell and a system take as a word: no NUL, and no half of a character.
WORD = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=40)
@given(st.lists(WORD, min_size=1, max_size=4))
def test_words_that_are_shown_to_be_typed_come_out_of_a_shell_as_they_were(
    words: list[str],
) -> None:
    typed = quoted(words)
    script = f"printf '%s\\0' {typed}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode().split("\0")[:-1] == words
    if "$'" not in typed:
        assert shlex.split(typed) == words
