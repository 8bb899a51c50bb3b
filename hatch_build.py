"""Compiles catalogues and data when the package is built or installed in place."""

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilingHook(BuildHookInterface[Any]):
    """Writes a `.mo` beside each `.po`, which is all that `gettext` reads at run time.

    And beside each YAML file of data what is quicker to read. A wheel gets manual pages as well.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "flasktutor", "locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as binary:
                write_mo(binary, read_po(text, locale=source.parts[-3]))
        sys.path.insert(0, self.root)
        from flasktutor import datafiles

        datafiles.compile_all(Path(self.root, "flasktutor", "causes"))
        if self.target_name == "wheel" and version != "editable":
            self._write_manual(Path(self.root, "build", "man"))

    def _write_manual(self, folder: Path) -> None:
        """Write the pages by the version that has just been told, and the words just compiled."""
        import hatch_manual

        shutil.rmtree(folder, ignore_errors=True)
        importlib.invalidate_caches()
        hatch_manual.write(folder)
