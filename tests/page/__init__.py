"""A recorded run as a page: what is on it, how it is used in a browser, what it keeps out."""
