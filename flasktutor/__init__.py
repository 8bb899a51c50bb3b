"""A tutor in the terminal for Flask's set-up and its contexts."""

try:
    from flasktutor._version import __version__ as __version__
except ModuleNotFoundError:
    # The folder is used as it was copied, and nothing has built it.
    __version__ = "0.0.0"
