"""Each catalogue says all that the program says, nothing else, and nothing half."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from flasktutor import language
from flasktutor.cli import group
from flasktutor.cli.commands import COMMANDS
from flasktutor.cli.spoken import in_language
from tests.catalogues import (
    CATALOGUES,
    PACKAGE,
    Id,
    calls,
    catalogue,
    entries,
    extracted,
    forms_of,
    id_of,
    messages,
)

LANGUAGES = sorted(CATALOGUES)
SAME = {
    "id": {
        # Words that Indonesian programmers use as they are.
        "Request",
        "Status",
        "Test",
        "Thread",
        "thread",
        "app context",
        "context",
        "request context",
        "test: {label}",
        "{ms} ms",
        "{n} context",
        "{n} route",
        "Enter",
        "error",
        "file",
        "path",
        "`{key}`, seed {seed}: {text}",
        "Error: {message}",
        "Error: {e.message}",
        "default: {default}",
        "env var: {var}",
        # Nothing in them is said in words.
        "Choice({choices})",
        "{text} {deprecated_message}",
    }
}
"""What a catalogue may leave as it is in English."""
MARKED = {
    ("cli/tracing/differences_text.py", "_(_TITLES[difference.about])"),
    ("cli/spoken.py", "_(source)"),
    ("cli/commands.py", "_(line)"),
    ("cli/commands.py", "_(section)"),
    ("language.py", "_(words)"),
    ("runner/words.py", "_(_OUTCOMES[result.outcome])"),
    ("ui/protocol/keys.py", "_(self.value[1])"),
    ("ui/protocol/keys.py", "_(more)"),
    ("ui/views/context_words.py", "_(FRAMES[frame.kind])"),
    ("ui/views/context_words.py", "_(_KINDS.get(kind, kind))"),
    ("ui/flows/play_flow.py", "_(words)"),
    ("ui/flows/start_flow.py", "_(level)"),
    ("ui/terminal/walk/words.py", "_(_AWAY[stop.away])"),
    ("ui/terminal/walk/words.py", "_(label)"),
    ("ui/terminal/figures_view.py", "_(told)"),
    ("ui/protocol/where.py", "_(SAID[state])"),
    ("yamlsource/parsing.py", "_(_NO_SPACE)"),
    ("yamlsource/faults.py", "_(said)"),
    ("yamlsource/faults.py", "_(_MISFIT)"),
}
"""Where `_()` says what was marked by `later()`, in a table or as an option's help."""
TYPED = re.compile(
    rf"--[a-z-]+|FLASK\w+|\$\w+|Ctrl-\w|\.py\b|flasktutor (?:{'|'.join(COMMANDS)})\b"
)
"""What a person types or finds on the machine, whatever the language."""


def every_message() -> list[tuple[str, Message]]:
    return [(language, message) for language in LANGUAGES for message in messages(language)]


def flaws(complaint: str, language: str, found: Iterator[Id] | set[Id]) -> None:
    listed = "\n".join(f"  {message!r}" for message in sorted(found))
    assert not listed, f"{CATALOGUES[language]} {complaint}:\n{listed}\nSee docs/translating.md."


def test_indonesian_is_there() -> None:
    assert "id" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language: str) -> None:
    there = {id_of(message) for message in messages(language)}
    missing = extracted() - there
    assert not missing, (
        f"{CATALOGUES[language]} lacks these; write them into it, translated:\n{entries(missing)}"
    )


