"""Owns the frames that cross a socket or pipe: four bytes of length, then JSON.

On a socket, open file descriptors can ride along with a frame (SCM_RIGHTS).
"""

from __future__ import annotations

import array
import json
import os
import socket
import struct
import sys
from typing import Any, Iterator

_HEAD = struct.Struct("!I")
_MOST_DESCRIPTORS = 3
#: A job may hold a long source.
LARGEST_JOB = 32 * 1024 * 1024
#: What is told of a job is cut by the worker to fit well into this.
LARGEST_REPORT = 1024 * 1024
#: Bytes that are kept of an answer of the learner's app.
LONGEST_BODY = 2000
_MOST_DIGITS = 4300


def pack(message: Any) -> bytes:
    """One frame, of bytes where it is written already; lone surrogates survive as JSON escapes."""
    body = message if type(message) is bytes else json.dumps(message).encode("ascii")
    return _HEAD.pack(len(body)) + body


def read(body: bytes) -> Any:
    """What a frame holds; raises ValueError for what JSON does not know, such as NaN.

    A number too large for a float becomes an infinite one.
    """
    try:
        return json.loads(body.decode("ascii"), parse_constant=_refuse, parse_int=_INTEGER)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _short(text: str) -> int:
    return int(text) if len(text.lstrip("-")) <= _MOST_DIGITS else _refuse("a long number")


# A million digits take minutes; Pythons since 2022 refuse them by themselves.
_INTEGER = None if hasattr(sys, "get_int_max_str_digits") else _short


def write(descriptor: int, message: Any) -> None:
    """Write one frame to a pipe or file, whole."""
    rest = memoryview(pack(message))
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform != "win32":  # there all is sent by pipes and files

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
        return (None if body is None else read(body)), list(descriptors)


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        chunk = sock.recv(size - len(parts))
        if not chunk:
            return None
        parts += chunk
    return bytes(parts)


class Frames:
    """Takes bytes as they come and gives whole frames of at most `largest` bytes.

    What cannot be a frame stays in `rest`: the faulthandler of a dying process
    writes plain text to the same place.
    """

    def __init__(self, largest: int = LARGEST_JOB) -> None:
        self.rest = bytearray()
        self._largest = largest

    @property
    def is_stuck(self) -> bool:
        """Whether `rest` begins like no frame, so that none will ever come."""
        return len(self.rest) >= _HEAD.size and _HEAD.unpack_from(self.rest)[0] > self._largest

    def feed(self, data: bytes) -> Iterator[Any]:
        """The frames completed by `data`; raises ValueError for one that holds no JSON."""
        self.rest += data
        while len(self.rest) >= _HEAD.size and not self.is_stuck:
            end = _HEAD.size + _HEAD.unpack_from(self.rest)[0]
            if len(self.rest) < end:
                break
            body = bytes(self.rest[_HEAD.size : end])
            del self.rest[:end]
            yield read(body)
