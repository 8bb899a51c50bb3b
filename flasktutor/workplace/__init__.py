"""The learner's own folder: where it is, what is so in it, and when to look again."""
