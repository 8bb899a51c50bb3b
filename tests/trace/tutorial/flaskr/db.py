"""The database of one request: opened when first needed, closed with the context."""

# As learners write it:
# mypy: allow-untyped-defs, allow-untyped-calls

import sqlite3

import click
from flask import current_app, g

SCHEMA = """
CREATE TABLE IF NOT EXISTS user (id INTEGER PRIMARY KEY, name TEXT UNIQUE, password TEXT);
CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, author INTEGER, title TEXT);
"""


def get_db():
    """The connection of this context."""
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
        g.db.executescript(SCHEMA)
    return g.db


def close_db(error=None):
    """Close it, if it was opened."""
    db = g.pop("db", None)
    if db is not None:
        db.close()


@click.command("init-db")
def init_db():
    """Make the tables."""
    get_db()
    click.echo("ready")


def init_app(app):
    """Have the app close the database and know the command."""
    app.teardown_appcontext(close_db)
    app.cli.add_command(init_db)
