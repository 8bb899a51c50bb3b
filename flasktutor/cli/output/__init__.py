"""What commands print beside the screens, and how they say what went wrong."""
