"""What a learner reads in each lesson, in both languages, kept as text to be reviewed like code."""
