# ruff: noqa: UP031, UP036, SIM905, PTH100, PTH109, PTH110, PTH112, PTH118, PTH120, PTH122, PTH123, PTH208
# Read by interpreters as old as 2.7, which must be able to report themselves.
"""Runs inside the learner's interpreter, read from stdin, and prints one line of JSON.

Nothing but `sys` and `os` is imported before Flask: with the learner's folder on the
path, any other import could already be the shadowing file that is looked for. For the
same reason versions are read from folder names and JSON is written by hand.
With the argument `light`, Flask is looked for but not imported.
"""

import os
import sys

MARK = "flasktutor-probe:"
NAMES = (
    "flask werkzeug jinja2 markupsafe itsdangerous click blinker importlib-metadata "
    "python-dotenv dotenv pip zipp asgiref simplejson"
).split()


def as_json(value):  # type: (object) -> str
    """`value` of plain types as JSON in ASCII, without the `json` module."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join([as_json(item) for item in value]) + "]"
    if isinstance(value, dict):
        pairs = [as_json(str(key)) + ": " + as_json(item) for key, item in value.items()]
        return "{" + ", ".join(pairs) + "}"
    return '"' + "".join([_escaped(char) for char in _text(value)]) + '"'


def _text(value):  # type: (object) -> str
    if sys.version_info[0] == 2 and isinstance(value, bytes):
        return value.decode("latin-1")  # type: ignore[unreachable,unused-ignore]
    return str(value)


def _escaped(char):  # type: (str) -> str
    code = ord(char)
    if char in '"\\':
        return "\\" + char
    if 32 <= code < 127:
        return char
    if code > 0xFFFF:
        code -= 0x10000
        return "\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))
    return "\\u%04x" % code


def raised():  # type: () -> dict[str, object]
    """The exception being handled: its type, message, and frames as file, line, name."""
    kind, error, trace = sys.exc_info()
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append([code.co_filename, trace.tb_lineno, code.co_name])
        trace = trace.tb_next
    if isinstance(error, SyntaxError):
        frames.append([error.filename or "", error.lineno or 0, "<module>"])
    return {
        "type": getattr(kind, "__name__", "Exception"),
        "message": _text(error),
        "frames": [frame for frame in frames if frame[0] != "<stdin>"],
    }


def try_flask():  # type: () -> dict[str, object]
    """Import Flask, build an app, send it a request; what came of each."""
    stage = "import"
    try:
        import flask

        found = getattr(flask, "__file__", None)
        stage = "app"
        app = flask.Flask("flasktutor_probe")
        app.add_url_rule("/", "hello", lambda: "hello")
        stage = "request"
        response = app.test_client().get("/")
        answer = [response.status_code, response.get_data(as_text=True)]
    except BaseException:
        return {"stage": stage, "error": raised(), "file": _module_file("flask")}
    return {"stage": "done", "file": found, "answer": answer}


def _module_file(name):  # type: (str) -> object
    return getattr(sys.modules.get(name), "__file__", None)


def shadowed(own_folder):  # type: (str) -> list[list[str]]
    """Top-level modules that were imported from the learner's own folder, with their files."""
    found = []
    for name, module in list(sys.modules.items()):
        path = os.path.abspath(getattr(module, "__file__", None) or "")
        own = os.path.join(own_folder, name)
        if path in (own + ".py", os.path.join(own, "__init__.py")):
            found.append([name, path])
    return found


def packages(places):  # type: (list[str]) -> list[dict[str, object]]
    """Distributions among NAMES, by the names of their metadata folders, first on path first."""
    found = []
    for place in places:
        try:
            entries = sorted(os.listdir(place or "."))
        except OSError:
            continue
        for entry in entries:
            stem, extension = os.path.splitext(entry)
            if extension not in (".dist-info", ".egg-info"):
                continue
            name, _, version = stem.partition("-")
            name = name.lower().replace("_", "-")
            if name in NAMES:
                folder = os.path.join(place, entry)
                found.append(_package(name, version.split("-py")[0], place, folder))
    return found


def _package(name, version, place, folder):  # type: (str, str, str, str) -> dict[str, object]
    return {
        "name": name,
        "version": version,
        "place": place,
        "requires": _requires(folder) if name == "flask" else [],
        "recorded": os.path.exists(os.path.join(folder, "RECORD")),
    }


def _requires(folder):  # type: (str) -> list[str]
    lines = _head(os.path.join(folder, "METADATA"))
    return [line[14:].strip() for line in lines if line.startswith("Requires-Dist:")]


def nameless(places):  # type: (list[str]) -> list[list[str]]
    """Distributions whose metadata is missing or does not say its name: pip does not see them."""
    found = []
    for place in places:
        for entry in sorted(os.listdir(place)):
            name, _, version = entry[:-10].partition("-")
            metadata = os.path.join(place, entry, "METADATA")
            # Those alone that a program put there whole: others are no business of pip's.
            if entry.endswith(".dist-info") and name[:1] != "~" and not _says_name(metadata):
                found.append([name, version])
    return found


