"""Run by Ralph's own Python: serves Ralph on the port given, on its file-system backend.

Of its backends this one alone needs no other server. As it comes it writes a file once; that it
adds to the file is no setting of Ralph 5.1, but one of its backend's class.
"""

import sys

import uvicorn  # type: ignore[import-not-found]  # of Ralph's environment, not ours
from ralph.backends.data.base import BaseOperationType  # type: ignore[import-not-found]  # as above
from ralph.backends.data.fs import FSDataBackend  # type: ignore[import-not-found]  # as above

FSDataBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
