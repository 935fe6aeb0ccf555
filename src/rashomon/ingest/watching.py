"""Polls feeds and ingests what is new, until it is asked to stop. What fails is said, and tried again next time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rashomon.errors import InputError, RashomonError
from rashomon.ingest.running import Ingester, Tell
from rashomon.ingest.tally import Tally
from rashomon.records import Skipped
from rashomon.sources import Feed, list_feeds
from rashomon.store import Archive, FeedFailure, Outcome

Say = Callable[[str], None]
EndOfRound = Callable[[Tally], None]


def watch(
    feeds: str | Path,
    archive: Archive,
    ingester: Ingester,
    *,
    every: timedelta,
    say: Say,
    tell: Tell = lambda tally: None,
    end_of_round: EndOfRound = lambda tally: None,
) -> None:
    """Polls the feeds that the OPML list `feeds` names, every so often, until the ingester's `stop` is asked.

    `say` is told which feeds fail, why and for how long, which answer again, and what went wrong with a round; the list
    is read anew in each. `tell` sees the counts of a round as they rise, `end_of_round` those at its end.
    Raises: RashomonError where the list or the archive can't be used in the first round; later ones are survived.
    """
    listed: Sequence[Feed] = list_feeds(feeds, options=ingester.options)
    first = True
    while not ingester.stop.asked:
        begun = time.monotonic()
        try:
            listed = listed if first else _read_list(feeds, listed, ingester, say)
            end_of_round(_poll(listed, archive, ingester, say, tell))
        except RashomonError as error:
            if first:
                raise
            say(f"this round failed and is tried again in {name_time(every)}: {error}")
        first = False
        ingester.stop.sleep(every.total_seconds() - (time.monotonic() - begun))


def describe_failure(title: str, failure: FeedFailure) -> str:
    """One line: which feed, for how long, how often and why."""
    lasted = failure.at - failure.since
    if failure.times == 1:
        return f"{title} fails for the first time: {failure.reason}"
    return f"{title} has failed for {name_time(lasted)}, {failure.times:,} times in a row: {failure.reason}"


def name_time(length: timedelta) -> str:
    """A length of time in its two largest units: "2 h 10 min"."""
    seconds = max(0, round(length.total_seconds()))
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= size:
            parts.append(f"{seconds // size} {unit}")
            seconds %= size
        elif parts:
            break
    return " ".join(parts[:2]) or "0 s"


def _read_list(feeds: str | Path, before: Sequence[Feed], ingester: Ingester, say: Say) -> Sequence[Feed]:
    try:
        return list_feeds(feeds, options=ingester.options)
    except InputError as error:
        say(f"{feeds}: {error}; going on with the {len(before):,} feeds that it named before")
        return before


def _poll(listed: Sequence[Feed], archive: Archive, ingester: Ingester, say: Say, tell: Tell) -> Tally:
    """One round over all feeds."""
    titles = {feed.url: feed.title or feed.url for feed in listed}
    reasons: dict[str, str] = {}

    def acknowledge(outcomes: Sequence[Outcome], skipped: Sequence[Skipped]) -> None:
        reasons.update((one.input, one.reason) for one in skipped if one.input in titles)

    tally = ingester.run(list(titles), tell=tell, acknowledge=acknowledge)
    if not ingester.stop.asked:  # what was not reached has neither failed nor answered
        _note_failures(archive, titles, reasons, say)
    return tally


def _note_failures(archive: Archive, titles: Mapping[str, str], reasons: Mapping[str, str], say: Say) -> None:
    now = datetime.now(UTC)
    failed_before = {failure.url: failure for failure in archive.feed_failures()}
    for url, title in titles.items():
        if url in reasons:
            say(describe_failure(title, archive.keep_feed_failure(url, reasons[url], now)))
        elif url in failed_before:
            archive.clear_feed_failure(url)
            say(f"{title} answers again, after {name_time(now - failed_before[url].since)}")
