"""Proves the list of clashes: `python -m tests.clashes [--only NAME …] [--write]`.

Builds each environment (kept between runs), sees the clash, applies each repair, and sees it
gone. `--write` keeps the texts that were seen, and writes docs/clashes.md. The exit code is 1
when a clash was not seen or a repair does not help.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.clashes import table
from tests.clashes.proofs import proofs
from tests.clashes.proving import prove


def main() -> int:
    """Print a line for each clash, and what is wrong with it."""
    parser = argparse.ArgumentParser(prog="python -m tests.clashes")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    chosen = [proof for name, proof in proofs().items() if not wish.only or name in wish.only]
    today, wrong = datetime.date.today().isoformat(), 0
    with ThreadPoolExecutor(2) as pool:
        for proof, result in zip(chosen, pool.map(prove, chosen), strict=True):
            print(
                f"{'✗' if result.wrong else '✓'} {result.name} {result.wrong}".strip(), flush=True
            )
            wrong += bool(result.wrong)
            if wish.write and not result.wrong:
                table.record(proof, result.said, today)
    if wish.write and not wrong:
        for name in table.forget():
            print(f"gone from the list: {name}")
        table.DOCS.write_text(table.written(), "utf-8")
    print(f"{len(chosen) - wrong} seen and repaired, {wrong} not")
    return 1 if wrong or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
