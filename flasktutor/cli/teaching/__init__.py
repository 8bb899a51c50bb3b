"""The commands of those who teach: lessons to write and check, and a class."""
