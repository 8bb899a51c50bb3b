"""Owns how a lesson says what is pushed around a snippet, and how that looks written out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import field
from textwrap import indent
from typing import TYPE_CHECKING, ClassVar, Literal

from flasktutor.language import _
from flasktutor.schema import Data, Json, Reading, Report, Spec
from flasktutor.values import frozen
from flasktutor.yamlsource import Mapping as MappingNode
from flasktutor.yamlsource import Node, Scalar

if TYPE_CHECKING:
    from flasktutor.runner.protocol import Context, HttpRequest

ABSENT = Json(object())
"""Stands for "no JSON was given", which is not the JSON value null."""
_HEADER = re.compile(r"[!#-'*+.^-z|~0-9A-Z-]+: [\x20-\x7e\xa0-\xff]*")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


@frozen(kw_only=True)
class Upload(Spec):
    """A file that a request carries."""

    name: Data
    """What the file is called."""
    text: Data = ""
    """What is in it."""


@frozen(kw_only=True)
class RequestSpec(Spec):
    """A request; `/path` or `POST /path` for short."""

    alone: ClassVar[bool] = True
    short: ClassVar[str] = rf"^(/\S*|({'|'.join(METHODS)}) +/.*)$"

    path: Data = "/"
    """Path and query."""
    method: Method = "GET"
    """The HTTP method."""
    headers: Mapping[str, Data] = field(default_factory=dict)
    """Headers by name."""
    form: Mapping[str, Data] | None = None
    """Fields of the form that it carries."""
    files: Mapping[str, Upload] = field(default_factory=dict)
    """Files that it uploads, by the form's field."""
    json: Json = ABSENT
    """JSON that it carries."""

    @classmethod
    def unfold(cls, node: Node) -> Node:
        if not isinstance(node, Scalar):
            return node
        method, space, path = node.text.partition(" ")
        if not space:
            return _entries(node, path=method)
        return _entries(node, method=method, path=path.strip())

    def check(self, report: Report) -> None:
        if not self.path.startswith("/"):
            report("path", _("a path starts with `/`"))
        if (self.form is not None or self.files) and self.json is not ABSENT:
            report("json", _("a request carries a form or JSON, not both"))
        if self.files and self.method in ("GET", "HEAD"):
            report("files", _("files are sent by `method: POST`"))
        for name, value in self.headers.items():
            if not _HEADER.fullmatch(f"{name}: {value}"):
                text = _("the header `{name}` is not one line of plain characters")
                report("headers", text.format(name=name))

    def built(self) -> HttpRequest:
        """The request as the worker takes it."""
        from flasktutor.runner.protocol import HttpRequest

        has_json = self.json is not ABSENT
        return HttpRequest(
            path=self.path,
            method=self.method,
            headers=self.headers,
            form=self.form,
            files={name: (file.name, file.text) for name, file in self.files.items()},
            json=self.json if has_json else None,
            has_json=has_json,
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@frozen(kw_only=True)
class ContextSpec(RequestSpec):
    """What is pushed around a snippet: `none`, `app`, or a request."""

    short: ClassVar[str] = f"^(none|app|request)$|{RequestSpec.short}"

    kind: Literal["none", "app", "request"] = "request"
    """`none`, `app`, or `request`."""

    @classmethod
    def choose(cls, node: Node, reader: Reading) -> type[Spec] | None:
        kind = node.get("kind") if isinstance(node, MappingNode) else None
        if isinstance(kind, Scalar) and kind.text not in ("none", "app", "request"):
            text = _("one of these is expected here: {listed}")
            listed = "none, app, request, /books?page=2, POST /books"
            reader.report(kind, text.format(listed=listed))
            return None
        return cls

    @classmethod
    def unfold(cls, node: Node) -> Node:
        if isinstance(node, Scalar) and not node.text.startswith("/") and " " not in node.text:
            return _entries(node, kind=node.text)
        return super().unfold(node)

    def as_context(self) -> Context:
        """The context as the worker takes it."""
        from flasktutor.runner.protocol import Context

        return Context(kind=self.kind, request=self.built())

    def opening(self) -> str:
        """The `with` line that pushes this context, or nothing."""
        if self.kind == "none":
            return ""
        if self.kind == "app":
            return "with app.app_context():"
        return f"with app.test_request_context({', '.join(self._arguments())}):"

    def _arguments(self) -> list[str]:
        given = [_quoted(self.path)]
        if self.method != "GET":
            given.append(f"method={_quoted(self.method)}")
        if self.headers:
            given.append(f"headers={dict(self.headers)!r}")
        if self.form is not None or self.files:
            fields = [f"{name!r}: {value!r}" for name, value in (self.form or {}).items()]
            fields += (_uploaded(name, file) for name, file in self.files.items())
            given.append(f"data={{{', '.join(fields)}}}")
        if self.json is not ABSENT:
            given.append(f"json={self.json!r}")
        return given


def written_out(setup: str, context: ContextSpec, code: str) -> str:
    """A program to paste into a file: the setup, the context's `with` line, the snippet in it."""
    opening = context.opening()
    body = f"{opening}\n{indent(code, '    ')}" if opening else code
    start = setup or ("from flask import Flask\n\napp = Flask(__name__)\n" if opening else "")
    return f"{start}\n{body}" if start else body


def _uploaded(name: str, file: Upload) -> str:
    """A file of a form, as Werkzeug takes it."""
    return f"{name!r}: (__import__('io').BytesIO({file.text.encode()!r}), {file.name!r})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _entries(node: Scalar, **values: str) -> Node:
    def scalar(text: str) -> Scalar:
        return Scalar(node.line, node.column, text, True)

    return MappingNode(
        node.line,
        node.column,
        {name: (scalar(name), scalar(text)) for name, text in values.items()},
    )
