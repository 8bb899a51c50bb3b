"""Ways in which learners get there, each of them right: what they did, in the words of `Bench`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from flasktutor.workplace.place import Workplace
from tests.doctor import workbench
from tests.workplace.conftest import HELLO, TOOLS, Bench, free_port, made

FACTORY = """\
from flask import Flask
def create_app():
    app = Flask(__name__)
    @app.get("/")
    def hello():
        return "Hello"
    return app
"""
UV = "uv==0.9.5"
VIRTUALENV = ("virtualenv==20.35.4", "distlib==0.4.0", "filelock==3.20.0", "platformdirs==4.5.0")


def own(bench: Bench, name: str = ".venv") -> str:
    """Make an environment in the folder; its interpreter."""
    made(bench.folder / name)
    bench.place = Workplace(bench.folder)
    return str(bench.folder / name / "bin/python")


def flask(bench: Bench, *words: str, python: str = "", **more: str) -> None:
    """Type `flask …` with a port that is free."""
    port = free_port()
    at = ("run", "-p", str(port))
    command = (python or str(bench.python), "-m", "flask", *words, *at)
    bench.serve(*command, *(f"--{name}={value}" for name, value in more.items()), port=port)


def in_dot_venv(bench: Bench) -> None:
    bench.write("app.py")
    flask(bench, python=own(bench))


def in_venv_of_any_name(bench: Bench) -> None:
    bench.write("app.py")
    flask(bench, python=own(bench, "lingkungan saya"))


def in_a_linked_venv(bench: Bench) -> None:
    bench.write("app.py")
    (bench.folder / ".venv").symlink_to(bench.python.parent.parent)
    bench.place = Workplace(bench.folder)
    flask(bench, python=str(bench.folder / ".venv/bin/python"))


def in_one_that_only_the_server_tells(bench: Bench) -> None:
    bench.write("app.py")
    python = str(bench.python)
    bench.place = Workplace(bench.folder)
    flask(bench, python=python)


def made_by_virtualenv(bench: Bench) -> None:
    bench.write("app.py")
    workbench.downloaded(*VIRTUALENV)
    tool = workbench.cache() / "+".join(VIRTUALENV).replace("==", "-")
    place = bench.folder / ".venv"
    command = [str(workbench.BASE), "-m", "virtualenv", "--no-download", str(place)]
    subprocess.run(command, env={**bench.environ, "PYTHONPATH": str(tool)}, check=True,
                   capture_output=True)  # fmt: skip
    _filled(bench)


def made_by_uv(bench: Bench) -> None:
    bench.write("app.py")
    workbench.downloaded(UV)
    tool = workbench.cache() / UV.replace("==", "-") / "bin/uv"
    command = [str(tool), "venv", "--offline", "--python", str(workbench.BASE), ".venv"]
    subprocess.run(command, cwd=bench.folder, check=True, capture_output=True)
    _filled(bench)


def _filled(bench: Bench) -> None:
    site = bench.folder / ".venv/lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.installed(*workbench.FLASK, *TOOLS), site)
    bench.place = Workplace(bench.folder)
    flask(bench, python=str(bench.folder / ".venv/bin/python"))


def in_a_prefix_of_conda(bench: Bench) -> None:
    bench.write("app.py")
    python = own(bench, "conda")
    (bench.folder / "conda/conda-meta").mkdir()
    flask(bench, python=python)


def by_app_run(bench: Bench) -> None:
    port = free_port()
    bench.write("app.py", HELLO + f'if __name__ == "__main__":\n    app.run(port={port})\n')
    bench.serve(str(bench.python), "app.py", port=port)


def by_app_run_in_debug_mode(bench: Bench) -> None:
    port = free_port()
    run = f'if __name__ == "__main__":\n    app.run(port={port}, debug=True)\n'
    bench.write("app.py", HELLO + run)
    bench.serve(str(bench.python), "app.py", port=port)


def with_the_app_named(bench: Bench) -> None:
    bench.write("toko.py")
    flask(bench, "--app", "toko")


def with_the_app_s_variable_named(bench: Bench) -> None:
    bench.write("toko.py", HELLO.replace("app", "toko"))
    flask(bench, "--app=toko:toko")


def as_a_package_with_a_factory(bench: Bench) -> None:
    bench.write("shop/__init__.py", FACTORY)
    flask(bench, "--app", "shop")


def as_a_package_by_wsgi(bench: Bench) -> None:
    bench.write("shop/__init__.py", FACTORY)
    bench.write("wsgi.py", "from shop import create_app\napp = create_app()\n")
    flask(bench)


def in_src(bench: Bench) -> None:
    bench.write("src/shop/__init__.py", FACTORY)
    flask(bench, "--app", "src/shop")


def by_flaskenv(bench: Bench) -> None:
    made(bench.folder / ".venv", *workbench.downloaded("python-dotenv==1.1.0"))
    bench.place = Workplace(bench.folder)
    bench.write("toko.py")
    bench.write(".flaskenv", "FLASK_APP=toko\nFLASK_DEBUG=1\n")
    flask(bench, python=str(bench.folder / ".venv/bin/python"))


def with_the_reloader(bench: Bench) -> None:
    bench.write("app.py")
    flask(bench, "--debug")


def on_every_address(bench: Bench) -> None:
    bench.write("app.py")
    flask(bench, host="0.0.0.0")


def on_ipv6(bench: Bench) -> None:
    bench.write("app.py")
    flask(bench, host="::1")


def on_another_loopback(bench: Bench) -> None:
    bench.write("app.py")
    port = free_port()
    code = f"from app import app; app.run(host='127.0.0.2', port={port})"
    bench.write("start.py", code)
    # Nobody answers at the usual address, so it cannot be waited for there.
    bench.serve(str(bench.python), "start.py", port=port, host="127.0.0.2")


def by_another_server(bench: Bench) -> None:
    bench.write("app.py")
    port = free_port()
    serve = "from wsgiref.simple_server import make_server\nfrom app import app\n"
    bench.write("serve.py", f"{serve}make_server('127.0.0.1', {port}, app).serve_forever()\n")
    bench.serve(str(bench.python), "serve.py", port=port)


def from_the_folder_above(bench: Bench) -> None:
    port = free_port()
    bench.write("app.py", HELLO + f'if __name__ == "__main__":\n    app.run(port={port})\n')
    path = f"{bench.folder.name}/app.py"
    bench.serve(str(bench.python), path, port=port, cwd=bench.folder.parent)


def with_a_mark_at_the_beginning_of_the_file(bench: Bench) -> None:
    bench.write("app.py", "\ufeff" + HELLO.replace("\n", "\r\n"))
    flask(bench)


WAYS: tuple[Callable[[Bench], None], ...] = (
    in_dot_venv,
    in_venv_of_any_name,
    in_a_linked_venv,
    in_one_that_only_the_server_tells,
    made_by_virtualenv,
    made_by_uv,
    in_a_prefix_of_conda,
    by_app_run,
    by_app_run_in_debug_mode,
    with_the_app_named,
    with_the_app_s_variable_named,
    as_a_package_with_a_factory,
    as_a_package_by_wsgi,
    in_src,
    by_flaskenv,
    with_the_reloader,
    on_every_address,
    on_ipv6,
    on_another_loopback,
    by_another_server,
    from_the_folder_above,
    with_a_mark_at_the_beginning_of_the_file,
)
