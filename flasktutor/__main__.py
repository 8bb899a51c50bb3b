"""Starts the `flasktutor` command, by its name or as `python -m flasktutor`."""

import _signal  # type: ignore[import-not-found]  # `signal` without the enums that take time

if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    # Before all else: until there is something to clean up, Ctrl-C ends us as it ends any
    # program, and not with Python's words about where it was.
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

import gc

PATIENCE = 100_000
"""Objects that may be new before the collector looks for garbage among all."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    # What imports make stays; looking through it again and again takes a tenth of the start.
    gc.set_threshold(PATIENCE)
    from flasktutor import cli

    try:
        cli.main()
    finally:
        # The process ends and frees all; to look for garbage once more takes time for nothing.
        gc.freeze()


if __name__ == "__main__":
    main()
