"""The commands that run a program: one snippet, or a live session."""
