"""Owns which environment a text's paths lie in, and how that one installs packages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from flasktutor.causes.system import System
from flasktutor.values import frozen

Tool = Literal["pip", "uv", "uv-project", "poetry", "conda", "system"]

_PACKAGES = re.compile(r"(?:site|dist)-packages[/\\]")
# Where pip and uv build a package; the folder is gone when they are done.
_BUILDING = re.compile(r"[/\\](?:pip-build-env-|builds-v\d)")
_POSIX = re.compile(r"/lib(?:64)?/python(?P<version>\d(?:\.\d+)?)?t?/$")
_WINDOWS = re.compile(r"\\(?:lib\\)?$", re.IGNORECASE)
_PYTHON = re.compile(
    r"\bpython(?P<version>[23]\.\d+)t?[/\\]|[\\/]Python(?P<short>[23]\d{1,2})[\\/]"
)
_TOOLS: Mapping[Tool, re.Pattern[str]] = {
    "uv-project": re.compile(
        r"\buv\.lock\b|\buv (?:run|sync|add|lock)\b|your project(?:'s requirements| depends on)"
    ),
    "uv": re.compile(
        r"^Using Python \S+ environment at: |\buv (?:pip|venv)\b"
        r"|[/\\]uv[/\\](?:python|tools|cache)[/\\]|\.cache/uv/",
        re.MULTILINE,
    ),
    "poetry": re.compile(
        r"pypoetry[/\\](?:Cache[/\\])?virtualenvs|\bpoetry\.lock\b"
        r"|\bpoetry (?:run|add|install|shell)\b|\bversion solving failed\b|problem with poetry\b"
    ),
    "conda": re.compile(
        r"[/\\](?:ana|mini)conda\d?[/\\]|[/\\](?:mini|mamba)forge\d?[/\\]|[/\\]micromamba[/\\]"
        r"|[/\\]\.conda[/\\]envs[/\\]",
        re.IGNORECASE,
    ),
}
_VENV_NAME = re.compile(r"(?:^|[/\\])(?:[^/\\]*v?env|virtualenvs[/\\][^/\\]+|envs[/\\][^/\\]+)$")
# Where a package manager of the system keeps its own; pip may not add to it.
_SYSTEMS = re.compile(r"^/usr$|^/opt/homebrew|^/usr/local/(?:Cellar|opt)")


@frozen(kw_only=True)
class Environment:
    """An environment as a text shows it; what the text does not show is "".

    `python` is its interpreter as a shell takes it, `venv` its folder where it is a
    virtual one, `version` that of its Python (`3.12`), `name` what conda calls it.
    """

    tool: Tool = "pip"
    python: str = ""
    venv: str = ""
    version: str = ""
    name: str = ""

    def facts(self) -> dict[str, str]:
        """What of it the words and commands of causes use."""
        told = {"python": self.python, "venv": self.venv, "python_version": self.version}
        return {name: value for name, value in told.items() if value}


def in_text(text: str, system: System) -> Environment:
    """The environment whose packages the frames in `text` show."""
    version = _version(text)
    shown: tuple[Tool, ...] = tuple(tool for tool, sign in _TOOLS.items() if sign.search(text))
    tool = shown[0] if shown else "pip"
    path = _before_packages(text)
    if found := _POSIX.search(path):
        return _posix(path[: found.start()], found["version"] or version, tool, system)
    if re.match(r"[A-Za-z]:", path) and (found := _WINDOWS.search(path)):
        return _windows(path[: found.start()], tool, version)
    return Environment(tool=tool, version=version)


def _before_packages(text: str) -> str:
    """The path of the last folder of packages that `text` names, up to that folder."""
    for line in reversed(text.split("\n")):
        found = _PACKAGES.search(line) if "-packages" in line else None
        found = None if found and _BUILDING.search(line) else found
        if found:
            before = line[: found.start()]
            opened = max(before.rfind(mark) for mark in "\"'(")
            return before[opened + 1 :] if opened >= 0 else before.rpartition(" ")[2]
    return ""


def _version(text: str) -> str:
    """The version of Python that the paths in `text` agree on."""
    seen = set()
    for found in _PYTHON.finditer(text):
        short = found["short"]
        seen.add(found["version"] or f"{short[0]}.{short[1:]}")
    return seen.pop() if len(seen) == 1 else ""


def _posix(prefix: str, version: str, tool: Tool, system: System) -> Environment:
    named = f"python{version or '3'}"
    if prefix.endswith("/.local") or "/Library/Python/" in prefix:
        return Environment(tool=tool, python=named, version=version)
    if _SYSTEMS.search(prefix) and tool == "pip":
        return Environment(tool="system", version=version)
    venv = prefix if _VENV_NAME.search(prefix) else ""
    program = "python" if venv else named
    return Environment(
        tool=tool,
        python=system.quote(f"{prefix}/bin/{program}"),
        venv=system.quote(venv) if venv else "",
        version=version,
        name=_conda_name(prefix),
    )


def _windows(prefix: str, tool: Tool, version: str) -> Environment:
    user = re.search(r"\\Python(\d)(\d+)$", prefix)
    if re.search(r"Roaming\\Python|local-packages", prefix, re.IGNORECASE):
        python = f"py -{user[1]}.{user[2]}" if user else "py"
        return Environment(tool=tool, python=python, version=version)
    base = user or re.search(r"(?:conda|forge)\d?$", prefix, re.IGNORECASE)
    path = f"{prefix}\\python.exe" if base else f"{prefix}\\Scripts\\python.exe"
    quoted = f'"{path}"' if " " in path else path
    return Environment(
        tool=tool,
        python=quoted,
        venv="" if base or tool == "conda" else prefix,
        version=version,
        name=_conda_name(prefix),
    )


def _conda_name(prefix: str) -> str:
    found = re.search(r"[/\\]envs[/\\]([^/\\]+)$", prefix)
    return found[1] if found else "base"


Mode = Literal["install", "upgrade", "reinstall", "show"]

_PIP: Mapping[Mode, str] = {
    "install": "install", "upgrade": "install --upgrade",
    "reinstall": "install --force-reinstall", "show": "show",
}  # fmt: skip
_UV: Mapping[Mode, str] = {
    "install": "install", "upgrade": "install --upgrade", "reinstall": "install --reinstall",
    "show": "show",
}  # fmt: skip
_CONDA: Mapping[Mode, str] = {
    "install": "install -c conda-forge", "upgrade": "update -c conda-forge",
    "reinstall": "install --force-reinstall -c conda-forge", "show": "list",
}  # fmt: skip


def installing(
    environment: Environment, packages: Sequence[str], system: System, mode: Mode = "install"
) -> tuple[str, ...]:
    """The commands that install `packages` there, anew or in their newest release, or show them."""
    words = " ".join(system.quote(package) for package in packages)
    python = environment.python or "python"
    match environment.tool:
        case "uv":
            into = f"--python {environment.python} " if environment.python else ""
            return (f"uv pip {_UV[mode]} {into}{words}",)
        case "uv-project":
            return _in_uv_project(packages, system, mode)
        case "poetry":
            return _in_poetry(packages, system, mode)
        case "conda":
            verb, _space, options = _CONDA[mode].partition(" ")
            where = " ".join(filter(None, ["-n", environment.name or "base", options]))
            return (f"conda {verb} {where} {words.lower()}",)
        case "system" if mode != "show":
            made = f"{'py' if system.os == 'windows' else 'python3'} -m venv .venv"
            return (made, f"{system.in_venv('.venv', 'python')} -m pip install {words}")
    return (f"{python} -m pip {_PIP[mode]} {words}",)


def _in_uv_project(packages: Sequence[str], system: System, mode: Mode) -> tuple[str, ...]:
    words = [system.quote(package) for package in packages]
    each = " ".join(f"--{mode}-package {word}" for word in words)
    commands: Mapping[Mode, tuple[str, ...]] = {
        "install": (f"uv add {' '.join(words)}",),
        "upgrade": (f"uv lock {each}", "uv sync"),
        "reinstall": (f"uv sync {each}",),
        "show": (f"uv pip show {' '.join(words)}",),
    }
    return commands[mode]


def _in_poetry(packages: Sequence[str], system: System, mode: Mode) -> tuple[str, ...]:
    words = " ".join(system.quote(package) for package in packages)
    latest = " ".join(system.quote(f"{package}@latest") for package in packages)
    commands: Mapping[Mode, tuple[str, ...]] = {
        "install": (f"poetry add {words}",),
        "upgrade": (f"poetry add {latest}",),
        "reinstall": (f"poetry run python -m pip install --force-reinstall {words}",),
        "show": tuple(f"poetry show {system.quote(package)}" for package in packages),
    }
    return commands[mode]
