"""Owns the frames that cross a socket or pipe: four bytes of length, then JSON.

On a socket, open file descriptors can ride along with a frame (SCM_RIGHTS).
"""

from __future__ import annotations

import array
import json
import os
import socket
import struct
from typing import Any

_HEAD = struct.Struct("!I")
_MOST_DESCRIPTORS = 3
LARGEST_FRAME = 32 * 1024 * 1024


def pack(message: Any) -> bytes:
    """One frame; lone surrogates survive as JSON escapes."""
    body = json.dumps(message).encode("ascii")
    return _HEAD.pack(len(body)) + body


def write(descriptor: int, message: Any) -> None:
    """Write one frame to a pipe or file, whole."""
    rest = memoryview(pack(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def send(sock: socket.socket, message: Any, descriptors: tuple[int, ...] = ()) -> None:
    """Send one frame, and copies of `descriptors` with it."""
    data = pack(message)
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
    sent = sock.sendmsg([data], [rights] if descriptors else [])
    if sent < len(data):  # sending nothing would fail where the other end is done and gone
        sock.sendall(data[sent:])


def receive(sock: socket.socket) -> tuple[Any, list[int]]:
    """The next frame and its descriptors; `None` when the other end is gone."""
    head, descriptors = b"", array.array("i")
    while len(head) < _HEAD.size:
        room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * descriptors.itemsize)
        chunk, ancillary, _flags, _address = sock.recvmsg(_HEAD.size - len(head), room)
        for _level, _kind, data in ancillary:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        if not chunk:
            return None, list(descriptors)
        head += chunk
    body = _exactly(sock, _HEAD.unpack(head)[0])
    return (None if body is None else json.loads(body)), list(descriptors)


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        chunk = sock.recv(size - len(parts))
        if not chunk:
            return None
        parts += chunk
    return bytes(parts)


class Frames:
    """Takes bytes as they come and gives whole frames.

    What cannot be a frame stays in `rest`: the faulthandler of a dying process
    writes plain text to the same place.
    """

    def __init__(self) -> None:
        self.rest = bytearray()

    def feed(self, data: bytes) -> list[Any]:
        """The frames completed by `data`."""
        self.rest += data
        found = []
        while len(self.rest) >= _HEAD.size:
            size = _HEAD.unpack_from(self.rest)[0]
            end = _HEAD.size + size
            if size > LARGEST_FRAME or len(self.rest) < end:
                break
            found.append(json.loads(bytes(self.rest[_HEAD.size : end])))
            del self.rest[:end]
        return found
