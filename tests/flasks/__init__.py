"""The versions of Flask: environments with them, what the worker uses of them, how they differ."""
