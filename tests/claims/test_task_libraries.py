"""What lessons say of Celery, RQ and APScheduler is seen on the real ones, without a server."""

from __future__ import annotations

from pathlib import Path

from tests.claims.sentences import printed, proves

APP = """
from flask import Flask, current_app, g, has_app_context, request

app = Flask("bookshop")
app.config["OWNER"] = "Ayu"


class FlaskTask:
    def __init__(self, run):
        self.run = run

    def __call__(self, *args, **values):
        with app.app_context():
            return self.run(*args, **values)


@FlaskTask
def thank(name):
    return f"Thank you, {name}! {current_app.config['OWNER']}"


def with_block(name):
    with app.app_context():
        return f"Thank you, {name}! {current_app.config['OWNER']}"


def bare(name):
    return current_app.config["OWNER"]
"""
CELERY = """
import os

from celery import Celery, Task
from flask import Flask, current_app, g


def celery_init_app(app):
    class FlaskTask(Task):
        def __call__(self, *args, **values):
            with app.app_context():
                return self.run(*args, **values)

    celery_app = Celery(app.name, task_cls=FlaskTask)
    celery_app.config_from_object(app.config["CELERY"])
    celery_app.set_default()
    app.extensions["celery"] = celery_app
    return celery_app


def create_app():
    app = Flask("bookshop")
    app.config["OWNER"] = "Ayu"
    queue = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    app.config["CELERY"] = {
        "broker_url": "filesystem://",
        "broker_transport_options": queue,
        "result_backend": "file://results",
    }
    celery_init_app(app)
    app.teardown_appcontext(lambda error: open("closed", "a").write("1"))
    return app


app = create_app()
celery_app = app.extensions["celery"]


@celery_app.task
def thank(name):
    g.done = g.get("done", 0) + 1
    return [f"Thank you, {name}! {current_app.config['OWNER']}", g.done, os.getpid()]


# Without the class: as Celery is when nobody has told it of Flask.
@celery_app.task(base=Task)
def bare():
    return current_app.name
"""
WORKER = """
import os, subprocess, sys
from pathlib import Path

for name in ("queue", "control", "results"):
    Path(name).mkdir()

import shop

tasks = [shop.thank.delay("Citra"), shop.thank.delay("Dewi"), shop.bare.delay()]
command = [sys.executable, "-m", "celery", "-A", "shop:celery_app", "worker", "-P", "solo"]
quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "error"]
with open("log", "w") as log:
    worker = subprocess.Popen([*command, *quiet], stdout=subprocess.DEVNULL, stderr=log)
    try:
        (thanks, one, process), (others, two, _same) = [task.get(timeout=60) for task in tasks[:2]]
        failed = tasks[2].get(timeout=60, propagate=False)
    finally:
        worker.terminate()
        worker.wait()
print(thanks, others, sep="\\n")
print("in g:", one, two)
print("in another process:", process == worker.pid != os.getpid())
print("closed:", len(Path("closed").read_text()))
print(type(failed).__name__, "in the log:", "RuntimeError" in Path("log").read_text())
"""
WORKED = """\
Thank you, Citra! Ayu
Thank you, Dewi! Ayu
in g: 1 1
in another process: True
closed: 2
RuntimeError in the log: True
"""


@proves("tasks/the-pattern", "Celery is given the class as `task_cls`.")
@proves("tasks/own-g", "At the end of each task the teardown functions run as well.")
@proves("tasks/no-context-there", "With a real queue you find it in the worker's log.")
@proves("tasks/whole-task", "and the worker another process. Who pushes, and what travels")
@proves("threads/who-starts-empty", "Celery's workers are processes of their own.")
def test_celery_as_flask_documents_it(tmp_path: Path) -> None:
    assert printed(tmp_path, WORKER, shop=CELERY) == WORKED


@proves("tasks/proxies-do-not-travel", "Celery writes values as JSON, too;")
def test_celery_writes_json_and_takes_no_proxy(tmp_path: Path) -> None:
    program = """
        import base64, json
        from pathlib import Path

        for name in ("queue", "control", "results"):
            Path(name).mkdir()

        import shop
        from flask import request

        shop.thank.delay("Citra")
        (waiting,) = Path("queue").iterdir()
        body = json.loads(base64.b64decode(json.loads(waiting.read_text())["body"]))
        print(body[0])
        with shop.app.test_request_context():
            try:
                shop.thank.delay(request)
            except Exception as error:
                print(error)
    """
    refused = "Object of type Request is not JSON serializable"
    assert printed(tmp_path, program, shop=CELERY) == f"['Citra']\n{refused}\n"


@proves("tasks/proxies-do-not-travel", "RQ uses `pickle`, which does not take a proxy either.")
@proves("tasks/the-pattern", "RQ does not: there, write the `with` block into the function.")
@proves("tasks/no-context-there", "With a real queue you find it in the worker's log.")
def test_rq_takes_functions_and_no_proxies(tmp_path: Path) -> None:
    program = """
        import logging, pickle

        import fakeredis, shop
        from flask import current_app, g, request
        from rq import Queue, SimpleWorker

        redis = fakeredis.FakeStrictRedis()
        queue = Queue(connection=redis)

        def refused(task, *values):
            try:
                queue.enqueue(task, *values)
            except pickle.PicklingError:
                return "refused"

        print("as an object:", refused(shop.thank, "Citra"))
        with shop.app.test_request_context():
            print([refused(shop.with_block, proxy) for proxy in (request, current_app, g)])
        log = []
        logging.getLogger("rq.worker").addFilter(lambda record: log.append(record.getMessage()))
        done, failed = queue.enqueue(shop.with_block, "Citra"), queue.enqueue(shop.bare, "Citra")
        print(pickle.loads(done.data)[2])
        SimpleWorker([queue], connection=redis).work(burst=True)
        print(done.return_value())
        print(any("RuntimeError" in line for line in log), failed.is_failed)
    """
    assert printed(tmp_path, program, shop=APP) == (
        "as an object: refused\n"
        "['refused', 'refused', 'refused']\n"
        "('Citra',)\n"
        "Thank you, Citra! Ayu\n"
        "True True\n"
    )


@proves(
    "tasks/every-night", "APScheduler, calls a function at a given time, in a thread of its own."
)
@proves("tasks/the-pattern", "APScheduler takes an object like this `thank` as a job;")
@proves(
    "threads/who-starts-empty", "The scheduler has its own thread,", "has to push an app context."
)
def test_apscheduler_calls_jobs_in_a_thread_of_its_own(tmp_path: Path) -> None:
    program = """
        from threading import Event, get_ident

        import shop
        from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED
        from apscheduler.schedulers.background import BackgroundScheduler

        ended, seen = Event(), {}

        def note(event):
            seen[event.job_id] = event.retval or type(event.exception).__name__
            if len(seen) == 3:
                ended.set()

        scheduler = BackgroundScheduler()
        scheduler.add_listener(note, EVENT_JOB_ERROR | EVENT_JOB_EXECUTED)
        scheduler.start()
        scheduler.add_job(shop.thank, args=["Citra"], id="object")
        scheduler.add_job(get_ident, id="thread")
        with shop.app.app_context():
            scheduler.add_job(shop.bare, args=["Citra"], id="bare")
            assert ended.wait(60)
        scheduler.shutdown()
        print(seen["object"], seen["bare"], seen["thread"] != get_ident(), sep="\\n")
    """
    said = "Thank you, Citra! Ayu\nRuntimeError\nTrue\n"
    assert printed(tmp_path, program, shop=APP) == said
