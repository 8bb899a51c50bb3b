"""A double of Flask 3.2 for where that cannot be had: a thin layer over an installed Flask 3.1.

Copied into an environment's site-packages, where a `.pth` line imports it, it waits until
`flask` is imported and then gives it 3.2's signatures and rules of contexts. What it claims
to do stands in `tests/flasks/rows.py`, and is proved on it and on the real one alike.
"""

# mypy: ignore-errors
# It reaches into what Flask 3.1 keeps to itself, of which there are no types.

import importlib.abc
import importlib.util
import sys


class _Finder(importlib.abc.MetaPathFinder):
    """Finds `flask` as the others would, and changes it once it is there."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname != "flask":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None:
            return None
        run = spec.loader.exec_module

        def run_and_change(module):
            run(module)
            from . import methods, one_context, rest

            for part in (one_context, methods, rest):
                part.change(module)

        spec.loader.exec_module = run_and_change
        return spec


sys.meta_path.insert(0, _Finder())
