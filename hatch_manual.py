"""Writes manual pages from the commands when the package is built, in each language."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

HEADINGS = {
    "en": {
        "name": "NAME", "synopsis": "SYNOPSIS", "description": "DESCRIPTION",
        "options": "OPTIONS", "commands": "COMMANDS", "see": "SEE ALSO",
    },
    "id": {
        "name": "NAMA", "synopsis": "RINGKASAN", "description": "DESKRIPSI",
        "options": "OPSI", "commands": "PERINTAH", "see": "LIHAT JUGA",
    },
}  # fmt: skip


def write(folder: Path) -> None:
    """Write a page for each command: `man1/…` in English, `LANGUAGE/man1/…` in others."""
    from flasktutor import language

    for code in language.available():
        language.use(code)
        pages = folder / ("" if code == language.SOURCE_LANGUAGE else code) / "man1"
        pages.mkdir(parents=True, exist_ok=True)
        for context in _contexts():
            name = context.command_path.replace(" ", "-")
            (pages / f"{name}.1").write_text("\n".join(_page(context)) + "\n", "utf-8")


def _contexts() -> Iterator[click.Context]:
    """The program and all its commands, in the language in use."""
    from flasktutor.cli import group
    from flasktutor.cli.spoken import in_language

    top = click.Context(group, info_name="flasktutor", **group.context_settings)
    in_language(group, top)
    waiting = [top]
    while waiting:
        context = waiting.pop(0)
        yield context
        if isinstance(context.command, click.Group):
            for name in context.command.list_commands(context):
                below = context.command.get_command(context, name)
                assert below is not None
                waiting.append(click.Context(below, parent=context, info_name=name))


def _page(context: click.Context) -> Iterator[str]:
    from flasktutor import __version__, language

    headings = HEADINGS[language.current()]
    command, name = context.command, context.command_path.replace(" ", "-")
    text = inspect.cleandoc(command.help or "")
    first = " ".join(text.split("\n\n")[0].split()).rstrip(".")
    yield f'.TH {_line(name.upper())} 1 "" "flasktutor {_line(__version__)}"'
    yield f".SH {headings['name']}"
    yield f"{_line(name)} \\- {_line(first)}"
    yield f".SH {headings['synopsis']}"
    yield f".B {_line(context.command_path)}"
    yield _line(" ".join(command.collect_usage_pieces(context)))
    yield f".SH {headings['description']}"
    yield from _paragraphs(f"{text}\n\n{inspect.cleandoc(command.epilog or '')}")
    yield f".SH {headings['options']}"
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and (told := parameter.get_help_record(context)):
            yield f".TP\n.B {_line(told[0])}\n{_line(told[1])}"
    yield from _others(context, headings)


def _others(context: click.Context, headings: dict[str, str]) -> Iterator[str]:
    """The commands below this one, or the one above it."""
    command = context.command
    if isinstance(command, click.Group):
        yield f".SH {headings['commands']}"
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            page = f"{context.command_path} {name}".replace(" ", "-")
            yield f".TP\n.BR {_line(page)} (1)\n{_line(below.get_short_help_str(200))}"
    if context.parent:
        yield f".SH {headings['see']}"
        yield f".BR {_line(context.parent.command_path.replace(' ', '-'))} (1)"


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs are filled; those that click leaves as they are stay so."""
    for part in filter(None, re.split(r"\n\s*\n", text)):
        if "\b" in part:
            lines = [line for line in part.splitlines() if line != "\b"]
            yield ".PP\n.nf\n" + "\n".join(map(_line, lines)) + "\n.fi"
        else:
            yield f".PP\n{_line(' '.join(part.split()))}"


def _line(text: str) -> str:
    """`text` as a line that means nothing to the formatter."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", text)
