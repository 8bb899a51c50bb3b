"""Owns reading the knowledge base: `knowledge/*.yaml`, with words per language laid over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from flasktutor.causes.model import Cause, Removed, Repair, Sign
from flasktutor.datafiles import read

FOLDER = Path(__file__).parent / "knowledge"
GENERAL = "general"  # words per exception type, for errors that no cause fits
NO_CAUSES = (GENERAL, "clashes", "clash_words")


class _Causes(Mapping[str, Cause]):
    """Every cause, made when somebody asks for it: an error has one, and there are hundreds."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._made: dict[str, Cause] = {}

    def __getitem__(self, name: str) -> Cause:
        if name not in self._made:
            path, data = _entries()[name]
            words = _words(path, self._language)
            self._made[name] = _cause(name, data, words.get(name) or {})
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_entries())

    def __len__(self) -> int:
        return len(_entries())


@lru_cache
def causes(language: str) -> Mapping[str, Cause]:
    """Every cause by id, in the order of the files, with words in `language` where they exist."""
    return _Causes(language)


@lru_cache
def _entries() -> Mapping[str, tuple[Path, Mapping[str, Any]]]:
    """What the files say of each cause, by its id."""
    return {name: (path, data) for path in files() for name, data in read(path).items()}


@lru_cache
def signs(error: str) -> Sequence[tuple[str, Sign]]:
    """The signs that an exception of the type `error` may show, with the ids of their causes.

    "" is an exception whose type is not told.
    """
    return [
        (name, _sign(sign))
        for name, sign in _written_signs()
        if error in sign.get("error", "").split() or ("error" in sign and not error)
    ]


@lru_cache
def lines() -> Sequence[tuple[str, Sign]]:
    """The signs that a single line shows, with the ids of their causes."""
    return [(name, _sign(sign)) for name, sign in _written_signs() if "line" in sign]


def _written_signs() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, (_path, data) in _entries().items():
        for sign in data.get("recognise", ()):
            yield name, sign


@lru_cache
def general(language: str) -> Mapping[str, Mapping[str, str]]:
    """What can be said of an exception type (or "") when its cause is not known."""
    path = FOLDER / f"{GENERAL}.yaml"
    words = _words(path, language)
    return {name: {**data, **words.get(name, {})} for name, data in read(path).items()}


def files() -> Iterator[Path]:
    """The files of causes, in the order in which they are tried."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if "." not in path.stem and path.stem not in NO_CAUSES:
            yield path


@lru_cache
def _words(path: Path, language: str) -> Mapping[str, Any]:
    overlay = path.with_suffix(f".{language}.yaml")
    return (read(overlay) or {}) if overlay.exists() else {}


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
        signs=tuple(_sign(sign) for sign in signs if "error" in sign or "line" in sign),
        removed=tuple(
            Removed(names=tuple(sign["names"].split()), since=str(sign["since"]))
            for sign in signs
            if "names" in sign
        ),
        found_by_check=any("probe" in sign for sign in signs),
        found_by_trace=any("traced" in sign for sign in signs),
        by_rule=any("rule" in sign for sign in signs),
        certain=data.get("certain", True),
        confirm=_confirm(data.get("confirm"), words.get("confirm")),
        page=data.get("page", ""),
        example=data.get("example", "").rstrip(),
    )


def _confirm(data: Mapping[str, Any] | None, said: str | None) -> Repair | None:
    return _repair(data, said or data.get("say", "")) if data else None


def _sign(data: Mapping[str, Any]) -> Sign:
    return Sign(
        errors=tuple(data.get("error", "").split()),
        message=data.get("message", ""),
        line=data.get("line", ""),
        context=data.get("context", ""),
        without=data.get("without", ""),
        inside=data.get("inside", ""),
        file=data.get("file", ""),
        raised_in=data.get("raised_in", ""),
        flask=data.get("flask", ""),
        rank=data.get("rank", ""),
        certain=data.get("certain"),
    )


def _repair(data: Mapping[str, Any], say: str) -> Repair:
    run = data.get("run", {})
    return Repair(
        say=say,
        run={"any": run} if isinstance(run, str) else run,
        code=data.get("code", ""),
        install=data.get("install", ""),
        upgrade=data.get("upgrade", ""),
        reinstall=data.get("reinstall", ""),
        show=data.get("show", ""),
        unless=data.get("unless", ""),
    )
