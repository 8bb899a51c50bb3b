"""Makes the README one that stands alone, for an index of packages, when the package is built."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

PICTURE = re.compile(r"!\[([^\]]*)\]\((?!https?:)([^)]+)\)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)]+)\)")


class StandingAlone(MetadataHookInterface):
    """Gives the README as the index gets it: what lies beside it here does not lie beside it there.

    With an address of the project (`Source` in `project.urls`) links and pictures lead to the files
    of this version there. Without one, links are named and pictures are what they show, in text.
    """

    def update(self, metadata: dict[str, Any]) -> None:
        source = metadata.get("urls", {}).get("Source", "")
        text = Path(self.root, "README.md").read_text("utf-8")
        alone = self._linked(text, source, metadata["version"]) if source else self._named(text)
        metadata["readme"] = {"content-type": "text/markdown", "text": alone}

    def _linked(self, text: str, source: str, version: str) -> str:
        """With full addresses, as code hosts form them."""
        text = PICTURE.sub(rf"![\1]({source}/raw/v{version}/\2)", text)
        return LINK.sub(rf"[\1]({source}/blob/v{version}/\2)", text)

    def _named(self, text: str) -> str:
        return LINK.sub(_name, PICTURE.sub(self._screen, text))

    def _screen(self, picture: re.Match[str]) -> str:
        """The text that a picture of a screen was made with, or what it would have shown."""
        screen = Path(self.root, picture[2]).with_suffix(".txt")
        if not screen.is_file():
            return f"*{picture[1]}*"
        return f"{picture[1]}:\n\n```text\n{screen.read_text('utf-8').rstrip()}\n```"


def _name(link: re.Match[str]) -> str:
    """What the link says, and the file that it leads to unless it says so itself."""
    return link[1] if link[2] in link[1] else f"{link[1]} (`{link[2]}`)"
