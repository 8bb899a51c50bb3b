"""Says what of the course rests on no claim: `python -m tests.claims [--write]`.

`--write` writes docs/claims.md. The exit code is 1 when something lacks a claim.
"""

from __future__ import annotations

import argparse
import sys

from tests.claims import needs, table


def main() -> int:
    """Print what lacks a claim."""
    parser = argparse.ArgumentParser(prog="python -m tests.claims")
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        table.PAGE.write_text(table.written(), encoding="utf-8")
    lacking = needs.lacking()
    print(*lacking, f"{len(lacking)} rest on no claim", sep="\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
