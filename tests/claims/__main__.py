"""Says what of the course rests on no claim: `python -m tests.claims [--write]`.

`--write` writes docs/claims.md, and strikes out of `missing.txt` what has got its claim. The exit
code is 1 when something lacks a claim that is not on that list.
"""

from __future__ import annotations

import argparse
import sys

from tests.claims import needs, table


def main() -> int:
    """Print what lacks a claim, and how much of it is new."""
    parser = argparse.ArgumentParser(prog="python -m tests.claims")
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        needs.strike_out(needs.lacking())
        table.PAGE.write_text(table.written(), encoding="utf-8")
    lacking, listed = needs.lacking(), set(needs.still_missing())
    new = [name for name in lacking if name not in listed]
    print(*lacking, sep="\n")
    print(f"{len(lacking)} rest on no claim, {len(new)} of them are not listed")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
