"""The command `trace`: the learner's own app, commands and tests at work."""
