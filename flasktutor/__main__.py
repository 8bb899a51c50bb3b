"""Lets `python -m flasktutor` stand for the `flasktutor` command."""

from flasktutor.cli import main

if __name__ == "__main__":
    main()
