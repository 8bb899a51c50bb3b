"""Owns the words that differ by operating system and shell: commands to copy."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PureWindowsPath
from typing import Literal

from flasktutor.values import frozen

Os = Literal["linux", "macos", "windows"]
Shell = Literal["sh", "fish", "powershell", "cmd"]

_SHELLS: Mapping[str, Shell] = {
    "sh": "sh", "bash": "sh", "zsh": "sh", "dash": "sh", "ksh": "sh", "fish": "fish",
    "pwsh": "powershell", "powershell": "powershell", "cmd": "cmd",
}  # fmt: skip

_ACTIVATE: Mapping[Shell, str] = {
    "sh": ". {venv}/bin/activate",
    "fish": ". {venv}/bin/activate.fish",
    "powershell": "{venv}\\Scripts\\Activate.ps1",
    "cmd": "{venv}\\Scripts\\activate.bat",
}

# What only a text from Windows holds, the surest first: a shell's own words, a prompt, a file on
# a drive. PowerShell's prompt may look like cmd's. In code a letter and a colon may stand before
# any escape, such as the end of a line.
_OWN_WORDS: Mapping[Shell, re.Pattern[str]] = {
    "cmd": re.compile("is not recognized as an internal or external command"),
    "powershell": re.compile(
        r"^PS [A-Z]:\\|about_Execution_Policies|PSSecurityException"
        r"|running scripts is disabled on this system|as (?:the|a) name of a cmdlet",
        re.MULTILINE | re.IGNORECASE,
    ),
}
_FROM_WINDOWS: Mapping[Shell, re.Pattern[str]] = {
    "cmd": re.compile(r"^[A-Z]:\\[^>\n]*>", re.MULTILINE),
    "powershell": re.compile(r"\b(?:file|No Python at) [\"']+[A-Z]:\\", re.IGNORECASE),
}


@frozen
class System:
    """The operating system and the shell that commands are written for."""

    os: Os = "linux"
    shell: Shell = "sh"

    def in_venv(self, venv: str, program: str) -> str:
        """The path of `program` inside the virtual environment `venv`."""
        if self.os != "windows":
            return f"{venv}/bin/{program}"
        path = PureWindowsPath(venv, "Scripts", program)
        return path.as_posix() if self.shell == "sh" else str(path)

    def activate(self, venv: str) -> str:
        """The line that activates `venv` in this shell."""
        if self.os == "windows" and self.shell == "sh":  # Git Bash
            return f". {venv}/Scripts/activate"
        if self.os != "windows" and self.shell == "powershell":
            return f"{venv}/bin/Activate.ps1"
        return _ACTIVATE[self.shell].format(venv=self.quote(venv))

    def quote(self, word: str) -> str:
        """`word` as one argument of this shell."""
        if re.fullmatch(r"[\w@%+=:,./~-]+" if self.os != "windows" else r"[\w@+:,.\\/~-]+", word):
            return word
        if self.os == "windows":
            return f'"{word}"'
        return "'" + word.replace("'", "'\\''") + "'"

    def program(self, path: str) -> str:
        """`path` as the first word of a command in this shell."""
        quoted = self.quote(path)
        return f"& {quoted}" if self.shell == "powershell" and quoted != path else quoted

    def joined(self, commands: Iterable[str]) -> str:
        """`commands` as text to paste; a later one runs only when the earlier one went well."""
        between = {"powershell": "\n", "cmd": " && "}.get(self.shell, " && ")
        line = between.join(commands)
        if len(line) > 70 and between == " && " and self.shell != "cmd":
            return line.replace(" && ", " &&\n")
        return line

    def names(self) -> tuple[str, ...]:
        """Under which names a command for this system may stand, the best first."""
        if self.os == "windows":
            family = ("unix", "windows") if self.shell == "sh" else ("windows",)  # Git Bash
            return (self.shell, *family, "any")
        if self.shell == "powershell":  # its commands for Windows are the last resort here
            return (self.os, "unix", "any", "powershell")
        return (self.shell, self.os, "unix", "any")


def detect(environ: Mapping[str, str], platform: str = sys.platform) -> System:
    """The system that this process runs on, and the shell that it was started from."""
    if platform == "win32":
        return System("windows", _windows_shell(environ))
    here: Os = "macos" if platform == "darwin" else "linux"
    for name in (*_ancestors(), Path(environ.get("SHELL", "")).name):
        if name in _SHELLS:
            return System(here, _SHELLS[name])
    return System(here)


def told_from(text: str, here: System) -> System:
    """The system on which `text` came about, for its repair is typed there; else the one `here`."""
    if here.shell == "powershell" or (here.os == "windows" and here.shell == "sh"):
        return here
    seen = _said_by(_OWN_WORDS, text)
    if here.os != "windows":
        seen = seen or _said_by(_FROM_WINDOWS, text)
    return System("windows", seen) if seen else here


def _said_by(signs: Mapping[Shell, re.Pattern[str]], text: str) -> Shell | None:
    return next((shell for shell, sign in signs.items() if sign.search(text)), None)


def _windows_shell(environ: Mapping[str, str]) -> Shell:
    if environ.get("MSYSTEM"):  # Git Bash
        return "sh"
    # cmd.exe exports PROMPT to what it starts, PowerShell does not.
    return "cmd" if "PROMPT" in environ else "powershell"


def _ancestors(limit: int = 4) -> Iterable[str]:
    """Names of the processes above this one, the nearest first, where /proc tells."""
    process = "self"
    for _step in range(limit):
        try:
            stat = Path("/proc", process, "stat").read_text(errors="replace")
        except OSError:
            return
        name, _end, rest = stat.partition("(")[2].rpartition(")")
        if process != "self":
            yield name
        process = rest.split()[1]
