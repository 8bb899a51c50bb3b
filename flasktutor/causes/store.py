"""Owns reading the knowledge base: `knowledge/*.yaml`, with words per language laid over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from flasktutor.causes.model import Cause, Clash, Removed, Repair, Sign

FOLDER = Path(__file__).parent / "knowledge"
GENERAL = "general"  # words per exception type, for errors that no cause fits
NO_CAUSES = (GENERAL, "clashes", "clash_words")


def parse(text: str) -> Any:
    """YAML as plain data; by the C parser where PyYAML has it."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)


@lru_cache
def causes(language: str) -> Mapping[str, Cause]:
    """Every cause by id, in the order of the files, with words in `language` where they exist."""
    found = {}
    for path in _files():
        words = _words(path, language)
        for name, data in parse(path.read_text("utf-8")).items():
            found[name] = _cause(name, data, words.get(name) or {})
    return found


@lru_cache
def general(language: str) -> Mapping[str, Mapping[str, str]]:
    """What can be said of an exception type (or "") when its cause is not known."""
    path = FOLDER / f"{GENERAL}.yaml"
    words = _words(path, language)
    return {
        name: {**data, **words.get(name, {})}
        for name, data in parse(path.read_text("utf-8")).items()
    }


def _files() -> Iterator[Path]:
    for path in sorted(FOLDER.glob("*.yaml")):
        if "." not in path.stem and path.stem not in NO_CAUSES:
            yield path


def _words(path: Path, language: str) -> Mapping[str, Any]:
    overlay = path.with_suffix(f".{language}.yaml")
    return (parse(overlay.read_text("utf-8")) or {}) if overlay.exists() else {}


def _cause(name: str, data: Mapping[str, Any], words: Mapping[str, Any]) -> Cause:
    repairs = data.get("fixes", [])
    said = words.get("fixes") or [repair["say"] for repair in repairs]
    signs = data.get("recognise", [])
    return Cause(
        id=name,
        lesson=data.get("lesson", ""),
        means=words.get("means") or data["means"],
        why=words.get("why") or data["why"],
        fixes=tuple(_repair(repair, say) for repair, say in zip(repairs, said, strict=True)),
        signs=tuple(_sign(sign) for sign in signs if not {"versions", "names"} & set(sign)),
        clashes=tuple(Clash(versions=sign["versions"]) for sign in signs if "versions" in sign),
        removed=tuple(
            Removed(names=tuple(sign["names"].split()), since=str(sign["since"]))
            for sign in signs
            if "names" in sign
        ),
        packages=data.get("packages", {}),
        found_by_check=any("probe" in sign for sign in signs),
    )


def _sign(data: Mapping[str, Any]) -> Sign:
    return Sign(
        errors=tuple(data.get("error", "").split()),
        message=data.get("message", ""),
        line=data.get("line", ""),
        context=data.get("context", ""),
        inside=data.get("inside", ""),
        file=data.get("file", ""),
    )


def _repair(data: Mapping[str, Any], say: str) -> Repair:
    run = data.get("run", {})
    return Repair(
        say=say,
        run={"any": run} if isinstance(run, str) else run,
        code=data.get("code", ""),
    )
