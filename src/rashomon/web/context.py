"""What the pages of one app share: settings, a pool of archives, the worker, templates, views of dossiers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from rashomon.errors import InputError
from rashomon.settings import Settings
from rashomon.version import __version__
from rashomon.web.jobs import Job, Jobs, QueueFullError, Work
from rashomon.web.templating import make_templates

if TYPE_CHECKING:
    from rashomon.store import Archive
    from rashomon.web.views import EventView

_ARCHIVES = 6
_VIEWS = 12
_WAIT_SECONDS = 20.0
_LOCK_SECONDS = 5.0
_RESULT_SECONDS = 6 * 3600.0
_REMEMBERED = 200


class Context:
    """What the pages of one app share. All methods may be called from any thread."""

    def __init__(self, settings: Settings, *, address: str | None) -> None:
        """`address` is the archive's; None where there is none, and only uploads can be compared."""
        self.settings = settings
        self.address = address
        self.jobs = Jobs(keep_seconds=_RESULT_SECONDS)
        self._last: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._templates = make_templates()
        self._idle: LifoQueue[Archive] = LifoQueue()
        self._places = threading.Semaphore(_ARCHIVES)
        self._views: OrderedDict[str, EventView] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """An open archive for the length of the `with`; at most six are open at a time, the next call waits.

        Raises: InputError where the app has no archive; QueueFullError after 20 seconds; ArchiveError.
        """
        if self.address is None:
            raise InputError("there is no archive here; start `rashomon serve` with --archive to have one")
        if not self._places.acquire(timeout=_WAIT_SECONDS):
            raise QueueFullError("too many readers at once; try again in a moment")
        try:
            try:
                archive = self._idle.get_nowait()
            except Empty:
                from rashomon.store import open_archive

                archive = open_archive(self.address, wait_seconds=_LOCK_SECONDS)
            try:
                yield archive
            finally:
                self._idle.put(archive)
        finally:
            self._places.release()

    def work_on(self, kind: str, key: str, work: Work) -> Job:
        """The newest job of this kind and key as it stands; `work` is started where there is none. Raises: as `start`.

        A job that failed stays until `forget_work`, so that a page that is asked again does not try for ever.
        """
        with self._lock:
            known = self._last.get((kind, key))
        job = None if known is None else self.jobs.find(known)
        if job is None:
            job = self.jobs.start(kind, key, work)
            with self._lock:
                self._last[kind, key] = job.id
                while len(self._last) > _REMEMBERED:
                    self._last.popitem(last=False)
        return job

    def forget_work(self, kind: str, key: str) -> None:
        """Lets the next `work_on` start anew."""
        with self._lock:
            self._last.pop((kind, key), None)

    def view(self, key: str) -> EventView | None:
        """The view that was remembered under `key`; the last twelve are."""
        with self._lock:
            found = self._views.get(key)
            if found is not None:
                self._views.move_to_end(key)
            return found

    def remember(self, key: str, view: EventView) -> None:
        """Keeps a view in memory for the next page of the same dossier."""
        with self._lock:
            self._views[key] = view
            while len(self._views) > _VIEWS:
                self._views.popitem(last=False)

    def render(self, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template `name` with `values`, as a page."""
        return HTMLResponse(self.text_of(request, name, **values), status_code=status)

    def text_of(self, request: Request, name: str, **values: Any) -> str:
        """The template `name` with `values`, as text."""
        shared = {
            "request": request,
            "context": self,
            "user": getattr(request.state, "user", None),
            "csrf": getattr(request.state, "csrf", ""),
            "version": __version__,
            "fragment": "hx-request" in request.headers,
        }
        return self._templates.get_template(name).render(shared | values)

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
