"""Runs benchmarks and prints one table: `python -m tests.benchmarks [NAME…]`.

A module of this folder with a function `rows()` is a benchmark; its name goes into
`BENCHMARKS`. The exit code is 1 when a bound does not hold.
"""

from __future__ import annotations

import importlib
import sys

from tests.benchmarks.measure import Row

BENCHMARKS = ("startup", "runner", "leaks", "doctor", "trace")


def main(names: list[str]) -> int:
    """Print the table of the benchmarks named, or of all."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print("No such benchmark:", *sorted(unknown), "- there are", *BENCHMARKS, file=sys.stderr)
        return 2
    fine = True
    print(f"{'benchmark':<58} {'measured':>12} {'bound':>14}")
    for name in names or BENCHMARKS:
        found: list[Row] = importlib.import_module(f"tests.benchmarks.{name}").rows()
        for row in found:
            fine &= row.holds
            measured, bound = f"{row.value:.2f} {row.unit}", f"{row.bound:g} {row.unit}"
            sign = "≤" if row.at_most else "≥"
            verdict = "" if row.holds else "  FAILS"
            print(f"{row.name:<58} {measured:>12} {sign + ' ' + bound:>14}{verdict}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
