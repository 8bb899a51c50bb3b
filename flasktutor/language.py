"""Owns the choice of language and the program's own words (gettext)."""

from __future__ import annotations

import gettext as _gettext
import os
from pathlib import Path

SOURCE_LANGUAGE = "en"
LOCALE_DIR = Path(__file__).parent / "locale"
_DOMAIN = "flasktutor"

_current = SOURCE_LANGUAGE
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


def available() -> tuple[str, ...]:
    """The languages the program speaks: English, and each catalogue that was compiled.

    One that is not compiled is not offered: a learner would get its lessons
    between English menus.
    """
    catalogues = LOCALE_DIR.glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")
    return (SOURCE_LANGUAGE, *sorted(path.parts[-3] for path in catalogues))


def use(language: str) -> None:
    """Speak `language` from now on, click's own messages included.

    Raises `OSError` for a language that is not `available`.
    """
    global _current, _catalogue
    _catalogue = _of(language)
    _current = language
    # click asks the global gettext domain for its words.
    os.environ["LANGUAGE"] = language
    _gettext.bindtextdomain(_DOMAIN, str(LOCALE_DIR))
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


def later(message: str) -> str:
    """Marks `message` for the catalogue; `_()` says it when the language is known."""
    return message
