"""What is handed to record stores."""
