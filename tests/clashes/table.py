"""Owns the record of what was seen: a text per clash in `seen/`, and the table made of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flasktutor.causes.clashes import Clash, known
from tests.clashes.proofs import Proof, proofs

SEEN = Path(__file__).with_name("seen")
DOCS = Path(__file__).parents[2] / "docs/clashes.md"
_WHEN = {
    "import": "at import",
    "start": "when the app is built",
    "request": "at a request",
    "reload": "under the reloader",
    "use": "when it is used",
}
_HEAD = """# Versions that do not fit together

`explain` and `check-install` know these by name. Each was built from the registry, seen to fail
with its sign, repaired, and seen to work: `python -m tests.clashes --write` does it anew and
writes this page ([how one is added](../CONTRIBUTING.md)). Where more than one environment is
named, it was seen in each; together they are the bounds of the entry.

| clash | shows | sign | seen with | repair | on |
|---|---|---|---|---|---|
"""


def record(proof: Proof, said: str, day: str) -> None:
    """Keep the text that showed a clash, and the day."""
    SEEN.mkdir(exist_ok=True)
    path = SEEN / f"{proof.clash.id}.txt"
    path.write_text(f"# seen on {day}\n{said}", "utf-8")


def seen(name: str) -> tuple[str, str]:
    """The day on which a clash was seen, and the text that showed it."""
    first, _, said = (SEEN / f"{name}.txt").read_text("utf-8").partition("\n")
    return first.removeprefix("# seen on "), said


def written() -> str:
    """The page, from the list, the proofs and the record."""
    return _HEAD + "".join(f"| {' | '.join(_row(proof))} |\n" for proof in proofs().values())


def forget() -> Iterator[str]:
    """Remove texts of clashes that are not on the list, and name them."""
    for path in sorted(SEEN.glob("*.txt")):
        if path.stem not in known():
            path.unlink()
            yield path.stem


def _row(proof: Proof) -> Iterator[str]:
    clash = proof.clash
    yield f"**{clash.package}** {clash.versions}<br>{_other(clash)}"
    yield _WHEN[clash.when]
    yield f"`{_cell(_sign(clash))}`"
    yield "<br>".join(
        f"Python {proof.python}: {_cell(', then '.join(steps))}" for steps in proof.seen
    )
    repairs = [f"`{repair}`" for repair in clash.repairs]
    yield "<br>".join([*repairs, *(["other code"] if clash.code else [])])
    yield seen(clash.id)[0]


def _other(clash: Clash) -> str:
    if clash.absent == "only":
        return f"without {clash.other}"
    missing = ", or without it" if clash.absent else ""
    return f"{clash.other} {clash.other_versions}{missing}".strip()


def _sign(clash: Clash) -> str:
    return f"{' '.join(clash.errors)}: {clash.message}" if clash.errors else clash.line


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
