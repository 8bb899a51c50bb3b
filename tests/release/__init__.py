"""What a release would do, and whether what it would publish is right."""
