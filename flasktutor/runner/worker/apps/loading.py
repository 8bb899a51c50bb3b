"""Loads the app that `flask --app TARGET run` would serve, or tells why it cannot be."""

from __future__ import annotations

import os
import sys
from typing import Any

from .. import fit, tracebacks


def app_or_failed(target: str | None) -> tuple[Any, dict[str, Any]]:
    """The app, or None and what is told of the failure."""
    from flask.cli import NoAppException, ScriptInfo, load_dotenv

    sys.argv[:] = ["flask", "run"]
    # Flask then says that it ignores `app.run()`, which would never return.
    os.environ["FLASK_RUN_FROM_CLI"] = "true"
    try:
        load_dotenv()
        # A dotenv file may name it, as for `flask run`.
        app = ScriptInfo(app_import_path=target or os.environ.get("FLASK_APP")).load_app()
        return app, {}
    except NoAppException as error:
        return None, {"failed": "no-app", "detail": fit.short(error.format_message())}
    except (Exception, SystemExit) as error:
        return None, {"failed": "app-raised", "detail": tracebacks.of(error)}
