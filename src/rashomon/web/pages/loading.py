"""How pages come by the view of a dossier: from memory, from the archive, or from what was uploaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rashomon.desk import (
    as_corrected,
    compare_kept,
    corrections_of,
    find_kept,
    find_later,
    is_current,
    open_kept,
    show_event,
)
from rashomon.errors import InputError
from rashomon.pipeline import Progress
from rashomon.records import Dossier, EventAccount
from rashomon.store import Archive, KeptDossier
from rashomon.web.context import Context
from rashomon.web.jobs import Job
from rashomon.web.views import EventView


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An event with the view of its dossier. `account` is None for an upload, `view` where no dossier is kept.

    `made` is when the dossier was made, `later` how many articles came since; `current`: comparing anew would give it.
    """

    account: EventAccount | None
    view: EventView | None
    made: datetime | None = None
    later: int = 0
    current: bool = True


def load_event(context: Context, archive: Archive, event: str) -> Loaded:
    """The event with this id (or beginning of one), with its newest kept dossier. Raises: InputError."""
    account = show_event(archive, event)
    kept = find_kept(archive, account)
    view = None if kept is None else _find_view(context, archive, account, kept)
    if kept is None or view is None:
        return Loaded(account=account, view=None)
    return Loaded(
        account=account,
        view=view,
        made=kept.made,
        later=len(find_later(account, kept, view.whole)),
        current=is_current(account, kept, view.whole, context.settings),
    )


def _find_view(context: Context, archive: Archive, account: EventAccount, kept: KeptDossier) -> EventView | None:
    key = view_key(archive, account, kept)
    view = context.view(key)
    if view is None:
        dossier = open_kept(archive, kept)
        if dossier is None:
            return None
        corrected = as_corrected(archive, account.summary.id, dossier)
        view = EventView(corrected, base=f"/events/{account.summary.id}")
        context.remember(key, view)
    return view


def view_key(archive: Archive, account: EventAccount, kept: KeptDossier) -> str:
    """What the view of a kept dossier is remembered by: it changes with the dossier and with each correction."""
    known = [one.article for one in account.articles if one.article.id in set(kept.articles)]
    numbers = [str(one.number) for one in corrections_of(archive, account.summary.id, known)]
    return " ".join([account.summary.id, kept.key, kept.made.isoformat(), *numbers])


def load_upload(context: Context, upload: str) -> tuple[Job, EventView | None]:
    """The job of an upload, and the view of its dossier once it is done. Raises: InputError where there is no such."""
    job = context.jobs.find(upload)
    if job is None or job.kind != "upload":
        raise InputError("there is no such comparison any more; what is uploaded is kept for some hours only")
    if not isinstance(job.result, Dossier):
        return job, None
    key = f"upload {job.id}"
    view = context.view(key)
    if view is None:
        view = EventView(job.result, base=f"/uploads/{job.id}", claims_below=f"/uploads/{job.id}")
        context.remember(key, view)
    return job, view


def compare_in_background(context: Context, event: str) -> Job:
    """The job that compares an event of the archive: the one that is at it, or a new one. Raises: QueueFullError."""

    def work(progress: Progress) -> object:
        with context.archive() as archive:
            compare_kept(archive, event, settings=context.settings, progress=progress)
        return event

    return context.work_on("compare", event, work)
