"""An archive as a notebook uses it: take articles in, find events, lay one's reports side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rashomon.records import ArchivedArticle, Dossier, EventAccount, EventSummary, Reading, SearchHit
from rashomon.settings import Settings

if TYPE_CHECKING:
    from rashomon.ingest import Tally


class Archive:
    """An archive of articles, open until `close` or the end of a `with`; it is made where there is none.

    `address` is a file or a postgresql:// address, the settings' own where none is given. Others may read and write the
    same archive at once. An event or article is named by its id, or by the beginning of it that no other one has.
    Every method raises ArchiveError where the database refuses, and InputError where an id names nothing.
    """

    def __init__(self, address: str | Path | None = None, *, settings: Settings | None = None) -> None:
        """Opens it. Raises: ArchiveError."""
        from rashomon.store import open_archive

        self._settings = settings or Settings()
        self._opened = open_archive(address or self._settings.archive, create=True)

    def __enter__(self) -> Archive:
        """Itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Closes it."""
        self.close()

    def __repr__(self) -> str:
        """Where it is, without a password."""
        return f"<Archive {self._opened.address}>"

    def close(self) -> None:
        """Lets go of the database."""
        self._opened.close()

    def ingest(
        self,
        inputs: Sequence[str | Path],
        *,
        published: Mapping[str, str] | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Tally:
        """What became of the articles in `inputs`: they are kept, grouped by event and made searchable.

        `published` and `columns` as in `rashomon.compare`; doing it again changes nothing. What was skipped is in the
        tally's `named`, with the reason. Raises: ModelError; InputError where `published` names no input.
        """
        from rashomon.ingest import Ingester

        with Ingester(self._opened, settings=self._settings, published=published, columns=columns) as ingester:
            return ingester.run(inputs)

    def events(
        self,
        words: str = "",
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        min_sources: int = 1,
        limit: int = 50,
    ) -> tuple[EventSummary, ...]:
        """The events with `words` in one of their articles, newest first, at most `limit`.

        They reach into `since` (included) to `until` (excluded; both UTC-aware), with at least `min_sources` outlets.
        """
        from rashomon.desk import list_events
        from rashomon.store import EventQuery

        query = EventQuery(words=words, since=since, until=until, min_sources=min_sources, limit=limit)
        return list_events(self._opened, query)[0]

    def event(self, event: str) -> EventAccount:
        """The event with its articles and its history."""
        from rashomon.desk import show_event

        return show_event(self._opened, event)

    def search(self, words: str, *, limit: int = 20) -> tuple[SearchHit, ...]:
        """The articles that answer `words`, by words and by meaning, the closest first. Raises: ModelError."""
        from rashomon.desk import search_articles
        from rashomon.store import SearchQuery

        return search_articles(self._opened, SearchQuery(words=words, limit=limit))

    def compare(self, event: str, *, one_event: bool = False) -> Dossier:
        """The dossier of the event's articles, as people have corrected it. One that is kept takes no model.

        `one_event` compares also articles that seem to report another event. Raises: as `rashomon.compare`.
        """
        from rashomon.desk import compare_kept

        settings = replace(self._settings, one_event=self._settings.one_event or one_event)
        return compare_kept(self._opened, event, settings=settings, progress=lambda stage, done, total: None).dossier

    def read(self, article: str) -> Reading:
        """The reading of an article."""
        from rashomon.desk import read_kept

        return read_kept(self._opened, article)

    def articles(self, event: str | None = None) -> Iterator[ArchivedArticle]:
        """The articles in the order of their arrival, or those of one event; one by one, however many there are."""
        from rashomon.desk import export_articles

        return export_articles(self._opened, event)