def test_what_is_missing_is_shown_as_it_is_to_be_written() -> None:
    shown = entries(extracted())
    read = read_po(io.BytesIO(shown.encode()))
    assert {id_of(message) for message in read if message.id} == extracted()
    assert '#: flasktutor/checks/run.py\n#, python-brace-format\nmsgid "prints `{text}`"' in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_stale(language: str) -> None:
    there = {id_of(message) for message in messages(language)}
    flaws("holds what the program no longer says", language, there - extracted())
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_said(language: str) -> None:
    empty = {id_of(m) for m in messages(language) if not all(map(str.strip, forms_of(m)))}
    flaws("leaves untranslated", language, empty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy(language: str) -> None:
    flaws("is unsure of", language, {id_of(m) for m in messages(language) if m.fuzzy})


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_as_many_as_the_head_declares(language: str) -> None:
    declared = catalogue(language).num_plurals
    several = [message for message in messages(language) if len(id_of(message)) > 1]
    assert several
    flaws(
        f"has not {declared} plural forms of",
        language,
        {id_of(message) for message in several if len(forms_of(message)) != declared},
    )


def test_indonesian_has_one_plural_form() -> None:
    assert catalogue("id").num_plurals == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language: str) -> None:
    same = {id_of(m) for m in messages(language) if set(forms_of(m)) & set(id_of(m))}
    flaws("leaves in English", language, {m for m in same if m[0] not in SAME.get(language, ())})
    assert {m[0] for m in same} >= SAME.get(language, set()), "an exception is needed no more"


def fields(text: str) -> set[str]:
    """The placeholders of a text, with their conversions."""
    percent = set(re.findall(r"%\(\w+\)\w", text))
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return percent  # braces that are no placeholders: nothing is filled in
    return percent | {
        f"{name}!{conversion or ''}:{spec or ''}"
        for _text, name, spec, conversion in parts
        if name is not None
    }


ENGLISH_WORDS = {"{value!r} is not a valid {number_type}."}
"""Where click fills a placeholder with English words; a translation says it without."""


def differing_fields(message: Message) -> bool:
    if id_of(message)[0] in ENGLISH_WORDS:
        return False
    english = [fields(text) for text in id_of(message)]
    needed, allowed = set.intersection(*english), set.union(*english)
    return any(not needed <= fields(said) <= allowed for said in forms_of(message))


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    flaws(
        "has other placeholders in",
        language,
        {id_of(m) for m in messages(language) if differing_fields(m)},
    )


def shape(text: str) -> tuple[object, ...]:
    """What a translation keeps of a text: its marks, its edges, its lines, what is typed."""
    return (
        text.count("`"),
        text.count("**"),
        text.count("“"),
        text.count("\b"),
        text.count("\n"),
        text[: len(text) - len(text.lstrip())],
        text[len(text.rstrip()) :],
        sorted(set(TYPED.findall(text))),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_lines_and_commands_are_kept(language: str) -> None:
    flaws(
        "changes marks, lines or commands of",
        language,
        {
            id_of(message)
            for message in messages(language)
            if len(id_of(message)) == 1 and shape(id_of(message)[0]) != shape(forms_of(message)[0])
        },
    )


def test_messages_are_literal() -> None:
    computed = {
        (path.as_posix(), ast.unparse(node))
        for path, node, message in calls(PACKAGE)
        if message is None
    }
    assert computed == MARKED, "write the text itself into `_()`, or mark it with `later()`"


def test_what_is_marked_can_be_extracted() -> None:
    """Python before 3.12 shows Babel nothing of a call inside an f-string."""
    written = {message for _path, _node, message in calls(PACKAGE) if message is not None}
    assert written == extracted()


def test_every_word_of_click_is_listed() -> None:
    listed = {message[0] for message in extracted()}
    of_click = {m for _path, _node, m in calls(Path(click.__file__).parent) if m is not None}
    assert len(of_click) > 40
    assert {message for message in of_click if message[0] not in listed} == set(), (
        "flasktutor/cli/click_words.py lacks what this click says"
    )


def commands_of(command: click.Command, ctx: click.Context) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from commands_of(inner, ctx)


def test_help_is_in_the_catalogue() -> None:
    known = {message[0] for message in extracted()}
    said = {line for _where, line in COMMANDS.values()}
    language.use("en")
    with click.Context(group) as ctx:
        for command in commands_of(group, ctx):
            # A test before this one may have asked for help in another language.
            in_language(command, ctx)
            options = [p.help for p in command.params if isinstance(p, click.Option)]
            assert command.help, f"`{command.name}` has no help"
            said |= {text for text in (command.help, command.epilog, *options) if text}
    assert said <= known
