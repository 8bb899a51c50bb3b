"""Owns the language of the command line: settled before click reads it, and said in every help."""

from __future__ import annotations

import os

import click

from flasktutor import language, paths
from flasktutor.language import _, later

LANG = "--lang"
SYNTAX = (later("[OPTIONS]"), later("COMMAND [ARGS]..."), later("[COMMAND] [ARGS]..."))
"""How click writes what may follow a command."""
HELP = later("Show this message and exit.")
_SAID = ("help", "short_help", "epilog", "options_metavar", "subcommand_metavar")
_SOURCES: dict[tuple[int, str], str | None] = {}


def settle(arguments: list[str]) -> None:
    """Speak the language that is wished for: `--lang`, the stored choice, environment, locale.

    This looks for `--lang` itself, since click may have to complain about an
    option that stands before it.
    """
    environ = os.environ
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG")
    wished = _wished(arguments)
    stored = None if wished in language.available() else _stored()
    language.use(language.choose(wished, stored, environ.get("FLASKTUTOR_LANG"), locale))


def _stored() -> str | None:
    """The language chosen at the first start, if there was one."""
    from flasktutor.progress import glance

    return glance.settings(paths.stored(paths.DATABASE)).get("language")


def _wished(arguments: list[str]) -> str | None:
    wished = None
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if argument == LANG:
            wished = following
        if argument.startswith(f"{LANG}="):
            wished = argument.removeprefix(f"{LANG}=")
        if argument == "--":
            break
    return wished


def in_language(command: click.Command, ctx: click.Context) -> click.Command:
    """`command` with its help said in the language in use, its options' too."""
    asks_help = command.get_help_option(ctx)
    if asks_help is not None:
        # click keeps the option once made, in the language of that moment.
        _SOURCES[id(asks_help), "help"] = HELP
    for thing in (command, *command.get_params(ctx)):
        for name in _SAID:
            if hasattr(thing, name):
                _reword(thing, name)
    return command


def _reword(thing: object, name: str) -> None:
    # A command lives as long as the program, which may change its language meanwhile.
    source = _SOURCES.setdefault((id(thing), name), getattr(thing, name))
    setattr(thing, name, _(source) if source else source)
