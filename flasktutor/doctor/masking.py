"""Owns taking out of a text what is nobody's business: names, paths, secrets (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_SECRET_NAME = re.compile(
    r"(?i)secret|token|passw(?:or)?d|passphrase|credential|private|cookie|salt|signing"
    r"|api_?key|_key$|^key$|_pass$|^pass$|_pwd$|dsn|_ur[il]$|(?:^|_)auth(?:_|$)"
)
_SHORTEST = 4  # characters: shorter values stand in ordinary words too
_LONG = 8  # characters: such a value stands in no other word by chance
# What settings that are no secret are set to; without them a report could not be read.
_ORDINARY = re.compile(r"(?i)\d{1,5}|true|false|none|null|localhost|127\.0\.0\.1|0\.0\.0\.0"
                       r"|development|production|testing|debug|info")  # fmt: skip
_URL_USER = re.compile(r"(?P<scheme>\b[a-z][\w+.-]*://)[^\s/@]+@")
_ASSIGNED = re.compile(
    r"(?i)(?P<name>[\w-]*(?:secret|token|passw(?:or)?d|api_?key|credential)[\w-]*"
    r"[\"'\])]*\s*[:=]\s*)"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s,;)}'\"]+)"
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_OTHER_HOME = re.compile(r"(?P<above>(?:/home/|/Users/|[A-Za-z]:[\\/]Users[\\/]))[^/\\\s:\"',)]+")


def secrets(environ: Mapping[str, str], files: Iterable[Mapping[str, str]]) -> set[str]:
    """Values that must not be shown: of variables that sound secret, and all of dotenv files."""
    found = {value for name, value in environ.items() if _SECRET_NAME.search(name)}
    for values in files:
        found |= {
            value
            for name, value in values.items()
            if _SECRET_NAME.search(name) or not _ORDINARY.fullmatch(value)
        }
    return {value for value in found if len(value) >= _SHORTEST}


class Mask:
    """Writes other words for what `hidden` maps (paths, names) and for `secrets`, everywhere."""

    def __init__(self, hidden: Mapping[str, str], secrets: Iterable[str]) -> None:
        words = {**dict.fromkeys(secrets, "[secret]"), **{k: v for k, v in hidden.items() if k}}
        # The longest first, so that a folder in another one is not torn apart.
        self._words = dict(sorted(words.items(), key=lambda pair: -len(pair[0])))
        parts = [_pattern(word, secret=word not in hidden) for word in self._words]
        self._pattern = re.compile("|".join(parts)) if parts else None

    def __call__(self, text: str) -> str:
        """`text` without any of it."""
        text = _URL_USER.sub(r"\g<scheme>[secret]@", text)
        text = _ASSIGNED.sub(r"\g<name>[secret]", text)
        if self._pattern:
            text = self._pattern.sub(lambda found: self._words[found[0]], text)
        text = _MAIL.sub("[mail]", text)
        return _OTHER_HOME.sub(r"\g<above>USER", text)


def _pattern(word: str, *, secret: bool) -> str:
    """A pattern for `word`: a long secret anywhere, a name where no letter goes on with it."""
    if secret and len(word) >= _LONG:
        return re.escape(word)
    if re.search(r"[/\\]", word):
        return re.escape(word) + r"(?![\w-])"
    return rf"(?<!\w){re.escape(word)}(?!\w)"
