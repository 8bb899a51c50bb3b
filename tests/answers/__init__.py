"""What learners are told of the answers that they are likely to try, kept to be read."""
