"""Judges public reports: `python -m tests.reports [--only ID …] [--build] [--write] [--texts]`.

Explains each text and says whether the answer is right. `--build` also builds those that have a
recipe, sees them fail, applies what is proposed and sees it gone (environments are kept outside
of the repository). `--write` keeps what was seen and writes docs/reports.md; `--texts` keeps
what a built one prints as its text, paths made neutral. The exit code is 1 when an answer is
false, or a build did not come out as it should.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterable, Iterator

from tests.reports import record
from tests.reports.building import Built, build
from tests.reports.judging import judge
from tests.reports.reports import Report, reports


def main() -> int:
    """Print a line for each report, and what is wrong with it."""
    wish = _arguments()
    wanted = [one for one in reports().values() if not wish.only or one.id in wish.only]
    today, wrong = datetime.date.today().isoformat(), 0
    for result in _builds(wanted, texts=wish.texts) if wish.build else ():
        wrong += bool(result.wrong)
        if wish.write and not result.wrong:
            record.keep(today, result)
    every = [judge(report) for report in reports().values()]
    chosen = [one for one in every if one.report in wanted]
    for one in chosen:
        print(f"{one.report.id:6} {one.judgement:15} {one.id}", flush=True)
    if wish.write:
        record.keep(today)
        record.DOCS.write_text(record.page(every), "utf-8")
    print(", ".join(f"{number} {name}" for name, number in record.counts(chosen).items()))
    false = any(one.judgement == "false cause" for one in chosen)
    return 1 if false or wrong or not chosen else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reports")
    parser.add_argument("--only", nargs="+", metavar="ID", default=[])
    parser.add_argument("--build", action="store_true")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _builds(wanted: Iterable[Report], *, texts: bool) -> Iterator[Built]:
    for report in wanted:
        if report.recipe is None:
            continue
        result = build(report)
        print(f"{report.id:6} built {result.wrong or result.explained or 'not known'}")
        for way in result.repairs:
            print(f"       {'✓' if way.helped else '✗'} {way.how}", flush=True)
        if texts and result.said:
            report.path.write_text(result.said, "utf-8")
        yield result


if __name__ == "__main__":
    sys.exit(main())
