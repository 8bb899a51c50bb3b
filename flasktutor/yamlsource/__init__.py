"""YAML text → nodes that know their line and column, and nothing that YAML guesses.

Every scalar stays the text that stands in the file (`yes`, `12:30` and `1.0` are
text), so a lesson means the same under YAML 1.1 and 1.2. Anchors, aliases, tags
and repeated keys are refused: each would let a reader see one thing and the
program another.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flasktutor.yamlsource.text import MAX_BYTES, File, lines, read

if TYPE_CHECKING:
    from flasktutor.yamlsource.nodes import Mapping, Node, RefusedError, Scalar, Sequence
    from flasktutor.yamlsource.parsing import parse, parse_text

__all__ = [
    "MAX_BYTES",
    "File",
    "Mapping",
    "Node",
    "RefusedError",
    "Scalar",
    "Sequence",
    "lines",
    "parse",
    "parse_text",
    "read",
]

_MODULES = {
    **dict.fromkeys(("Mapping", "Node", "RefusedError", "Scalar", "Sequence"), "nodes"),
    **dict.fromkeys(("parse", "parse_text"), "parsing"),
}


def __getattr__(name: str) -> Any:
    # Who only wants a file's bytes does not wait for PyYAML, a tenth of the start of a lesson.
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"flasktutor.yamlsource.{_MODULES[name]}"), name)
