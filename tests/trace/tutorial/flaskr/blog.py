"""The posts: everybody reads them, those who are logged in write them."""

# As learners write it:
# mypy: allow-untyped-defs, allow-untyped-calls

from flask import Blueprint, g, redirect, render_template, request, url_for

from .auth import login_required
from .db import get_db

bp = Blueprint("blog", __name__)


@bp.route("/", endpoint="index")
def index():
    posts = get_db().execute("SELECT title FROM post ORDER BY id DESC").fetchall()
    return render_template("blog/index.html", posts=posts)


bp.record_once(lambda state: state.app.add_url_rule("/", endpoint="index"))


@bp.route("/create", methods=("GET", "POST"))
@login_required
def create():
    if request.method == "POST":
        values = (g.user["id"], request.form["title"])
        get_db().execute("INSERT INTO post (author, title) VALUES (?, ?)", values)
        get_db().commit()
        return redirect(url_for("index"))
    return render_template("blog/create.html")
