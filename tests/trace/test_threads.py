"""What an app's threads do is seen to their end, or said to go on; their errors are told."""

from __future__ import annotations

from pathlib import Path

from tests.trace.project import Command, as_json, flat, project, trace, write

__all__ = ["project", "trace"]

JOB = """
    import threading
    import time

    from flask import Flask, current_app, g

    app = Flask(__name__)


    def job():
        time.sleep(0.05)
        {job}


    @app.get("/")
    def index():
        threading.Thread(target=job, name="job"{more}).start()
        return "started"
"""
GOOD = """with app.app_context():
            g.done = True"""


def test_what_a_thread_does_after_the_last_response_is_drawn(project: Path, trace: Command) -> None:
    for more in ("", ", daemon=True"):
        write(project, JOB.format(job=GOOD, more=more))
        done = trace("app.py")
        assert done.returncode == 0
        job = done.stdout.partition("In job:")[2]
        assert "app context pushed: app" in job
        assert "g gets: done = True" in job
        assert "still running" not in done.stdout


def test_an_error_in_a_thread_is_drawn_explained_and_no_success(
    project: Path, trace: Command
) -> None:
    write(project, JOB.format(job="print(current_app.name)", more=""))
    done = trace("app.py")
    assert done.returncode == 1
    assert "exception raised: RuntimeError" in done.stdout
    assert "nobody catches it, so the thread ends" in done.stdout
    assert "app.py, line 12" in done.stdout
    assert "1 thread ended in an error." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    (error,) = as_json(trace("app.py", "--json"))["errors"]
    assert error["lane"] == "job"
    assert "outside of application context" in error["traceback"]


def test_what_an_app_does_with_its_threads_errors_itself_is_still_done(
    project: Path, trace: Command
) -> None:
    write(project, JOB.format(job="raise ValueError(1)", more=""))
    (project / "wsgi.py").write_text(
        "import threading\nthreading.excepthook = lambda args: print('reported', args.exc_value)\n"
        "from app import app\n"
    )
    done = trace("wsgi.py")
    assert "reported 1" in done.stdout
    assert "1 thread ended in an error." in done.stdout


def test_a_thread_that_goes_on_is_said_to_be_running(project: Path, trace: Command) -> None:
    write(project, JOB.format(job="time.sleep(60)", more=""))
    done = trace("app.py")
    assert done.returncode == 0
    said = "1 thread is still running; what it does from here on is not seen. job was at app.py,"
    assert f"{said} line 12." in flat(done.stdout)
    short = trace("app.py", "--timeout", "2")
    assert short.returncode == 0
    assert "still running" in short.stdout


def test_a_pool_that_waits_for_work_is_not_waited_for(project: Path, trace: Command) -> None:
    write(
        project,
        """
        import time
        from concurrent.futures import ThreadPoolExecutor
        from flask import Flask, g
        app = Flask(__name__)
        pool = ThreadPoolExecutor(2, thread_name_prefix="pool")

        def job():
            time.sleep(0.3)
            with app.app_context():
                g.done = True

        @app.get("/")
        def index():
            pool.submit(job)
            return "started"
        """,
    )
    done = trace("app.py")
    assert "g gets: done = True" in done.stdout
    assert "still running" not in done.stdout
