"""One ingest: receive and keep, group, make vectors. Each step goes on from what the archive has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from rashomon.errors import ArchiveLockedError
from rashomon.grouping.stream import Placement
from rashomon.ingest.grouping import ArchiveGrouper
from rashomon.ingest.keeping import keep_arrivals
from rashomon.ingest.stopping import Stop
from rashomon.ingest.tally import Tally
from rashomon.ingest.vectors import VectorMaker
from rashomon.models.sessions import use_threads
from rashomon.records import Arrival, FetchState, Skipped
from rashomon.settings import Settings
from rashomon.sources import receive, source_options
from rashomon.store import Archive, Outcome, open_archive

Tell = Callable[[Tally], None]
Acknowledge = Callable[[Sequence[Outcome], Sequence[Skipped]], None]


def _say_nothing(*_: object) -> None:
    """For who does not want to know."""


def ingest(
    inputs: Sequence[str | Path],
    *,
    archive: str | Path | None = None,
    published: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    stop: Stop | None = None,
    tell: Tell = _say_nothing,
    acknowledge: Acknowledge = _say_nothing,
) -> Tally:
    """What became of the articles in `inputs`: they are kept in `archive` (made where it is not there) and grouped.

    An article that the archive has is left as it is; other text at the same address is a version. The settings'
    `archive` is taken where none is given. See `Ingester.run` for the rest.
    Raises: ArchiveError, ModelError; InputError where `published` names no input.
    """
    settings = settings or Settings()
    with (
        open_archive(archive or settings.archive, create=True) as opened,
        Ingester(opened, settings=settings, published=published, columns=columns, stop=stop) as ingester,
    ):
        return ingester.run(inputs, tell=tell, acknowledge=acknowledge)


class Ingester:
    """Takes inputs into an open archive, once or in rounds. What one round has learned serves the next one."""

    def __init__(
        self,
        archive: Archive,
        *,
        settings: Settings,
        published: Mapping[str, str] | None = None,
        columns: Mapping[str, str] | None = None,
        stop: Stop | None = None,
        take_deleted: bool = False,
    ) -> None:
        """An ingester that has taken nothing. `take_deleted` takes articles again that were deleted on record."""
        use_threads(settings.threads)
        self.stop = stop or Stop()
        self._archive = archive
        self._take_deleted = take_deleted
        self._fetched: list[FetchState] = []
        self._unchanged = 0
        self._grouper = ArchiveGrouper(archive, window_days=settings.window_days)
        self._vectors = VectorMaker(archive)
        self.options = source_options(
            settings,
            published=published or {},
            columns=columns or {},
            known=archive.fetch_state,
            remember=self._fetched.append,
            unchanged=self._note_unchanged,
        )

    def __enter__(self) -> Ingester:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the thread that makes vectors."""
        self._vectors.close()

    def run(
        self, inputs: Sequence[str | Path], *, tell: Tell = _say_nothing, acknowledge: Acknowledge = _say_nothing
    ) -> Tally:
        """What became of the articles in `inputs`, after all three steps, or where the run was to stop.

        `tell` sees the counts as they rise. `acknowledge` is told what is on the disk, batch by batch. Articles that an
        earlier run left without event or vector get theirs too.
        Raises: as `ingest`; what was acknowledged stays.
        """
        return self.run_over(receive(inputs, options=self.options), inputs, tell=tell, acknowledge=acknowledge)

    def run_over(
        self,
        found: Iterator[Arrival | Skipped],
        inputs: Sequence[str | Path] = (),
        *,
        tell: Tell = _say_nothing,
        acknowledge: Acknowledge = _say_nothing,
    ) -> Tally:
        """As `run`, over what was `found` already; `inputs` is what the archive notes as its origin."""
        tally, clock = Tally(), time.monotonic()
        self._fetched.clear()  # of a round that failed: what it would tell of was not kept
        self._unchanged = 0
        number = self._archive.start_run([str(name) for name in inputs])

        def advance() -> None:
            tally.vectors += self._vectors.advance()
            tally.seconds = time.monotonic() - clock
            tell(tally)

        def kept(outcomes: Sequence[Outcome], skipped: Sequence[Skipped]) -> None:
            acknowledge(outcomes, skipped)
            advance()

        keep_arrivals(
            self._archive,
            found,
            fetched=self._fetched,
            run=number,
            tally=tally,
            stop=self.stop,
            acknowledge=kept,
            take_deleted=self._take_deleted,
        )
        tally.known += self._unchanged
        self._group(tally, advance)
        self._catch_up(tally, advance)
        self._archive.finish_run(number)
        tally.stopped = self.stop.asked
        tally.seconds = time.monotonic() - clock
        return tally

    def _note_unchanged(self, url: str) -> None:
        self._unchanged += 1

    def _group(self, tally: Tally, advance: Callable[[], None]) -> None:
        """Groups what waits. Where another process is at it, that one will take these articles too."""
        tally.stage = "Grouping"

        def started(waiting: int) -> None:
            tally.to_group = waiting
            advance()

        def grouped(placements: Sequence[Placement]) -> None:
            tally.grouped += len(placements)
            tally.copies += sum(placement.copy is not None for placement in placements)
            advance()

        try:
            tally.waiting = self._grouper.group_waiting(started=started, grouped=grouped, stop=self.stop)
        except ArchiveLockedError as error:
            tally.held_by = str(error)
            tally.waiting = self._archive.stats().waiting

    def _catch_up(self, tally: Tally, advance: Callable[[], None]) -> None:
        tally.stage = "Indexing"
        advance()
        while self._vectors.is_busy and not self.stop.asked:
            self._vectors.wait(self.stop)
            if not self.stop.asked:
                advance()
