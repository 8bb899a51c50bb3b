"""What the page of a long trace weighs, how soon it is made, and how soon it moves in Chromium."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from pathlib import Path

from flasktutor.contexts import timeline
from flasktutor.page import Story, page
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import trace
from flasktutor.trace.seen import Trace
from flasktutor.trace.sources import sources
from tests.benchmarks.measure import Row
from tests.browser import browser, chromium_page

APP = """
from flask import Flask, g, request, session

app = Flask(__name__)
app.secret_key = "not a secret"

@app.before_request
def load_user():
    g.user = request.args.get("name", "nobody")

@app.get("/books/<int:number>")
def book(number):
    session["seen"] = number
    with app.app_context():
        g.number = number
        g.title = f"Book {number}"
    found = [one for one in range(number)]
    for one in found:
        g.last = one
    return {"user": g.user, "found": len(found)}

@app.teardown_appcontext
def close(error):
    g.pop("user", None)
"""
REQUESTS = 200
STEPS = 300


def rows() -> list[Row]:
    """A trace that is as long as traces become."""
    with tempfile.TemporaryDirectory(prefix="flasktutor-pages-") as folder:
        root = Path(folder)
        (root / "app.py").write_text(APP, "utf-8")
        seen = _seen(root)
        assert len(seen.events) >= 5000, len(seen.events)
        story = Story(
            title="5,000 events",
            timeline=timeline(seen.events),
            sources=sources(seen.events, root),
        )
        begun = time.perf_counter()
        text = page(story)
        taken = time.perf_counter() - begun
        path = root / "page.html"
        path.write_bytes(text.encode("utf-8"))
        return [
            Row("page of 5,000 events", path.stat().st_size / 1_000_000, 1.5, unit="MB"),
            Row("page of 5,000 events: made", taken * 1000, 3000, unit="ms"),
            *_moved(path),
        ]


def _seen(root: Path) -> Trace:
    asked = [f"/books/{number % 30}?name=Ayu{number}" for number in range(REQUESTS)]
    return trace("app.py", read_requests(asked), Path(sys.executable), folder=root)


def _moved(path: Path) -> list[Row]:
    """Keys through all of it: until the page has been drawn anew, for 19 of 20."""
    with browser() as opened, chromium_page(opened) as watched:
        at = watched.page
        begun = time.perf_counter()
        at.goto(path.as_uri())
        at.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        loaded = time.perf_counter() - begun
        total = int(at.get_by_role("slider").get_attribute("max") or "0")
        taken = at.evaluate(_STEPPING, [STEPS, max(total // STEPS, 1)])
        assert not watched.complaints, watched.complaints
        p95 = sorted(taken)[math.ceil(len(taken) * 0.95) - 1]
        return [
            Row("page of 5,000 events: opened in Chromium", loaded * 1000, 2000, unit="ms"),
            Row("page of 5,000 events: one step, 95 of 100", p95, 100, unit="ms"),
        ]


_STEPPING = """
async ([steps, apart]) => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const press = (key) =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  const slider = document.querySelector("input[type=range]");
  const taken = [];
  for (let step = 0; step < steps; step += 1) {
    // From one end to the other: a jump, then single steps.
    slider.value = 1 + step * apart;
    slider.dispatchEvent(new Event("input"));
    await drawn();
    const begun = performance.now();
    press("ArrowRight");
    await drawn();
    taken.push(performance.now() - begun);
  }
  return taken;
}
"""
