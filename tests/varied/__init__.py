"""Varied questions: values by a seed, templates in a sandbox, drawing, proving, asking."""