def _says_name(metadata):  # type: (str) -> bool
    try:
        with open(metadata, "rb") as source:
            return b"\nName:" in b"\n" + source.read(2000).replace(b"\r", b"\n")
    except OSError:
        return False


def distributions(places):  # type: (list[str]) -> dict[str, list[object]]
    """Version and required names of every distribution, by name; of two, the first on the path."""
    found = {}  # type: dict[str, list[object]]
    for place in places:
        try:
            entries = os.listdir(place or ".")
        except OSError:
            continue
        for entry in entries:
            stem, extension = os.path.splitext(entry)
            name, _, version = stem.partition("-")
            name = name.lower().replace("_", "-").replace(".", "-")
            if extension in (".dist-info", ".egg-info") and version and name not in found:
                found[name] = [version.split("-py")[0], _needed(os.path.join(place, entry))]
    return found


def _needed(folder):  # type: (str) -> list[str]
    """Names that a distribution requires without an extra, in lower case with hyphens."""
    lines = _head(os.path.join(folder, "METADATA"))
    needs = [line[14:] for line in lines if line.startswith("Requires-Dist:")]
    # Setuptools itself, which pip once let install, writes them so, and extras after an empty line.
    needs += _head(os.path.join(folder, "requires.txt"))
    return [_leading_name(need.strip()) for need in needs if "extra ==" not in need]


def _head(path):  # type: (str) -> list[str]
    """The lines of a file up to its first empty one; none where it is not there."""
    found = []
    try:
        with open(path, "rb") as source:
            for raw in source:
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if not line:
                    break  # what follows may be long
                found.append(line)
    except OSError:
        pass
    return found


def _leading_name(requirement):  # type: (str) -> str
    end = 0
    while end < len(requirement) and (requirement[end].isalnum() or requirement[end] in "._-"):
        end += 1
    return requirement[:end].lower().replace("_", "-").replace(".", "-")


def leftovers(places):  # type: (list[str]) -> list[str]
    """Folders like `~lask` that an interrupted pip leaves behind."""
    found = []
    for place in places:
        if os.path.isdir(place):
            found += [name for name in os.listdir(place) if name[:1] == "~" and name[1:4] == "las"]
    return found


def paths():  # type: () -> dict[str, object]
    """Where this interpreter installs to and keeps its library."""
    import sysconfig

    library = sysconfig.get_path("stdlib")
    target = sysconfig.get_path("purelib")
    return {
        "stdlib": library,
        "purelib": target,
        "scripts": sysconfig.get_path("scripts"),
        "managed": os.path.exists(os.path.join(library, "EXTERNALLY-MANAGED")),
        "writable": _writable(target),
        "ensurepip": os.path.isdir(os.path.join(library, "ensurepip")),
    }


def _writable(folder):  # type: (str) -> bool
    """Whether pip may write there: where it is not there yet, pip makes it."""
    while not os.path.isdir(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    return os.access(folder, os.W_OK)


def has(name, places):  # type: (str, list[str]) -> bool
    """Whether the package `name` lies in one of `places`."""
    return any(os.path.isdir(os.path.join(place, name)) for place in places)


def has_ssl():  # type: () -> bool
    try:
        import ssl

        return bool(ssl)
    except ImportError:
        return False


def examine(light):  # type: (bool) -> dict[str, object]
    """Everything that is reported of this interpreter."""
    own_folder = os.getcwd()
    places = [place for place in sys.path if place and os.path.isdir(place)]
    outside = [place for place in places if os.path.abspath(place) != own_folder]
    report = {"flask": None if light else try_flask()}  # type: dict[str, object]
    report["shadowed"] = [] if light else shadowed(own_folder)
    site = sys.modules.get("site")
    report.update(
        path=places,
        packages=packages(outside),
        distributions={} if light else distributions(outside),
        leftovers=leftovers(outside),
        nameless=nameless(outside),
        pip=has("pip", outside),
        dotenv=has("dotenv", outside),
        importable=has("flask", outside),
        user_site=getattr(site, "USER_SITE", None),
    )
    try:
        report.update(paths())
        report["ssl"] = True if light else has_ssl()
    except BaseException:
        report["unfinished"] = raised()
    return report


def main():  # type: () -> None
    """Say who this interpreter is, then the rest if it is new enough to be examined."""
    report = {
        "version": list(sys.version_info[:3]),
        "executable": sys.executable,
        "prefix": sys.prefix,
        "base": getattr(sys, "real_prefix", getattr(sys, "base_prefix", sys.prefix)),
        "build": sys.version.replace("\n", " "),
    }
    if sys.version_info >= (3, 7):
        report.update(examine("light" in sys.argv))
    sys.stdout.write("\n" + MARK + as_json(report) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
