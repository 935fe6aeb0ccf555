"""Groups what waits in an archive, in turns with other processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from rashomon.errors import ArchiveChangedError
from rashomon.grouping.restoring import profile_format
from rashomon.grouping.stream import Placement, StreamGrouper
from rashomon.ingest.stopping import Stop
from rashomon.reading.light import read_light
from rashomon.records import Article, EventChange, StreamItem
from rashomon.store import Archive, GroupingTurn, Placed

# So many articles are grouped in one transaction; a kill loses the work on them, and nothing else.
_MOST_ARTICLES = 500
_MOST_RESTORED = 100_000
_MOST_TRIES = 5
_DROP_EVERY = 20

Grouped = Callable[[Sequence[Placement]], None]


class ArchiveGrouper:
    """The grouper of an archive. Between turns it keeps what it knows, unless another process has grouped meanwhile."""

    def __init__(self, archive: Archive, *, window_days: float) -> None:
        """A grouper that is restored from the archive when it is first needed."""
        self._archive = archive
        self._window_days = window_days
        self._grouper: StreamGrouper | None = None
        self._generation = -1

    def group_waiting(self, *, started: Callable[[int], None], grouped: Grouped, stop: Stop) -> int:
        """Groups the articles that wait, in order of time, until none is left or the run is to stop; how many are left.

        `started` is told how many wait at first, and `grouped` where the articles of each transaction went.
        Raises: ArchiveLockedError where another process has been grouping all the while; ArchiveError.
        """
        with self._archive.grouping() as turn:
            started(turn.waiting())
            tries = turns = 0
            while not stop.asked and (articles := turn.take(_MOST_ARTICLES)):
                try:
                    grouped(self._group(turn, articles))
                    tries, turns = 0, turns + 1
                except ArchiveChangedError:
                    tries += 1
                    if tries == _MOST_TRIES:
                        raise
                if turns % _DROP_EVERY == 0:
                    self._drop_old(turn)
            self._drop_old(turn)
            return turn.waiting()

    def _drop_old(self, turn: GroupingTurn) -> None:
        """Drops what no grouper needs any more, so that its room serves what comes."""
        last = turn.last_at()
        if last is not None:
            turn.drop_profiles(_days_before(last, self._window_days))

    def _group(self, turn: GroupingTurn, articles: Sequence[Article]) -> Sequence[Placement]:
        known, self._grouper = self._grouper, None  # until its work is on the disk it knows more than the archive
        if known is None or self._generation != turn.generation:
            known = restore(turn, window_days=self._window_days)
        known.taken = turn.event_exists
        for article in articles:
            known.add(item_of(article))
        placements, changes = known.end_turn()
        self._generation = _commit(turn, articles, placements, changes)
        self._grouper = known
        return placements


def restore(turn: GroupingTurn, *, window_days: float) -> StreamGrouper:
    """A grouper that knows what the archive has of the last `window_days` of the stream's time."""
    last = turn.last_at()
    grouper = StreamGrouper(window_days=window_days)
    since = None if last is None else _days_before(last, window_days)
    sizes: dict[str, int] = {}
    for kept in turn.restore(since, _MOST_RESTORED):
        sizes[kept.event] = kept.event_size
        grouper.put_back(
            kept.article,
            kept.profile if kept.profile_format == profile_format() else None,
            load=lambda article: _load_item(turn, article),
            event=kept.event,
            opened=kept.event_opened - 1,
            origin=kept.copy_of,
            at=kept.at,
        )
    grouper.settle(count=turn.last_sequence(), sizes=sizes)
    return grouper


def _load_item(turn: GroupingTurn, article_id: str) -> StreamItem:
    """The article; an empty one where it has been deleted meanwhile, which the next commit will notice."""
    found = turn.articles([article_id])
    return item_of(found[0]) if found else StreamItem(id=article_id, title="", text="", published=None)


def item_of(article: Article) -> StreamItem:
    """The article as grouping takes it."""
    return StreamItem(
        id=article.id,
        title=article.title,
        text=article.text[article.body_start :].strip(),
        published=article.published,
    )


def _commit(
    turn: GroupingTurn, articles: Sequence[Article], placements: Sequence[Placement], changes: Sequence[EventChange]
) -> int:
    by_id = {article.id: article for article in articles}
    placed = [
        Placed(
            article=one.article,
            event=one.event,
            copy_of=one.copy.origin if one.copy else None,
            copy_kind=one.copy.kind if one.copy else None,
            contained=one.copy.contained if one.copy else None,
            at=one.at,
            names=read_light(by_id[one.article]).names,
            profile=one.packed,
            profile_format=profile_format(),
        )
        for one in placements
    ]
    return turn.commit(placed, changes)


def _days_before(at: datetime, days: float) -> datetime:
    try:
        return at - timedelta(days=days)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
