"""Nodes → frozen dataclasses: a class's fields are the format, and every flaw is collected.

A `Spec` subclass declares what may stand in a lesson file; its annotations say
how to read each field, its `check` says what one field asks of another. The
same declarations are described as JSON Schema for editors.
"""

from flasktutor.schema.names import KEY_PATTERN, is_key, key_of, nearest, unknown_key
from flasktutor.schema.reader import Reader
from flasktutor.schema.spec import (
    COMPUTED,
    Code,
    Data,
    Json,
    Key,
    Printed,
    Reading,
    Report,
    Spec,
    Where,
    Words,
    hints,
    parts,
    required,
)

__all__ = [
    "COMPUTED",
    "KEY_PATTERN",
    "Code",
    "Data",
    "Json",
    "Key",
    "Printed",
    "Reader",
    "Reading",
    "Report",
    "Spec",
    "Where",
    "Words",
    "hints",
    "is_key",
    "key_of",
    "nearest",
    "parts",
    "required",
    "unknown_key",
]
