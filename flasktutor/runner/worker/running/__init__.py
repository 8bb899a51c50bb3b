"""Running one snippet, or a session of statements, and what came of it."""
