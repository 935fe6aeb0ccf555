"""Compressed bytes, unpacked piece by piece, so that no input can fill the memory or run for ever."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from rashomon.errors import InputError

GZIP = b"\x1f\x8b"
_MEMBER = b"\x1f\x8b\x08"
_CHUNK = 1 << 16
_ALWAYS_ALLOWED = 100_000_000
_GZIP_WINDOW = 31


class DamagedError(InputError):
    """A compressed input is damaged or cut short; what came before the damage has been given."""


class Unpacked(io.RawIOBase):
    """The bytes in the gzip members of `packed`, one after the other.

    Reading raises InputError where more than 100 MB and more than `ratio` times the packed size have come out. Damage
    raises DamagedError; with `over_damage` reading goes on at the next member, and `damages` counts.
    """

    def __init__(self, packed: Any, *, ratio: int, over_damage: bool = False) -> None:
        """`packed` has a `read`."""
        super().__init__()
        self.damages = 0
        self._packed = packed
        self._ratio = ratio
        self.over_damage = over_damage
        self._waiting = b""
        self._read = 0
        self._given = 0
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._begun = False
        self._ended = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer` with the next bytes; 0 at the end."""
        while not self._ended:
            if not self._waiting:
                self._fill()
            piece = self._inflate(len(buffer)) if self._waiting else self._finish(len(buffer))
            if piece:
                self._given += len(piece)
                if self._given > max(_ALWAYS_ALLOWED, self._ratio * self._read):
                    raise InputError(
                        f"unpacks to more than {self._ratio} times its size and is taken for a decompression bomb; "
                        "if it is none, raise unpack_ratio in the settings"
                    )
                buffer[: len(piece)] = piece
                return len(piece)
        return 0

    def _fill(self) -> None:
        self._waiting = self._packed.read(_CHUNK)
        self._read += len(self._waiting)

    def _inflate(self, most: int) -> bytes:
        """At most `most` bytes more of the member, b"" where more has to be read first."""
        try:
            piece = self._member.decompress(self._waiting, most)
        except zlib.error:
            if not self._begun and self._given and not self._waiting.startswith(GZIP):
                self._ended = not self.over_damage  # padding after the last member, as tapes have it
                if self._ended:
                    return b""
            self._go_to_next_member()
            return b""
        self._begun = True
        if self._member.eof:
            self._waiting = self._member.unused_data.lstrip(b"\0")
            self._member = zlib.decompressobj(_GZIP_WINDOW)
            self._begun = False
        else:
            self._waiting = self._member.unconsumed_tail
        return piece

    def _go_to_next_member(self) -> None:
        if not self.over_damage:
            raise DamagedError("is damaged (gzip); what comes before the damage is kept")
        self.damages += 1
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._begun = False
        rest = self._waiting[1:]
        while (at := rest.find(_MEMBER)) < 0:
            more = self._packed.read(_CHUNK)
            self._read += len(more)
            if not more:
                self._waiting = b""
                return
            rest = rest[-2:] + more
        self._waiting = rest[at:]

    def _finish(self, most: int) -> bytes:
        """What the member still holds when all packed bytes have been read."""
        piece = self._member.decompress(b"", most) if self._begun else b""
        if piece:
            return piece
        self._ended = True
        if self._begun and not self._member.eof:
            self.damages += 1
            if not self.over_damage:
                raise DamagedError("is cut short (gzip); what comes before the end is kept")
        return b""


def inflate(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The chunks of an HTTP body without its content coding, each at most 64 KB.

    Raises:
        ValueError: the coding is not gzip, deflate or none (two in a row are none of these), or the body is damaged.
    """
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"it is sent as {coding[:40]!r}, which was not asked for")
    unpacker, begun = zlib.decompressobj(_GZIP_WINDOW if "gzip" in coding else zlib.MAX_WBITS), False
    for chunk in chunks:
        waiting = chunk
        while waiting and not unpacker.eof:
            try:
                piece = unpacker.decompress(waiting, _CHUNK)
            except zlib.error as error:
                if begun or coding != "deflate":
                    raise ValueError("its compressed body is damaged") from error
                unpacker, begun = zlib.decompressobj(-zlib.MAX_WBITS), True  # some servers send raw deflate
                continue
            begun, waiting = True, unpacker.unconsumed_tail
            yield piece
    if begun:
        yield unpacker.flush(_CHUNK)
    if begun and not unpacker.eof:
        raise ValueError("its compressed body is cut short")
