"""Wrong worlds: their proof, where runs part, and visiting one."""
