"""How each kind of step is asked, and what can be done aside from it."""
