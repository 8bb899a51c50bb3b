"""Compiles the catalogues first, so that the tests hear what the sources say."""

from __future__ import annotations

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from flasktutor.language import LOCALE_DIR


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # done by the process that started this one
    for source in LOCALE_DIR.glob("*/LC_MESSAGES/*.po"):
        fresh = source.with_suffix(".new")
        with source.open("rb") as text, fresh.open("wb") as binary:
            write_mo(binary, read_po(text, locale=source.parts[-3]))
        # In one step: another run may be reading the old one.
        fresh.replace(source.with_suffix(".mo"))
