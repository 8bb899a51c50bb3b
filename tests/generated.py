"""Makes lessons without a flaw, and their translations, out of a `random.Random`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from random import Random
from typing import Any

import yaml

Data = dict[str, Any]
"""A lesson, a step or a part of one, as it stands in a file: texts, lists and mappings."""

TEXTS = (
    "What is printed?",
    "yes",
    "12:30",
    "null",
    "- a dash",
    "# no comment",
    "a: b",
    "`g` and `app`",
    "it's",
    '"quoted"',
    "back\\slash",
    "日本語の本",
    "café 🙂",
    "two\nlines",
    "one\n\n    code\n",
    "{a}",
    "%s {0} {name}",
    "[link](x)",
    "…",
    "ends with :",
    "!tag",
    "&anchor *alias",
    "\u00a0",
    "e\u0301",
)
SAID = ("Hello", "100% “good”", "it’s ¿?", "日本語", "$x #1 <b>")
CODES = ("x = 1\n", "print('Saman')\n", "with app.app_context():\n    pass\n", "# é\n", "pass\n")
PATTERNS = ("app", "app.name", ".name", "print()", "g['x']", "_ is None")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
WORDS = {"title", "summary", "body", "after", "hints", "text", "why", "fail", "say", "says"}
PARTS = {"steps", "options", "choices", "checks", "mistakes", "claims"}


def lesson(chance: Random, name: str = "lesson") -> Data:
    """A lesson whose file has no flaw; what it claims of its code need not be true."""
    data: Data = {"format": "1", "lesson": name, "title": _text(chance), "summary": _text(chance)}
    data |= _some(chance, level="beginner", minutes="12", requires=["contexts"], setup=CODES[0])
    data |= _some(chance, words={name: chance.choice(SAID) for name in ("hello", "w_2")})
    count = chance.randint(1, 6)
    data["steps"] = [_step(chance, f"step-{n}") for n in range(count)]
    for step in data["steps"]:
        if "setup" in step or "setup" not in data:
            # Without a setup there is no app to push anything on.
            step.pop("context", None)
    return data


def written(data: Data) -> str:
    """The data as a YAML file, each text in quotes."""
    return yaml.safe_dump(data, default_style='"', allow_unicode=True, sort_keys=False, width=80)


def overlay(data: Data, name: str = "lesson") -> Data:
    """A whole translation of the lesson `data`."""
    words = _words(data)
    words["steps"] = {step["key"]: _words(step) for step in data["steps"]}
    return {"format": "1", "lesson": name, "language": "id", **words}


def translated(text: str) -> str:
    """The translation that stands for `text`."""
    return f"id {text}"


def _words(data: Data, names: AbstractSet[str] = WORDS) -> Data:
    found: Data = {}
    for name, value in data.items():
        if name in names:
            many = isinstance(value, list)
            found[name] = [translated(v) for v in value] if many else translated(value)
        elif name in PARTS and name != "steps":
            # The `body` of a check is what a response holds.
            found[name] = [_words(part, WORDS - {"body"}) for part in value]
        elif name == "words":
            found[name] = {each: translated(text) for each, text in value.items()}
    return found


def _step(chance: Random, key: str) -> Data:
    make = chance.choice((_read, _run, _predict, _choice, _fill, _order, _code))
    step = {"key": key, "body": _text(chance), **make(chance)}
    claims = [_claim(chance) for _n in range(chance.randint(1, 2))]
    more = _some(chance, flask="<3.2", teaches=["proxies"], claims=claims)
    return step | _some(chance, after=_text(chance)) | more


def _claim(chance: Random) -> Data:
    seen = chance.choice(({"prints": "Saman"}, {"raises": "KeyError"}))
    more = _some(chance, flask=">=2.3", ideas=["proxies"], context="app", setup="false")
    return {"says": _text(chance), "code": "x = 1\nprint(x)\n", **seen, **more}


def _read(chance: Random) -> Data:
    return {"kind": "text"}


def _run(chance: Random) -> Data:
    claim = chance.choice(({"prints": _text(chance)}, {"raises": "KeyError"}))
    return {"kind": "run", "code": _code_text(chance), **_snippet(chance), **claim}


def _predict(chance: Random) -> Data:
    outputs = chance.sample(("1", "None", "", "Saman", "a\nb"), chance.randint(2, 4))
    choices = [{"output": each, "why": _text(chance)} for each in outputs]
    choices += [{"raises": "KeyError", "why": _text(chance), "misconception": "proxies"}]
    return {
        "kind": "predict",
        "code": _code_text(chance),
        "choices": choices,
        **_snippet(chance),
        **_asking(chance),
    }


def _choice(chance: Random) -> Data:
    texts = chance.sample(TEXTS[:-2], chance.randint(2, 5))
    options: list[Data] = [{"text": text, "why": _text(chance)} for text in texts]
    options[0]["correct"] = "true"
    multi = _some(chance, multi="true")
    if multi:
        options[1]["correct"] = "true"
    return {"kind": "choice", "options": options, **multi, **_asking(chance)}


def _fill(chance: Random) -> Data:
    accept = chance.choice((["app_context"], ["a", "b"], [["a"], ["b"]]))
    exercise = _exercise(chance)
    return {"kind": "fill", "code": "app.____()\n", "accept": accept, **exercise, **_asking(chance)}


def _order(chance: Random) -> Data:
    return {
        "kind": "order",
        "lines": "if x:\n    print(1)\n",
        **_some(chance, distractors="if y:\n    print(2)\n"),
        **_exercise(chance),
    }


def _code(chance: Random) -> Data:
    return {
        "kind": "code",
        "starter": _code_text(chance),
        "solution": _code_text(chance),
        **_exercise(chance),
        **_some(chance, hints=[_text(chance)]),
    }


def _exercise(chance: Random) -> Data:
    # No two of them may read the same.
    checks = [{**_check(chance), "fail": f"{n}"} for n in range(chance.randint(1, 3))]
    example = {"say": _text(chance), "example": _code_text(chance)}
    known = {chance.choice(("source", "lacks")): chance.choice(PATTERNS)}
    return {"checks": checks, **_snippet(chance), **_some(chance, mistakes=[{**example, **known}])}


def _check(chance: Random) -> Data:
    makers: tuple[Callable[[], Data], ...] = (
        lambda: {"request": _request(chance), **_some(chance, status="200", body=_text(chance))},
        lambda: {"request": [_request(chance), "/"], "contains": ["a", "b"]},
        lambda: {"prints": _text(chance)},
        lambda: {"value": "x + 1", "equals": {"a": ["b"]}, **_some(chance, context="app")},
        lambda: {"raises": "KeyError"},
        lambda: {"uses": chance.choice(PATTERNS)},
        lambda: {"avoids": chance.choice(PATTERNS)},
    )
    return chance.choice(makers)() | _some(chance, fail=_text(chance))


def _request(chance: Random) -> Any:
    path = chance.choice(("/", "/books?q=é", "/a/b"))
    method = chance.choice(METHODS)
    body = chance.choice(({}, {"form": {"a": "b"}}, {"json": {"a": ["b"]}}))
    whole = {"path": path, "method": method, **body, **_some(chance, headers={"X-Shop": "Ayu"})}
    return chance.choice((path, f"{method} {path}", whole))


def _snippet(chance: Random) -> Data:
    context = chance.choice(("none", "app", "request", _request(chance)))
    return _some(chance, context=context, setup="false", show="contexts")


def _asking(chance: Random) -> Data:
    return _some(chance, review="true", hints=[_text(chance), _text(chance)])


def _some(chance: Random, **fields: Any) -> Data:
    return {name: value for name, value in fields.items() if chance.random() < 0.5}


def _text(chance: Random) -> str:
    return " ".join(chance.sample(TEXTS, chance.randint(1, 3))).strip() or "x"


def _code_text(chance: Random) -> str:
    return "".join(chance.sample(CODES, chance.randint(1, 3)))
