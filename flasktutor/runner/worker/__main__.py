"""Starts a worker when it is run by path: `python -E .../worker/__main__.py MODE ARGUMENTS`.

Loaded under a private name, the worker's modules can neither shadow nor be
mistaken for anything that a snippet imports. Written so that any Python can
parse it, for an old one must be able to say that it is too old.
"""

# Python 2 has no annotations:
# mypy: allow-untyped-defs, allow-untyped-calls

import os
import sys

PACKAGE = "_flasktutor_worker"
OLDEST = (3, 8)
ROOMS = {
    "supervise": "starting",
    "standby": "starting",
    "play": "running",
    "send": "apps",
    "command": "apps",
    "serve": "apps",
    "suite": "apps",
}
"""A mode → the room of the module that has its name."""


def _load(name):
    import importlib
    import importlib.util

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if entry != here]
    spec = importlib.util.spec_from_file_location(
        PACKAGE,
        os.path.join(here, "__init__.py"),
        submodule_search_locations=[here],
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return importlib.import_module(PACKAGE + "." + name)


def _main():
    if sys.version_info < OLDEST:
        sys.stderr.write("too-old: " + sys.version.split()[0] + "\n")
        sys.exit(3)
    mode, arguments = sys.argv[1], sys.argv[2:]
    sys.argv[:] = ["snippet.py"]
    _load(ROOMS[mode] + "." + mode).main(arguments)


if __name__ == "__main__":
    _main()
