"""Public reports of Flask failing: what each was, and what `explain` makes of its text."""
