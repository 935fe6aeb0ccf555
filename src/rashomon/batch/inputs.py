"""Which files and addresses a batch reads: those given, those in folders given, and those that lists name."""

from __future__ import annotations

import gzip
import posixpath
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from rashomon.batch.storage import open_system
from rashomon.batch.tasks import Unit
from rashomon.errors import BatchError, InputError
from rashomon.sources.fetching import is_address

_LONGEST_LIST = 200_000_000
_LONGEST_LINE = 4_000
_GZIP = b"\x1f\x8b"


def list_units(inputs: Sequence[str], *, lists: Sequence[str] = (), base: str | None = None) -> list[Unit]:
    """Each input once. A folder stands for the files in it, however deep, but for those whose name begins with a dot.

    `lists` are text files (.gz or not) with a path or URL a line, as news crawls come with; a relative line is below
    `base`, where that is None beside the list. A list may name no files of this machine unless it is one itself.

    Raises: InputError where an input or a list is not there, or a line can't be used.
    """
    places = [place for given in inputs for place in _expand(given)]
    places += [place for name in lists for place in _read_list(name, base)]
    found = {place: _unit(place) for place in places}
    if not found:
        raise InputError("there is nothing to read; give files, folders or URLs, or a list of them with --list")
    return list(found.values())


def _expand(given: str) -> Iterator[str]:
    """The places that an input stands for."""
    if is_address(given):
        yield given
        return
    system, path = open_system(given)
    if not system.exists(path):
        raise InputError(f"{given}: does not exist; check the path")
    if not system.isdir(path):
        yield given
        return
    files = [str(one) for one in sorted(system.find(path)) if not posixpath.basename(str(one)).startswith(".")]
    if not files:
        raise InputError(f"{given}: is a folder without files")
    for file in files:
        yield system.unstrip_protocol(file) if "://" in given else file


def _read_list(name: str, base: str | None) -> Iterator[str]:
    system, path = open_system(name)
    try:
        with system.open(path, "rb") as file:
            data = file.read(_LONGEST_LIST + 1)
        data = gzip.decompress(data) if data[:2] == _GZIP else data
    except FileNotFoundError:
        raise InputError(f"{name}: does not exist; check the path of the list") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: is no list that can be read ({error})") from error
    if len(data) > _LONGEST_LIST:
        raise InputError(f"{name}: is longer than {_LONGEST_LIST // 1_000_000} MB; cut the list up")
    below = (base or (name.rpartition("/")[0] if "/" in name else ".")).rstrip("/")
    is_local = "://" not in name
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        yield _place_of(entry, below, is_local=is_local, where=f"{name}, line {number}")


def _place_of(entry: str, below: str, *, is_local: bool, where: str) -> str:
    """What a line of a list names."""
    if len(entry) > _LONGEST_LINE or "\0" in entry or "::" in entry:
        raise InputError(f"{where}: is no path or URL")
    scheme = entry.partition("://")[0].lower() if "://" in entry else ""
    names_this_machine = scheme in ("file", "local") or (not scheme and Path(entry).is_absolute())
    if names_this_machine and not is_local:
        raise InputError(f"{where}: names a file of this machine, in a list that is not from here")
    if scheme or names_this_machine:
        return entry
    if ".." in entry.split("/"):
        raise InputError(f"{where}: leads out of the folder that the list is below")
    return f"{below}/{entry}"


def _unit(place: str) -> Unit:
    """The unit of one place. What tells its content is its size and what its store says of its last change."""
    name = place.split("?")[0].rstrip("/").rsplit("/", 1)[-1] or place
    if is_address(place):
        return Unit(place=place, name=place, state="")
    try:
        system, path = open_system(place)
        state = f"{system.size(path)} {system.ukey(path)}"
    except BatchError as error:
        raise InputError(str(error)) from error
    except Exception as error:  # noqa: BLE001  # each store has errors of its own; reading it will tell
        state = type(error).__name__
    return Unit(place=place, name=name, state=state)
