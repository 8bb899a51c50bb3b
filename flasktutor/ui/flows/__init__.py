"""How a sitting goes: where it begins, what follows what, and how it ends."""
