"""What goes between the program and the process of a plugin: MessagePack, each message behind its length."""

from __future__ import annotations

from typing import IO

import msgspec

from rashomon.records import Reading

LONGEST = 500_000_000
"""Bytes of the longest message that is taken."""
_LENGTH = 8


class Load(msgspec.Struct, tag=True):
    """Import the plugin at this entry point's value. The answer is None."""

    value: str


class Recognise(msgspec.Struct, tag=True):
    """Is an input with this name and these first bytes of the source's kind? The answer is a bool."""

    name: str
    head: bytes


class Read(msgspec.Struct, tag=True):
    """The reports in an input. The answer is (those up to `most`, how many more there are)."""

    name: str
    content: bytes
    most: int


class GivenReport(msgspec.Struct):
    """A Report as it comes back: its date is text."""

    text: str
    title: str
    source: str
    url: str | None
    published: str | None
    given_id: str | None
    content: bytes | None
    media_type: str


class Know(msgspec.Struct, tag=True):
    """The readings whose claims will be asked about, their entities told apart. The answer is None."""

    readings: tuple[Reading, ...]


class Judge(msgspec.Struct, tag=True):
    """Pairs of claims by id. The answer is a list with a Finding or None for each."""

    pairs: list[tuple[str, str]]


Request = Load | Recognise | Read | Know | Judge


class Answer(msgspec.Struct):
    """An answer, or in `error` why there is none."""

    value: msgspec.Raw = msgspec.Raw(b"\xc0")
    error: str | None = None


def write_message(file: IO[bytes], message: object) -> None:
    """Writes one message. Raises: UnicodeEncodeError, TypeError where it can't be written; OSError."""
    data = msgspec.msgpack.encode(message)
    file.write(len(data).to_bytes(_LENGTH, "big") + data)
    file.flush()


def read_message(file: IO[bytes]) -> bytes | None:
    """The next message, None at the end. Raises: EOFError where it is cut short or too long; OSError."""
    head = file.read(_LENGTH)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH or length > LONGEST:
        raise EOFError
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data
