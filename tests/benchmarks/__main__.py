"""Runs benchmarks and prints one table: `python -m tests.benchmarks [--write] [NAME…]`.

`--write` keeps the table in `docs/benchmarks.md`, with the machine and the command that made it;
what stands there below it, about single rows, stays.

A module of this folder with a function `rows()` is a benchmark; its name goes into
`BENCHMARKS`. The exit code is 1 when a bound does not hold.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.measure import Row

BENCHMARKS = (
    "startup",
    "proof",
    "runner",
    "leaks",
    "doctor",
    "explain",
    "trace",
    "pages",
    "serve",
    "workshop",
    "varied",
    "classroom",
    "peers",
)
PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
NOTES = "\n## Of single rows\n"
INTRODUCTION = """\
# Benchmarks

What a learner waits for, as ratios of what ran side by side in one run: a busy machine slows both.
The last column is the bound that is kept to. Made by this command, on this machine:

```console
$ {command}
```

{machine}

| benchmark | measured | bound | |
|---|---:|---:|---|
"""


def main(arguments: list[str]) -> int:
    """Print the table of the benchmarks named, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="keep the table in docs/")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(f"{'benchmark':<58} {'measured':>12} {'bound':>14}")
    measured = []
    for name in options.names or BENCHMARKS:
        found: list[Row] = importlib.import_module(f"tests.benchmarks.{name}").rows()
        for row in found:
            what, value, bound, verdict = _cells(row)
            print(f"{what:<58} {value:>12} {bound:>14}  {verdict}".rstrip(), flush=True)
        measured += found
    if options.write:
        command = " ".join(["python -m tests.benchmarks", *arguments])
        PAGE.write_text(page(measured, command, PAGE.read_text("utf-8")), "utf-8")
    return 0 if all(row.holds for row in measured) else 1


def page(rows: list[Row], command: str, before: str) -> str:
    """The table as Markdown, and the notes that stood in the page before."""
    lines = "".join(f"| {' | '.join(_cells(row))} |\n" for row in rows)
    _old, heading, notes = before.partition(NOTES)
    return INTRODUCTION.format(command=command, machine=_machine()) + lines + heading + notes


def _cells(row: Row) -> tuple[str, str, str, str]:
    sign = "≤" if row.at_most else "≥"
    measured, bound = f"{row.value:.2f} {row.unit}", f"{sign} {row.bound:.4g} {row.unit}"
    return row.name, measured.strip(), bound.strip(), "" if row.holds else "FAILS"


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} processors{load}; Python "
        f"{platform.python_version()}, Flask {version('flask')}, click {version('click')}, "
        f"rich {version('rich')}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
