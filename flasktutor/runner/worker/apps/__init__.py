"""Running the learner's own app: its requests, commands, tests, and as a server."""
