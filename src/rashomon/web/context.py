"""Stand-in until PAGES's context is merged: settings, archives, jobs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING

from fastapi import Request

from rashomon.errors import InputError
from rashomon.settings import Settings
from rashomon.web.jobs import Jobs, QueueFullError

if TYPE_CHECKING:
    from rashomon.store import Archive

_ARCHIVES = 6
_WAIT_SECONDS = 20.0


class Context:
    """What one app shares."""

    def __init__(self, settings: Settings, *, address: str | None) -> None:
        """`address` is the archive's; None where there is none."""
        self.settings = settings
        self.address = address
        self.jobs = Jobs()
        self._idle: LifoQueue[Archive] = LifoQueue()
        self._places = threading.Semaphore(_ARCHIVES)

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """An open archive for the length of the `with`."""
        if self.address is None:
            raise InputError("there is no archive here; start `rashomon serve` with --archive to have one")
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise QueueFullError("too many readers at once; try again in a moment")
        try:
            try:
                archive = self._idle.get_nowait()
            except Empty:
                from rashomon.store import open_archive

                archive = open_archive(self.address, wait_seconds=5)
            try:
                yield archive
            finally:
                self._idle.put(archive)
        finally:
            self._places.release()

    def close(self) -> None:
        """Ends the worker and lets go of the archives that nobody uses."""
        self.jobs.close()
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return


def context_of(request: Request) -> Context:
    """The context of the app that serves `request`."""
    context: Context = request.app.state.context
    return context
