"""The commands that say what is wrong: `check-install` and `explain`."""
