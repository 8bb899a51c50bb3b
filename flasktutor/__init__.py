"""A tutor in the terminal for Flask's set-up and its contexts."""

__version__ = "0.1.0"
