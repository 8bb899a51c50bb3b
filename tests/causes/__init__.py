"""Explanations: tried on texts as learners meet them."""
