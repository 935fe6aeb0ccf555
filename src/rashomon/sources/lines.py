"""Lines of bytes with a bound on each, from a file or a stream of any length."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any

from rashomon.errors import InputError

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)  # UTF-32-LE begins as UTF-16-LE does


def read_lines(stream: Any, limit: int) -> Iterator[tuple[int, bytes]]:
    """Each line of `stream` with its number from 1, its line end included; one of more than `limit` bytes comes cut.

    Raises:
        InputError: the lines are in UTF-16 or UTF-32.
        OSError: the stream cannot be read further.
    """
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        if number == 1:
            if line.startswith(_WIDE):
                raise InputError("is in UTF-16 or UTF-32; save it as UTF-8")
            line = line.removeprefix(codecs.BOM_UTF8)
        yield number, line
        while len(line) > limit and not line.endswith(b"\n") and (more := stream.readline(limit + 1)):
            line = more
