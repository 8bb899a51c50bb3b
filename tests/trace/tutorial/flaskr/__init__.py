"""A blog: an app factory with blueprints, a database in `g`, sessions and templates."""

# As learners write it:
# mypy: allow-untyped-defs, allow-untyped-calls

from pathlib import Path

from flask import Flask

from . import auth, blog, db


def create_app(config=None):
    """The blog, ready to run."""
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="dev", DATABASE=str(Path(app.root_path, "blog.sqlite")))
    app.config.from_prefixed_env()  # FLASK_DATABASE says where else it lies
    app.config.update(config or {})
    db.init_app(app)
    app.register_blueprint(auth.bp)
    app.register_blueprint(blog.bp)
    return app
