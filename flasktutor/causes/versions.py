"""Owns whether a version lies within a specifier, as pip reads both."""

from __future__ import annotations


def within(version: str | None, specifier: str) -> bool:
    """Whether `version` is known, is one, and lies within `specifier`; pre-releases count."""
    # Few texts are about versions, and only those wait for it.
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion, Version

    try:
        return version is not None and SpecifierSet(specifier).contains(Version(version), True)
    except InvalidVersion:
        return False
