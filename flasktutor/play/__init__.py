"""Owns a live Flask session: the process, its protocol, and reading what is typed."""
