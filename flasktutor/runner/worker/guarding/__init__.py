"""What a snippet's process may not do, and how each system keeps it from that."""
