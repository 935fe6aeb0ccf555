"""A draft that somebody hands over, beside reports that they hand over with it or an event of the archive."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rashomon.errors import InputError
from rashomon.pipeline import Progress, keep_fitting
from rashomon.records import Article, Check
from rashomon.settings import Settings
from rashomon.web.comparing import MOST, Given, GivenFile, load_given, require_addresses

if TYPE_CHECKING:
    from rashomon.store import Archive

LONGEST_CLAIM = 2_000
LONGEST_DRAFT = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDraft:
    """What is to be checked: a text, a single claim or a file; and against what: an event's id, else reports.

    `published` is when the draft appears, a date in words that `sources` reads, "" where that is open.
    """

    text: str = ""
    claim: str = ""
    file: GivenFile | None = None
    published: str = ""
    event: str = ""
    reports: Given = field(default_factory=Given)


def require_checkable(given: GivenDraft) -> None:
    """Raises: InputError where there is not one draft, or neither an event nor reports, or both, or too many."""
    drafts = sum((bool(given.text.strip()), bool(given.claim.strip()), given.file is not None))
    if drafts != 1:
        raise InputError("one draft is checked at a time; give a text, a single claim or a file")
    if len(given.claim) > LONGEST_CLAIM or len(given.text) > LONGEST_DRAFT:
        raise InputError(
            f"a claim may have {LONGEST_CLAIM:,} characters and a draft {LONGEST_DRAFT:,}; give less of it"
        )
    count = len(given.reports.files) + len(given.reports.texts) + len(given.reports.urls)
    if bool(given.event) == bool(count):
        raise InputError("a draft is checked against an event of the archive or against reports; give one of the two")
    if count > MOST:
        raise InputError(f"{count} reports are more than the {MOST} that are taken at once; leave some out")
    require_addresses(given.reports.urls)


def check_given(
    given: GivenDraft,
    *,
    settings: Settings,
    progress: Progress,
    open_archive: Callable[[], AbstractContextManager[Archive]],
) -> Check:
    """The draft beside the event or the reports; what can't be used of these is in `skipped` with the reason.

    Raises: as `require_checkable` and `checking.check_draft`; InputError where there is no such event or archive.
    """
    from rashomon.checking import check_draft
    from rashomon.desk import check_kept

    require_checkable(given)
    own = _own_text(given, settings)
    if given.event:
        with open_archive() as archive:
            return check_kept(archive, given.event, own, settings=settings, progress=progress)
    settings = replace(settings, max_reports=min(settings.max_reports, MOST))
    progress("Fetching" if given.reports.urls else "Opening", 0, 1)
    loaded = load_given(given.reports, settings=settings)
    fitting, named = keep_fitting(loaded.articles, loaded.skipped, settings)
    return check_draft(own, fitting, skipped=named, settings=settings, progress=progress, sources=loaded.plugins)


def _own_text(given: GivenDraft, settings: Settings) -> Article:
    from rashomon.checking import as_draft, draft_article
    from rashomon.sources import DATE_FORMS, parse_date

    published = parse_date(given.published) if given.published.strip() else None
    if given.published.strip() and published is None:
        raise InputError(f"the date of the draft is no date that is known here; write {DATE_FORMS}")
    if given.file is None:
        return draft_article(given.claim or given.text, published=published[0] if published else None)
    loaded = load_given(Given(files=(given.file,)), settings=settings)
    if len(loaded.articles) != 1:
        reason = f" ({loaded.skipped[0].reason})" if loaded.skipped and not loaded.articles else ""
        raise InputError(f"a draft is one text, and {len(loaded.articles)} could be read in the file{reason}")
    own = as_draft(loaded.articles[0])
    return replace(own, published=published[0], day_only=published[1]) if published else own
