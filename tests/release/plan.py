"""What the repository says of the next release: its version, its notes, what stands in its way."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from tests.checkout import ROOT

HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.M)


def git(*arguments: str) -> str:
    """What git says of this folder; nothing where it cannot say it."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")
    return done.stdout.strip() if done.returncode == 0 else ""


def released() -> Version:
    """The newest version that the changelog tells of."""
    return max(map(Version, HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))))


def proposed() -> str:
    """The next version: the middle number goes up, for every release brings something new."""
    last = released()
    return f"{last.major}.{last.minor + 1}.0"


def notes(version: str) -> str:
    """The section that the fragments make."""
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", version],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip()


def obstacles(version: str, told: str) -> Iterator[str]:
    """Why this version cannot be released as things stand."""
    try:
        if Version(version) <= released():
            yield f"CHANGELOG.md tells of {released()} already"
        if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
            yield f"{version}: write it like 1.2.3 or 1.2.3rc1"
    except InvalidVersion:
        yield f"{version} is no version"
    if "- " not in told:
        yield "changes/ has no fragment: nothing would be new"
    if git("tag", "--list", f"v{version}"):
        yield f"the tag v{version} is taken"
    if git("status", "--porcelain"):
        yield "there are changes that are not committed"


def obstacles_of_tag(tag: str) -> Iterator[str]:
    """Why what is checked out must not be published under this tag."""
    version = tag.removeprefix("v")
    if version not in HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8")):
        yield f"CHANGELOG.md has no section {version}"
    if tag not in git("tag", "--points-at", "HEAD").split():
        yield f"the tag {tag} does not point at what is checked out"
    if left := [path.name for path in (ROOT / "changes").glob("*.*.md")]:
        yield f"changes/ still has {', '.join(sorted(left)[:3])}"
    if git("status", "--porcelain"):
        yield "there are changes that are not committed"
