"""Owns the choice of language and the program's own words (gettext)."""

from __future__ import annotations

import gettext as _gettext
import os

SOURCE_LANGUAGE = "en"
LOCALE_DIR = os.path.join(os.path.dirname(__file__), "locale")
_DOMAIN = "flasktutor"

_current = SOURCE_LANGUAGE
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def later(message: str) -> str:
    """Marks `message` for the catalogue; `_()` says it when the language is known."""
    return message


def available() -> tuple[str, ...]:
    """The languages the program speaks: English, and each catalogue that was compiled.

    One that is not compiled is not offered: a learner would get its lessons
    between English menus.
    """
    return (SOURCE_LANGUAGE, *filter(_is_compiled, sorted(os.listdir(LOCALE_DIR))))


def _is_compiled(language: str) -> bool:
    return os.path.exists(os.path.join(LOCALE_DIR, language, "LC_MESSAGES", f"{_DOMAIN}.mo"))


def use(language: str) -> None:
    """Speak `language` from now on, click's own messages included.

    Raises `OSError` for a language that is not `available`.
    """
    global _current, _catalogue
    _catalogue = _of(language)
    _current = language
    # click asks the global gettext domain for its words.
    os.environ["LANGUAGE"] = language
    _gettext.bindtextdomain(_DOMAIN, LOCALE_DIR)
    _gettext.textdomain(_DOMAIN)


def _of(language: str) -> _gettext.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return _gettext.NullTranslations()
    return _gettext.translation(_DOMAIN, LOCALE_DIR, [language])


def current() -> str:
    """The language in use, by its code."""
    return _current


def _(message: str) -> str:
    """The program's `message` in the language in use."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message for `count` things, by the plural rule of the language in use."""
    return _catalogue.ngettext(singular, plural, count)


def number(value: float) -> str:
    """A small number to read, with the decimal sign of the language in use."""
    # Translators: a half, as you write it; from it comes the sign before all decimals.
    half = _("0.5")
    return f"{value:.10g}".replace(".", half[1])


OWN_NAME = later("English")


def own_name(code: str) -> str:
    """What a language calls itself, where the program speaks it; else its code."""
    return in_each(OWN_NAME).get(code, code)


def in_each(message: str) -> dict[str, str]:
    """`message` in every language that the program speaks, by the language's code."""
    return {code: _of(code).gettext(message) for code in available()}


def choose(*wishes: str | None) -> str:
    """The first of `wishes` (`id`, `id_ID.UTF-8`, …) that the program speaks, else English."""
    spoken = available()
    for wish in wishes:
        code = (wish or "").replace("-", "_").split(".")[0].split("@")[0]
        for known in (code, code.split("_")[0].lower()):
            if known in spoken:
                return known
    return SOURCE_LANGUAGE


SYSTEM_REASONS = (
    later("Cannot allocate memory"),
    later("Disk quota exceeded"),
    later("Exec format error"),
    later("File exists"),
    later("File name too long"),
    later("Input/output error"),
    later("Invalid argument"),
    later("Is a directory"),
    later("No space left on device"),
    later("No such file or directory"),
    later("Not a directory"),
    later("Operation not permitted"),
    later("Permission denied"),
    later("Read-only file system"),
    later("Resource temporarily unavailable"),
    later("Too many levels of symbolic links"),
    later("Too many open files"),
    later("attempt to write a readonly database"),
    later("database disk image is malformed"),
    later("database is locked"),
    later("database or disk is full"),
    later("disk I/O error"),
    later("file is not a database"),
    later("unable to open database file"),
)
"""How operating systems and SQLite name what people meet most, marked for the catalogue."""


def reason(error: Exception) -> str:
    """Why something failed, as the system puts it; in the language in use where that is known."""
    words = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return _(words) if words else ""
