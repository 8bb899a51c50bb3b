"""The conditions of `do` steps: what each says of what was seen."""
