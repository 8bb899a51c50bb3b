"""The documentation as a site: all pages, and what the program itself has to say, in both languages."""
