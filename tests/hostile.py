"""Lessons that try to reach the terminal: what acts or hides stands in every field there is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from flasktutor.text import escape_line

P = "\x1b]0;pwned\x07\x9b31m\u202e\u061c\u200b\U000e0041\xad\u2028\u2066\ufeff\u3164\ue000\x7f"
"""Changes the title, rings, colours, turns round, hides, breaks lines."""
SHOWN = escape_line(P)
ENTITIES = "&#27;]0;pwned&#7;&#x202e;&#x200b;&ZeroWidthSpace;&shy;"
"""The same in Markdown's own escapes."""
DRAWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b\x07]*\x1b\\\\|[\r\b]")
"""What screens themselves send beside text: colours, places of the cursor, links."""
CODE = f"# {P}\nprint('{P}')\n"
CHECKS = [
    {"prints": P, "fail": f"Not printed. {P}"},
    {
        "request": {"path": f"/?q={P}", "method": "POST", "form": {P: P}, "headers": {"X-A": "a"}},
        "app": f"{{'{P}': app}}['{P}']",
        "status": "418",
        "body": P,
        "contains": [P],
        "lacks": [f"no {P}"],
        "headers": {"X-A": "a"},
    },
    {"request": {"path": f"/{P}", "json": {P: [P]}}, "json": {P: P}},
    {
        "value": f"'{P}'",
        "equals": P,
        "context": {"kind": "app"},
        "app": f"{{'{P}': app}}['{P}']",
        "given": P,
    },
    {"raises": P},
    {"uses": f"print('{P}')"},
    {"avoids": f"'{P}'"},
    {
        "request": {"path": f"/{P}", "method": "POST", "files": {P: {"name": P, "text": P}}},
        "follow": "true",
        "status": "418",
    },
]
MISTAKES = [
    {"say": P, "example": f"{CODE}x = 1\n", "source": f"x == '{P}'", "misconception": "an-idea"},
    {"say": P, "example": CODE, "lacks": f"y == '{P}'"},
    {"say": P, "example": CODE, "error": P},
]
CLAIMS = [
    {
        "says": P,
        "code": f"x = 1\n{CODE}print(x)\n",
        "prints": f"{P}\n1",
        "bullets": ["1"],
        "ideas": ["an-idea"],
        "flask": ">=1",
        "context": {"kind": "request", "path": f"/{P}"},
        "setup": "true",
    },
    {
        "says": f"{P} {ENTITIES}",
        "code": f"raise type('Error{P}', (Exception,), {{}})('{P}')\n",
        "raises": f"Error{P}",
    },
]
COMMANDS = {"unix": f"echo '{P}'\n", "powershell": P, "cmd": P}
DOING = {"stop": "server", "run": COMMANDS, "files": {f"a {P}": P}, "serve": COMMANDS}
CONDITIONS = [
    {
        "file": [f"a {P}", f"b {P}"],
        "fail": f"Not there. {P}",
        "uses": [f"print('{P}')"],
        "avoids": [f"'{P}'"],
        "contains": [P],
    },
    {"gone": [f"c {P}"]},
    {"environment": "works", "packages": ["flask"], "without": ["django"]},
    {"doctor": ["well"]},
    {"served": f"/{P}", "status": "418", "contains": [P]},
    {"stopped": "server"},
    {"app": [CHECKS[2]], "named": P},
    {"contexts": [f"/{P}"], "named": P, "teardown": [P]},
    {"tests": "1", "catch": [{"what": P, "files": {f"d {P}": P}, "say": P}]},
]
VARY = {
    "word": {"pick": "1", "of": [f"a {P}", f"b {P}"]},
    "price": {"between": ["3", "9"]},
    "hard": {"levels": [f"x {P}", f"y {P}", f"z {P}"]},
}
SAID = "{{ word[0] }} {{ price }} {{ hard }}"
PRACTICE = [
    {
        "key": "vary",
        "kind": "predict",
        "body": f"{SAID} {P}",
        "code": f"# {P}\nprint('{SAID}')\n",
        "vary": VARY,
        "worlds": ["a-world", "another-world"],
        "whys": [{"world": "a-world", "why": P}],
    },
]
ASKED = {"body": P, "hints": [P, f"{P} {ENTITIES}"], "after": P}


