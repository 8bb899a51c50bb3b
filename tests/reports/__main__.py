"""Judges public reports: `python -m tests.reports [--only ID …] [--build] [--write]`.

Explains each text and says whether the answer is right. `--build` also builds those that have a
recipe, sees them fail, applies what is proposed and sees it gone (environments are kept outside
of the repository). `--write` keeps what was seen and writes docs/reports.md; `--texts` prints
what a built one said, paths made neutral. The exit code is 1 when an answer is false, or a build
did not come out as it should.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Iterator

from tests.reports import record
from tests.reports.building import Built, build
from tests.reports.judging import Verdict, judge
from tests.reports.reports import reports


def main() -> int:
    """Print a line for each report, and what is wrong with it."""
    wish = _arguments()
    every = [judge(report) for report in reports().values()]
    chosen = [one for one in every if not wish.only or one.report.id in wish.only]
    for one in chosen:
        print(f"{one.report.id:6} {one.judgement:15} {one.id}", flush=True)
    results = list(_builds(chosen, texts=wish.texts)) if wish.build else []
    if wish.write:
        seen = (one for one in results if not one.wrong)
        record.keep(datetime.date.today().isoformat(), seen)
        record.DOCS.write_text(record.page(every), "utf-8")
    print(", ".join(f"{number} {name}" for name, number in record.counts(chosen).items()))
    false = any(one.judgement == "false cause" for one in chosen)
    return 1 if false or not chosen or any(one.wrong for one in results) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reports")
    parser.add_argument("--only", nargs="+", metavar="ID", default=[])
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _builds(chosen: Iterable[Verdict], *, texts: bool) -> Iterator[Built]:
    for one in chosen:
        if one.report.recipe is None:
            continue
        result = build(one.report)
        helped = [f"{'✓' if way.helped else '✗'} {way.how}" for way in result.repairs]
        print(f"{one.report.id:6} built {result.wrong or result.explained or 'not known'}")
        print("".join(f"       {line}\n" for line in helped), end="", flush=True)
        if texts:
            print(result.said, flush=True)
        yield result


if __name__ == "__main__":
    sys.exit(main())
