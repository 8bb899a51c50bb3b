"""Says what a release would do, and does none of it: `python -m tests.release [VERSION]`.

It names what stands in the way, sets the section of CHANGELOG.md, builds sdist and wheel as they
would be, looks at them, and lists the commands that make the release. Without VERSION it proposes
one. `--tagged TAG` is for the machine that publishes: it builds what the tag names into `--out`.
The exit code is 1 when anything is not as it should be.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests import packages
from tests.checkout import fresh_copy
from tests.release import contents, plan

STEPS = """\
To make it:
  towncrier build --yes --version {version}
  git commit --all --message "Release {version}"
  git tag v{version}
  git push --atomic origin main v{version}
The tag starts .github/workflows/publish.yml, which builds, checks and publishes it."""


def main(arguments: list[str]) -> int:
    """Print what would come of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("version", nargs="?", default=plan.proposed(), metavar="VERSION")
    parser.add_argument("--tagged", metavar="TAG")
    parser.add_argument("--out", type=Path, metavar="FOLDER")
    given = parser.parse_args(arguments)
    if given.tagged:
        version = given.tagged.removeprefix("v")
        hindered = list(plan.obstacles_of_tag(given.tagged))
    else:
        version = given.version
        told = plan.notes(version)
        hindered = list(plan.obstacles(version, told))
        print(f"CHANGELOG.md would begin with\n\n{told}\n")
    _print("Stands in the way", hindered)
    flawed = built(version, given.out)
    _print("Flaws of what would be published", flawed)
    if not given.tagged:
        print(STEPS.format(version=version))
    return 1 if hindered or flawed else 0


def built(version: str, out: Path | None = None) -> list[str]:
    """Build that version of what is here, say what is in it, keep it in `out`; its flaws."""
    # As the tag will tell it.
    os.environ["SETUPTOOLS_SCM_PRETEND_VERSION"] = version
    with tempfile.TemporaryDirectory(prefix="flasktutor-release-") as folder:
        source = fresh_copy(Path(folder, "source"))
        place = packages.made(sys.executable, Path(folder, "build"))
        sdist, wheel = packages.build(place, fresh_copy(Path(folder, "built")))
        for one in (sdist, wheel):
            print(f"{one.name}: {one.stat().st_size:,} bytes")
            if out:
                out.mkdir(parents=True, exist_ok=True)
                shutil.copy(one, out)
        return list(contents.flaws(source, wheel, sdist, version))


def _print(title: str, lines: list[str]) -> None:
    print(f"{title}: {len(lines) or 'nothing'}", *(f"  {line}" for line in lines), sep="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
