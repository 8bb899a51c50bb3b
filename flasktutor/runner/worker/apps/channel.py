"""Owns the line to the process that has started a server: frames both ways, while it lasts."""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

from .. import wire


class Channel:
    """A connection to a port of this machine; who is at the other end knows the `token`.

    Made before a program can patch sockets, locks or threads.
    """

    def __init__(self, port: int, token: str) -> None:
        self._process = os.getpid()
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lock = threading.RLock()
        self._send, self._receive = self._socket.sendall, self._socket.recv
        self.send({"token": token})

    def send(self, *frames: dict[str, Any] | bytes) -> None:
        """Tell the other end; a copy that the program forked tells nothing."""
        if os.getpid() != self._process:
            return
        data = b"".join(map(wire.pack, frames))
        with self._lock:
            try:
                self._send(data)
            except OSError:  # nobody is there any more, which `wait` hears, too
                return

    def wait(self) -> None:
        """Wait until the other end wants an end, or is gone."""
        try:
            self._receive(1)
        except OSError:
            return
