"""Builds Pythons to be examined: environments, system interpreters, stubs, all real and quick.

Flask as it is today is taken from the environment that runs the tests; old versions are
downloaded once into a cache and copied from there.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests import kept

BASE = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
MINOR = f"python{sys.version_info[0]}.{sys.version_info[1]}"
FLASK = ("flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker")


def cache() -> Path:
    """Where downloads are kept between test runs."""
    return kept.folder(sys.executable)


def installed(*names: str) -> list[Path]:
    """Files and folders at the top of site-packages that belong to distributions."""
    found: dict[Path, None] = {}
    for name in names:
        distribution = importlib.metadata.distribution(name)
        root = Path(str(distribution.locate_file("")))
        for file in distribution.files or ():
            if file.parts[0] not in ("..", "__pycache__"):
                found[root / file.parts[0]] = None
    return [path for path in found if path.exists()]


def downloaded(*requirements: str) -> list[Path]:
    """The same for exact versions, none of their dependencies included."""
    place = cache() / "+".join(requirements).replace("==", "-")
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as work:
            command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps",
                       "--disable-pip-version-check", "--target", work, *requirements]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True)
            try:
                Path(work).rename(place)
            except OSError:  # another worker was quicker
                assert place.exists()
            else:
                Path(work).mkdir()
    return [path for path in place.iterdir() if path.name != "bin"]


def wheels(*requirements: str) -> Path:
    """A folder with Flask, `requirements` and what they need as wheels, loaded once."""
    for requirement in ("Flask", *requirements):
        folder, done = cache() / "wheels", cache() / f"wheels-{requirement}.done"
        if not done.exists():
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "-d",
                str(folder),
                requirement,
            ]
            subprocess.run(command, check=True, capture_output=True)
            done.touch()
    return cache() / "wheels"


def put(paths: list[Path], site: Path) -> None:
    """Copy `paths` into the folder `site`, replacing what has the same name there.

    Copied and never linked: the tests break these files, and the originals are those of
    the environment that runs the tests.
    """
    site.mkdir(parents=True, exist_ok=True)
    for path in paths:
        target = site / path.name
        if path.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(path, target)
        else:
            shutil.copy2(path, target)


def put_pip(site: Path) -> None:
    """What is looked at of pip: its package, and its version."""
    (site / "pip").mkdir(parents=True, exist_ok=True)
    (site / "pip/__init__.py").touch()
    (site / "pip-25.0.dist-info").mkdir(exist_ok=True)
    (site / "pip-25.0.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: pip\n")


def drop(site: Path, name: str) -> None:
    """Take the distribution `name` out of `site`."""
    for path in site.iterdir():
        if path.name.lower().replace("-", "_").partition("_")[0].partition(".")[0] == name or (
            path.name.lower().startswith(f"{name}-")
        ):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def venv(path: Path, *, packages: list[Path] | None = None, pip: bool = True) -> Path:
    """A virtual environment with `packages` (Flask, when None) in it; returns its site-packages."""
    subprocess.run([BASE, "-m", "venv", "--without-pip", path], check=True)
    site = path / "lib" / MINOR / "site-packages"
    put(installed(*FLASK) if packages is None else packages, site)
    if pip:
        put_pip(site)
    if (site / "flask").exists():
        script(path / "bin/flask", path / "bin/python")
    return site


def copied(made: Path, path: Path) -> None:
    """The virtual environment `made`, as it would be had it been made at `path`."""
    shutil.copytree(made, path, symlinks=True)
    for file in (path / "pyvenv.cfg", *(path / "bin").iterdir()):
        if not file.is_symlink():
            file.write_bytes(file.read_bytes().replace(bytes(made), bytes(path)))


def script(path: Path, python: Path) -> None:
    """The command `flask` as pip writes it."""
    path.write_text(
        f"#!{python}\nimport sys\nfrom flask.cli import main\nsys.exit(main())\n", "utf-8"
    )
    path.chmod(0o755)


def system(
    prefix: Path,
    *,
    packages: list[Path] | None = None,
    managed: bool = False,
    without: tuple[str, ...] = (),
) -> Path:
    """A Python that is no virtual environment, below `prefix`; returns where its packages lie.

    It shares the standard library of the one that runs the tests, save the modules
    named in `without`. Where packages lie it says itself: Debian's has a place of its own.
    """
    library = prefix / "lib" / MINOR
    library.mkdir(parents=True)
    (prefix / "bin").mkdir()
    real = Path(sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix}))
    for entry in real.iterdir():
        if entry.name not in ("site-packages", "EXTERNALLY-MANAGED", *without):
            (library / entry.name).symlink_to(entry)
    shutil.copy2(BASE, prefix / "bin/python3")
    (prefix / "bin/python").symlink_to("python3")
    if managed:
        (library / "EXTERNALLY-MANAGED").write_text("[externally-managed]\nError=no\n")
    site = _purelib(prefix / "bin/python3")
    put(packages or [], site)
    put_pip(site)
    return site


def _purelib(python: Path) -> Path:
    """Where pip installs to with an interpreter."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def stub(path: Path, text: str) -> Path:
    """A shell script in the place of an interpreter."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path