class _Written(yaml.CSafeDumper):
    """Writes what stands in several places out in each of them: lessons use no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def lesson(name: str = "hostile") -> dict[str, Any]:
    """A lesson that can be taken, with `P` wherever a text may stand."""
    text = f"{P}\n\n> {P}\n\n- {P}\n\n[{P}](http://{P}) `{P}` {ENTITIES}\n\n```python\n{CODE}```\n"
    context = {"kind": "request", "path": f"/{P}", "method": "POST", "headers": {"X-A": "a"}}
    return {
        "format": "1",
        "lesson": name,
        "title": P,
        "summary": P,
        "level": "beginner",
        "minutes": "5",
        "language": "en",
        "requires": ["contexts"],
        "folder": P,
        "words": {"hello": f"hello {P}"},
        "setup": f"from flask import Flask\n# {P} {{{{ words.hello }}}}\napp = Flask('{P}')\n",
        "practice": PRACTICE,
        "steps": [
            {
                "key": "read",
                "was": ["red"],
                "kind": "text",
                "body": text,
                "after": P,
                "teaches": ["an-idea"],
                "claims": CLAIMS,
            },
            {
                "key": "go",
                "kind": "run",
                "body": P,
                "code": CODE,
                "prints": P,
                "show": "contexts",
                "setup": "true",
                "context": {**context, "form": {P: P}},
                "flask": ">=1",
            },
            {
                "key": "raise",
                "kind": "run",
                "body": P,
                "code": f"raise RuntimeError('{P}')\n",
                "raises": f"RuntimeError{P}",
                "context": {**context, "json": {P: P}},
                "after": ENTITIES,
            },
            {
                "key": "guess",
                "kind": "predict",
                "review": "true",
                **ASKED,
                "code": CODE,
                "choices": [
                    {"output": P, "why": P},
                    {"output": f"a {P}", "why": P, "misconception": "an-idea"},
                    {"raises": f"Error{P}", "why": P},
                ],
            },
            {
                "key": "pick",
                "kind": "choice",
                "multi": "true",
                **ASKED,
                "code": CODE,
                "options": [
                    {"text": f"yes {P}", "why": P, "correct": "true"},
                    {"text": f"also {P}", "why": P, "correct": "true"},
                    {"text": f"no\n{P}", "why": P, "misconception": "an-idea"},
                ],
            },
            {
                "key": "blank",
                "kind": "fill",
                **ASKED,
                "code": f"{CODE}____\n",
                "accept": [f"print('{P}')"],
                "checks": [CHECKS[5]],
                "mistakes": MISTAKES,
            },
            {
                "key": "sort",
                "kind": "order",
                **ASKED,
                "lines": f"a = '{P}'\nprint(a)\n",
                "distractors": f"print('b{P}')\n",
                "prints": P,
            },
            {
                "key": "write",
                "kind": "code",
                **ASKED,
                "starter": f"pass  # {P}\n",
                "solution": CODE,
                "checks": CHECKS,
                "mistakes": MISTAKES,
            },
            {
                "key": "fail",
                "kind": "code",
                **ASKED,
                "starter": f"pass  # {P}\n",
                "solution": f"raise KeyError('{P}')\n",
                "raises": f"KeyError{P}",
            },
            {
                "key": "put",
                "kind": "do",
                **ASKED,
                "checks": [{"file": [f"a {P}"], "contains": [P]}],
                "solution": {"files": {f"a {P}": P}},
            },
            {
                "key": "set-up",
                "kind": "do",
                **ASKED,
                "checks": CONDITIONS,
                "solution": DOING,
                "files": {f"e {P}": P},
                "opens": f"e {P}",
                "mistakes": [
                    {
                        "say": P,
                        "when": [CONDITIONS[1]],
                        "example": DOING,
                        "misconception": "an-idea",
                    }
                ],
            },
        ],
    }


def words(data: Mapping[str, Any], name: str = "hostile") -> dict[str, Any]:
    """A translation of it, which hides as much."""
    told = {step["key"]: {"body": f"id {P} {ENTITIES}"} for step in data["steps"]}
    header = {"format": "1", "lesson": name, "language": "id"}
    said = {"title": f"id {P}", "summary": P, "words": {"hello": f"halo {P}"}}
    return {**header, **said, "steps": told}


def course() -> dict[str, Any]:
    """A course file with as much in it."""
    ideas = [{"key": "an-idea", "title": P}]
    world = {
        "key": "a-world", "idea": "an-idea", "belief": P, "why": P, "code": _prints_more("one"),
        "shows": f"print()  # {P}", "beside": ["another-world"],
    }  # fmt: skip
    other = {"key": "another-world", "code": _prints_more("two"), "beside": ["a-world"]}
    worlds = [world, {**world, **other}]
    about = {"format": "1", "course": "bad", "title": P, "language": "en", "lessons": ["hostile"]}
    return {**about, "ideas": ideas, "worlds": worlds}


def _prints_more(word: str) -> str:
    """A world in which each print says one word more."""
    return (
        f"import builtins  # {P}\nreal = builtins.print\n"
        f"builtins.print = lambda *told: real('{word} {P}', *told)\n"
    )


def written(data: object) -> str:
    """A YAML file in which each text is in quotes and what is not ASCII is an escape."""
    return yaml.dump(
        data, Dumper=_Written, default_style='"', allow_unicode=False, sort_keys=False, width=10_000
    )


def folder(path: Path) -> Path:
    """The whole course in a new folder."""
    path.mkdir(parents=True)
    data = lesson()
    (path / "hostile.yaml").write_text(written(data), "utf-8")
    (path / "hostile.id.yaml").write_text(written(words(data)), "utf-8")
    (path / "course.yaml").write_text(written(course()), "utf-8")
    return path


def variants(data: Any) -> Iterator[Any]:
    """`data` with `P` behind one more of its scalars, or one of its names, in turn."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield {(f"{name}{P}" if each == name else each): v for each, v in data.items()}
            for changed in variants(value):
                yield {**data, name: changed}
    elif isinstance(data, list):
        for at, value in enumerate(data):
            for changed in variants(value):
                yield [*data[:at], changed, *data[at + 1 :]]
    else:
        yield f"{data}{P}"


def unsafe_in(said: str) -> set[str]:
    """What is in `said` that acts on a terminal or hides in it, but for newlines and tabs."""
    kinds = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
    by_kind = {c for c in set(said) if unicodedata.category(c) in kinds}
    return (by_kind | ({"\u3164"} & set(said))) - {"\n", "\t"}
