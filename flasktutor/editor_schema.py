"""Owns the JSON Schema (2020-12) of the format's files, by which editors complete and check.

It is made from the `Spec` classes and their fields' docstrings. What only
fields together show (`Spec.check`) and what only a run shows is left to
`lessons check`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

from flasktutor import overlay, schema
from flasktutor.checks import CHECKS, Check
from flasktutor.conditions import CONDITIONS, Condition
from flasktutor.course import CourseSpec
from flasktutor.lesson import FORMAT, Lesson
from flasktutor.schema import Json, Key, Spec, Words, key_of, parts
from flasktutor.steps import KINDS, Step

Sort = Literal["lesson", "translation", "course"]
"""The sorts of files: `NAME.yaml`, `NAME.id.yaml`, `course.yaml`."""
SORTS: tuple[Sort, ...] = get_args(Sort)
Schema = dict[str, Any]

# A file's `404`, `true` and `None` are text where text is expected.
_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_KEY: Schema = {"type": "string", "pattern": f"^{schema.KEY_PATTERN}$"}
_FORMAT: Schema = {"const": FORMAT, "description": "The version of this format."}
_LANGUAGE: Schema = {
    "type": "string",
    "pattern": "^[a-z]{2,3}(_[A-Z]{2})?$",
    "description": "The language of the words: `id`, as in the file's name.",
}


def schema_of(sort: Sort) -> Schema:
    """The JSON Schema of one sort of file."""
    made = {"lesson": _lesson, "translation": _translation, "course": _course}[sort]()
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": f"flasktutor {sort}", **made}


def _lesson() -> Schema:
    return _with_format(_Maker(), Lesson)


def _course() -> Schema:
    return _with_format(_Maker(), CourseSpec)


def _with_format(maker: _Maker, spec: type[Spec]) -> Schema:
    made = maker.mapping(spec)
    made["properties"]["format"] = _FORMAT
    return {**made, "$defs": maker.definitions}


def _translation() -> Schema:
    # A kind is imported when it is met, and here every kind's words are wanted.
    list(KINDS.values())
    made = _words_of([Lesson])
    header = {"format": _FORMAT, "lesson": _KEY, "language": _LANGUAGE}
    return {**made, "properties": {**header, **made["properties"]}, "required": list(header)}


class _Maker:
    """Describes specs; each class once, in `definitions`."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def mapping(self, spec: type[Spec]) -> Schema:
        """A spec written as `name: value` lines."""
        described = docs(spec)
        properties = {
            key_of(name): _described(self._value(hint), described.get(name))
            for name, hint in schema.hints(spec).items()
        }
        needed = [key_of(name) for name in schema.required(spec)]
        if spec.tag:
            properties = {spec.tag: {"const": getattr(spec, spec.tag)}, **properties}
            needed = [spec.tag, *needed]
        return {
            "type": "object",
            "description": _first_line(spec),
            "properties": properties,
            "required": needed,
            "additionalProperties": False,
        }

    def _value(self, hint: Any) -> Schema:
        origin, args = parts(hint)
        if origin is tuple:
            return _one_or_more(self._value(args[0]))
        if origin is Json:
            return {}
        if origin is Mapping:
            return {"type": "object", "additionalProperties": self._value(args[1])}
        if isinstance(origin, type) and issubclass(origin, Spec):
            return self._reference(origin)
        return _scalar(origin, args)

    def _reference(self, spec: type[Spec]) -> Schema:
        if spec.__name__ not in self.definitions:
            self.definitions[spec.__name__] = {}  # A spec may hold itself.
            self.definitions[spec.__name__] = self._definition(spec)
        return {"$ref": f"#/$defs/{spec.__name__}"}

    def _definition(self, spec: type[Spec]) -> Schema:
        if spec is Step:
            return self._steps()
        if spec is Check:
            return self._named(CHECKS)
        if spec is Condition:
            return self._named(CONDITIONS)
        made = self.mapping(spec)
        if spec.listed:
            return _either("array", made["properties"][spec.listed], made)
        if not spec.short:
            return made
        return _either("object", made, {"type": "string", "pattern": spec.short})

    def _steps(self) -> Schema:
        """A step: its kind decides what else may stand in it."""
        kinds = {"enum": list(KINDS), "description": "What sort of step it is."}
        return {
            "type": "object",
            "properties": {Step.tag: kinds},
            "required": [Step.tag],
            "allOf": [
                {
                    "if": {"properties": {Step.tag: {"const": name}}, "required": [Step.tag]},
                    "then": self._reference(kind),
                }
                for name, kind in KINDS.items()
            ],
        }

    def _named(self, kinds: Mapping[str, type[Spec]]) -> Schema:
        """A check or a condition: the key that names it decides what else may stand in it."""
        return {
            "type": "object",
            "anyOf": [{"required": [name]} for name in kinds],
            "allOf": [
                {"if": {"required": [name]}, "then": self._reference(kind)}
                for name, kind in kinds.items()
            ],
        }


def _words_of(family: list[type[Spec]]) -> Schema:
    """The words that a translation of any member of `family` may give."""
    found: dict[str, list[Schema]] = {}
    said: dict[str, str | None] = {}
    for spec in family:
        for name, hint in schema.hints(spec).items():
            if overlay.holds_words(hint):
                forms = found.setdefault(key_of(name), [])
                if (words := _words(hint)) not in forms:
                    forms.append(words)
                said[key_of(name)] = docs(spec).get(name)
    properties = {name: _described(_any_of(forms), said[name]) for name, forms in found.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _any_of(forms: list[Schema]) -> Schema:
    """What members of a family call by one name may hold other words in each."""
    return forms[0] if len(forms) == 1 else {"anyOf": forms}


def _words(hint: Any) -> Schema:
    origin, args = parts(hint)
    if origin is Words:
        return _TEXT
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _words(args[1])}
    if origin is tuple:
        item, _args = parts(args[0])
        if isinstance(item, type) and issubclass(item, Spec) and "key" in schema.hints(item):
            return {"type": "object", "additionalProperties": _words(item)}
        return _one_or_more(_words(args[0]))
    return _words_of([origin, *overlay.descendants(origin)])


def _scalar(origin: Any, args: tuple[Any, ...]) -> Schema:
    if origin is Literal:
        return {"enum": [value for value in args if value]}
    if origin is bool:
        return {"type": "boolean"}
    if origin is int:
        return {"type": "integer", "minimum": 0}
    return _KEY if origin is Key else _TEXT


def _one_or_more(item: Schema) -> Schema:
    return _either("array", {"items": item}, item)


def _either(kind: str, one: Schema, other: Schema) -> Schema:
    # Editors say what is wrong in an if-then-else; of an anyOf they say that nothing fits.
    return {"if": {"type": kind}, "then": one, "else": other}


def _described(value: Schema, text: str | None) -> Schema:
    return {"description": text, **value} if text else value


def _first_line(spec: type[Spec]) -> str:
    return (spec.__doc__ or "").strip().split("\n")[0]


def docs(spec: type[Spec]) -> dict[str, str]:
    """The docstring of each field of a class, those of its bases included."""
    found: dict[str, str] = {}
    for cls in reversed(spec.__mro__):
        if Spec in cls.__mro__:
            found.update(_docs_in(cls))
    return found


@cache
def _docs_in(cls: type) -> Mapping[str, str]:
    # Finding a class in its file takes most of the time, and bases are asked for again and again.
    return dict(_documented(cls))


def _documented(cls: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(definition, ast.ClassDef)
    for field, after in pairwise(definition.body):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            yield field.target.id, inspect.cleandoc(str(after.value.value))
