"""What classes hand in."""
