"""Where the commands write: the screen, standard output, a file that is there only when it is whole."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from rashomon.errors import RashomonError


def screen(*, to_file: bool = False) -> tuple[int, bool]:
    """How many columns to write, and whether in colour: only a screen has any."""
    import shutil

    on_screen = sys.stdout.isatty() and not to_file
    return (min(120, shutil.get_terminal_size((100, 24)).columns) if on_screen else 100), on_screen


def write(text: str, output: Path | None = None) -> None:
    """Writes `text` as UTF-8 to the file `output`, to standard output where that is None."""
    # Bytes, so that a lone surrogate or the terminal's own encoding can't stop the output.
    write_bytes(text.encode("utf-8", "backslashreplace"), output)


def write_bytes(data: bytes, output: Path | None = None) -> None:
    """Writes `data` to the file `output`, to standard output where that is None."""
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise _unwritable(output, error) from error


@contextmanager
def standard_output() -> Iterator[BinaryIO]:
    """Standard output for whole lines of UTF-8. On a screen, nothing in them can steer it."""
    sys.stdout.flush()
    raw: BinaryIO = sys.stdout.buffer
    yield cast(BinaryIO, _Screen(raw)) if sys.stdout.isatty() else raw
    raw.flush()


class _Screen:
    """A file that shows the characters which would steer a terminal."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: bytes) -> int:
        """Writes whole lines."""
        from rashomon.rendering.visible import visible

        return self._file.write(visible(data.decode("utf-8", "replace")).encode("utf-8"))


@contextmanager
def whole_file(output: Path) -> Iterator[Path]:
    """A path beside `output` to write to; it takes the place of `output` at the end, unless something went wrong."""
    part = output.with_name(f"{output.name}.part")
    try:
        part.write_bytes(b"")  # so that a folder that can't be written to is an error before any work is done
        yield part
        part.replace(output)
    except OSError as error:
        raise _unwritable(output, error) from error
    finally:
        part.unlink(missing_ok=True)


def _unwritable(output: Path, error: OSError) -> RashomonError:
    return RashomonError(f"{output}: cannot be written ({error.strerror or error}); name another file with --output")
