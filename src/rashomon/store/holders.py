"""Who holds an archive's file: a note beside it, so that whoever waits can be told.

The note is a courtesy, the lock is the database's: a note that can't be written or read stops nothing, and one whose
process is gone is not believed.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


def note_holder(archive: Path, role: str) -> None:
    """Sets down that this process holds `archive` as `role` ("writer", "grouping") from now on."""
    note = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):
        _note(archive, role).write_text(json.dumps(note), encoding="utf-8")


def clear_holder(archive: Path, role: str) -> None:
    """Sets down that nobody holds `archive` as `role`. To be called while the lock is still held."""
    with suppress(OSError):
        _note(archive, role).write_text("", encoding="utf-8")


def describe_holder(archive: Path, role: str) -> str:
    """The process that holds `archive` as `role`, with host and since when; "" where that is not known."""
    try:
        note = json.loads(_note(archive, role).read_text(encoding="utf-8"))
        pid, host, since = int(note["pid"]), str(note["host"]), datetime.fromisoformat(note["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    if host == socket.gethostname() and not _is_running(pid):
        return ""
    return f"process {pid} on {host[:80]}, since {since:%Y-%m-%d %H:%M:%S} UTC,"


def _note(archive: Path, role: str) -> Path:
    return archive.with_name(f"{archive.name}-{role}")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
