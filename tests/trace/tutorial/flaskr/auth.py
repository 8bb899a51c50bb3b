"""Who is logged in: registering, logging in and out."""

# As learners write it:
# mypy: allow-untyped-defs, allow-untyped-calls

import functools

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

from .db import get_db

bp = Blueprint("auth", __name__, url_prefix="/auth")


@bp.before_app_request
def load_user():
    user = session.get("user")
    g.user = user and get_db().execute("SELECT * FROM user WHERE id = ?", (user,)).fetchone()


@bp.route("/register", methods=("GET", "POST"))
def register():
    if request.method == "POST":
        secret = generate_password_hash(request.form["password"], method="pbkdf2:sha256:1000")
        get_db().execute(
            "INSERT INTO user (name, password) VALUES (?, ?)", (request.form["name"], secret)
        )
        get_db().commit()
        return redirect(url_for("auth.login"))
    return render_template("auth/login.html", title="Register")


@bp.route("/login", methods=("GET", "POST"))
def login():
    if request.method == "POST":
        found = (
            get_db()
            .execute("SELECT * FROM user WHERE name = ?", (request.form["name"],))
            .fetchone()
        )
        if found and check_password_hash(found["password"], request.form["password"]):
            session.clear()
            session["user"] = found["id"]
            return redirect(url_for("index"))
    return render_template("auth/login.html", title="Log in")


@bp.route("/logout")
def logout():
    session.clear()
    return redirect(url_for("index"))


def login_required(view):
    @functools.wraps(view)
    def wrapped(**values):
        if g.user is None:
            return redirect(url_for("auth.login"))
        return view(**values)

    return wrapped
