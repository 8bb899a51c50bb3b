"""Runs snippets in a child process and reports what was observed."""
