"""Owns for which versions of Flask something in a lesson holds, written as pip writes them."""

from __future__ import annotations

import re

#: What authors write nearly always, known without waiting for an import.
_VERSION = r"(==|!=|<=?|>=?)[0-9]+(\.[0-9]+)*(\.dev[0-9]+)?"
_USUAL = re.compile(rf"{_VERSION}(, ?{_VERSION})*")


def holds(specifier: str, flask_version: str) -> bool:
    """Whether `specifier` takes in that version of Flask; an empty one takes in all."""
    if not specifier:
        return True
    # Few steps say versions; the others need not wait for the import.
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifier).contains(flask_version, prereleases=True)


def is_specifier(text: str) -> bool:
    """Whether `text` says versions, or nothing."""
    if not text or _USUAL.fullmatch(text):
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True
