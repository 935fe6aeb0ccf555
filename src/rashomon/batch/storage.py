"""Where a batch reads and writes: folders of this machine and object stores, all of them by fsspec.

A file is there whole or not at all: on a disk it is written beside its place, synced, and moved there; for an object
store it is written to a temporary file first, and an object is shown when its upload is complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, cast

from rashomon.errors import BatchError

_BEING_WRITTEN = ".being-written"
# A larger file is sent to an object store in parts.
_AT_ONCE = 32_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A folder: a path, or the URL of one (s3://, gs://, memory://, ...). Names below it are relative, with slashes."""

    root: str

    @property
    def is_shared(self) -> bool:
        """Whether other processes see what is written here: the memory file system is each process's own."""
        return not self.root.startswith("memory:")

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None where there is none. Raises: BatchError."""
        system, path = self._at(name)
        try:
            found: bytes = system.cat_file(path)
        except FileNotFoundError:
            return None
        except Exception as error:  # each store has errors of its own
            raise BatchError(f"{self.root}: {name} cannot be read ({_shown(error)})") from error
        return found

    def read_json(self, name: str) -> Any:
        """What a JSON file holds, None where there is none or it is damaged."""
        data = self.read(name)
        try:
            return None if data is None else json.loads(data)
        except ValueError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Puts `data` at `name`, whole or not at all. Raises: BatchError."""
        with self.writing(name) as file:
            file.write(data)

    def write_json(self, name: str, value: Any) -> None:
        """Puts `value` at `name` as JSON, keys sorted."""
        self.write(name, (json.dumps(value, sort_keys=True, indent=1) + "\n").encode())

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write to; it stands at `name` when the block ends without an error. Raises: BatchError."""
        system, path = self._at(name)
        try:
            with _written_beside(path) if _is_local(system) else _uploaded(system, path) as file:
                yield file
        except OSError as error:
            raise BatchError(f"{self.root}: {name} cannot be written ({_shown(error)}); make room there") from error

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """A file opened for reading at any place. Raises: BatchError where it can't be opened."""
        with open_file(*self._at(name), f"{self.root}: {name}") as file:
            yield file

    def names(self, folder: str) -> list[str]:
        """The names of the files right in `folder`, sorted; none where it is not there."""
        system, path = self._at(folder)
        try:
            listed = system.ls(path, detail=False, refresh=True)
        except (FileNotFoundError, NotADirectoryError):
            return []
        found = (str(one).rstrip("/").rsplit("/", 1)[-1] for one in listed)
        return sorted(name for name in found if not name.endswith(_BEING_WRITTEN))

    def drop_unfinished(self, folder: str) -> None:
        """Removes what processes that were killed had begun to write in `folder`."""
        system, path = self._at(folder)
        if _is_local(system) and system.isdir(path):
            for one in system.find(path):
                if str(one).endswith(_BEING_WRITTEN):
                    system.rm_file(one)

    def remove(self, folder: str) -> None:
        """Removes a folder with all that is in it."""
        system, path = self._at(folder)
        if system.exists(path):
            system.rm(path, recursive=True)

    def _at(self, name: str) -> tuple[Any, str]:
        system, path = open_system(self.root)
        path = path.rstrip("/")
        return system, f"{path}/{name}" if name else path


def open_system(url: str) -> tuple[Any, str]:
    """The file system that `url` (a path, or scheme://...) is of, and the path in it.

    Raises: BatchError where the scheme is unknown or needs a package that is not installed.
    """
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    try:
        system, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise BatchError(f"{url}: {error}") from error
    return system, str(path)


@contextmanager
def open_file(system: Any, path: str, name: str) -> Iterator[IO[bytes]]:
    """A file of a file system, opened for reading. Raises: BatchError, which calls it `name`."""
    try:
        file = open(path, "rb") if _is_local(system) else system.open(path, "rb")  # noqa: PTH123, SIM115
    except FileNotFoundError:
        raise BatchError(f"{name} does not exist; check the path") from None
    except Exception as error:  # each store has errors of its own
        raise BatchError(f"{name} cannot be read ({_shown(error)})") from error
    with file:
        yield file


class Hashed:
    """A file that is written, whose SHA-256 and size are known at its end."""

    def __init__(self, file: IO[bytes]) -> None:
        """Nothing has been written."""
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0
        self.closed = False

    @property
    def sha256(self) -> str:
        """The digest of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: Any) -> int:
        """Writes bytes or a buffer; how many."""
        view = memoryview(data)
        self._digest.update(view)
        self.size += view.nbytes
        self._file.write(view)
        return view.nbytes

    def tell(self) -> int:
        """Where writing is."""
        return self.size

    def flush(self) -> None:
        """Nothing: whoever opened the file closes it."""

    def close(self) -> None:
        """Nothing: whoever opened the file closes it."""


@contextmanager
def _written_beside(path: str) -> Iterator[IO[bytes]]:
    """A file that is moved to `path` when it is whole and on the disk."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f"{place.name}.{uuid.uuid4().hex}{_BEING_WRITTEN}")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def _uploaded(system: Any, path: str) -> Iterator[IO[bytes]]:
    """A temporary file that is sent to `path` when it is whole."""
    with NamedTemporaryFile(prefix="rashomon-") as waiting:
        yield cast("IO[bytes]", waiting)
        waiting.flush()
        if waiting.tell() <= _AT_ONCE:
            waiting.seek(0)
            system.pipe_file(path, waiting.read())
        else:
            system.put_file(waiting.name, path)


def _is_local(system: Any) -> bool:
    return "file" in ((system.protocol,) if isinstance(system.protocol, str) else system.protocol)


def _shown(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)[:200]
