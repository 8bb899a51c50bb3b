"""Owns texts in which one program reports on another: an installer on a build, a server on an app.

What such a text says of its own comes before the errors inside: a traceback out of a package's
build names modules of a folder that is gone by now, and repairs for them repair nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from flasktutor.causes.matching import Match, match_line
from flasktutor.causes.model import Cause

# Looked for as plain words, so that other texts wait for no pattern.
_REPORTS = (
    "subprocess-exited-with-error", "Failed building wheel", "Failed to build", "PEP517",
    "setup.py egg_info", "setup command:", "BackendUnavailable", "build backend",
    "WORKER TIMEOUT", "class uri '", "mod_wsgi (pid=", "importing your module",
    "Unable to import module", "Handler '", "due to invalid metadata", "Unexpected token",
    "CORS policy", "Access-Control-Allow-Origin", "No space left", "metadata-generation-failed",
)  # fmt: skip
_FAILED = (
    "subprocess-exited-with-error", "Failed building wheel", "Failed to build",
    "metadata-generation-failed",
    "Command errored out with exit status", "build backend returned an error", "setup command:",
    "PEP517 build of a dependency failed", "setup.py egg_info\" failed with",
)  # fmt: skip
_NAME = r"(?P<package>[A-Za-z][\w.-]*\w)"
_BUILT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"Failed building (?:wheel|editable) for {_NAME}",
        rf"Failed to build ['`(]?(?!installable|wheel|one|some|file:){_NAME}",
        rf"Could not build wheels for {_NAME}",
        rf"error in {_NAME} setup command:",
        rf"Building (?:wheel|editable) for {_NAME} .*(?:error|did not run)",
        rf"one of the following issues with {_NAME} \(",
        r"pip-install-\w+[/\\](?P<package>[A-Za-z][\w.-]*?)(?:_[0-9a-f]{32})?[/\\]",
    )
)
_BEGUN = re.compile(rf"(?:^|\s)(?:Collecting|Building) {_NAME}")
_BROKEN = re.compile(r"Skipping \S*?([A-Za-z][\w.]*)-\d[\w.+!]*\.(?:dist|egg)-info due to invalid")


def seen(text: str, causes: Mapping[str, Cause]) -> Match | None:
    """The cause that an installer's or a server's own words in `text` show; else None."""
    if not any(word in text for word in _REPORTS):
        return None
    match = match_line(text, causes, ("first",)) or _unknown_build(text, causes)
    if match is None:
        return None
    facts = dict(match.facts)
    if match.cause.id.startswith("build-") and (package := _package(text)):
        facts.setdefault("package", package)
    if broken := dict.fromkeys(_BROKEN.findall(text)):
        facts["packages"] = " ".join(broken)
    return replace(match, facts=facts)


def _unknown_build(text: str, causes: Mapping[str, Cause]) -> Match | None:
    """That a build failed, where the text shows nothing of why that is known here."""
    for line in text.split("\n"):
        if any(word in line for word in _FAILED):
            shown = line.strip()
            facts = {"shown": shown}
            return Match(cause=causes["build-failed"], facts=facts, certain=True, evidence=(shown,))
    return None


def _package(text: str) -> str:
    """The package whose build failed: named as such, or else the last one that was begun."""
    for pattern in _BUILT:
        if found := pattern.search(text):
            return found["package"]
    begun = [found["package"] for found in _BEGUN.finditer(text)]
    return re.sub(r"-\d[\w.]*\.tar.*$|==.*$", "", begun[-1]) if begun else ""
