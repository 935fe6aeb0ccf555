"""Articles go into an archive once, whole, in events; again changes nothing; another process goes on."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.grouping.test_stream import agreement, stream

from rashomon.errors import ArchiveError, RashomonError
from rashomon.ingest import Ingester, Stop, ingest, keeping, vectors
from rashomon.pipeline import group
from rashomon.records import Arrival, FetchState, Skipped
from rashomon.settings import Settings
from rashomon.sources import receive
from rashomon.store import Archive, open_archive

START = datetime(2021, 3, 1, tzinfo=UTC)


def row(item: Any, **fields: Any) -> dict[str, Any]:
    when = item.published.isoformat() if item.published else None
    return {"id": item.id, "title": item.title, "text": item.text, "published": when} | fields


def put(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" if not isinstance(one, str) else one + "\n" for one in rows))
    return path


@pytest.fixture(autouse=True)
def quick_vectors(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Rows that cost nothing; what the model makes of a text is tested with the model."""
    if request.function is test_articles_are_found_by_what_they_mean:
        return
    import numpy as np

    monkeypatch.setattr(vectors, "encode_articles", lambda rows: np.eye(len(rows), 384, dtype=np.float32))


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("feed") / "feed.jsonl", [row(item) for item in stream(160)])


def events_of(archive: Archive) -> dict[str, str | None]:
    return {str(one.article.given_id): one.event for one in archive.all_articles()}


def test_the_articles_and_their_events_are_those_of_group(feed: Path, tmp_path: Path) -> None:
    tally = ingest([feed], archive=tmp_path / "a.db")
    assert (tally.new, tally.versions, tally.known, tally.skipped, tally.grouped, tally.waiting) == (
        160,
        0,
        0,
        0,
        160,
        0,
    )
    grouped, _ = group([feed])
    with open_archive(tmp_path / "a.db") as archive:
        found = events_of(archive)
        copies = {one.article.given_id for one in archive.all_articles() if one.copy_of}
        assert archive.check() == ()
        assert archive.stats().vectors == 160
    expected = {one.id: one.event for one in grouped}
    # The ids of events are made of those of articles, which an archive has of its own.
    assert agreement(found, expected) == 1.0
    assert copies == {one.id for one in grouped if one.copy_of}
    assert tally.copies == len(copies) > 5


def test_again_changes_nothing(feed: Path, tmp_path: Path) -> None:
    ingest([feed], archive=tmp_path / "a.db")
    with open_archive(tmp_path / "a.db") as archive:
        before, stats = list(archive.all_articles()), archive.stats()
    tally = ingest([feed, feed], archive=tmp_path / "a.db")
    assert (tally.new, tally.versions, tally.known, tally.grouped) == (0, 0, 320, 0)
    with open_archive(tmp_path / "a.db") as archive:
        assert list(archive.all_articles()) == before
        assert (archive.stats().articles, archive.stats().events) == (stats.articles, stats.events)


def test_new_text_at_an_address_is_a_version(tmp_path: Path) -> None:
    item = next(stream(1))
    url = "https://gazette.example/ferry"
    first = put(tmp_path / "first.jsonl", [row(item, url=url)])
    again = put(tmp_path / "again.jsonl", [row(item, url=url, text=f"{item.text} An hour later a diver came up.")])
    ingest([first], archive=tmp_path / "a.db")
    tally = ingest([again], archive=tmp_path / "a.db")
    assert (tally.new, tally.versions, tally.known) == (0, 1, 0)
    with open_archive(tmp_path / "a.db") as archive:
        old, new = archive.all_articles()
        assert new.version_of == old.article.id and new.article.text.endswith("diver came up.")
        assert new.event == old.event
        assert [one.article.id for one in archive.versions(new.article.id)] == [old.article.id, new.article.id]
        assert b"diver" in archive.received(new.article.id).content


def test_two_runs_over_two_files_give_the_events_of_one(tmp_path: Path) -> None:
    items = list(stream(240))
    halves = [put(tmp_path / f"{i}.jsonl", [row(item) for item in items[i * 120 :][:120]]) for i in range(2)]
    ingest(halves, archive=tmp_path / "one.db")
    for half in halves:
        tally = ingest([half], archive=tmp_path / "two.db")
        assert tally.grouped == 120
    with open_archive(tmp_path / "one.db") as one, open_archive(tmp_path / "two.db") as two:
        assert agreement(events_of(one), events_of(two)) > 0.98
        assert one.stats().copies == two.stats().copies
        assert two.check() == ()


def test_late_articles_meet_the_events_that_there_are(tmp_path: Path) -> None:
    items = list(stream(60, copies=0.0))
    late = items.pop(30)
    ingest([put(tmp_path / "a.jsonl", [row(one) for one in items])], archive=tmp_path / "a.db")
    ingest([put(tmp_path / "b.jsonl", [row(late)])], archive=tmp_path / "a.db")
    whole, _ = group([put(tmp_path / "c.jsonl", [row(one) for one in [*items, late]])])
    with open_archive(tmp_path / "a.db") as archive:
        assert agreement(events_of(archive), {one.id: one.event for one in whole}) == 1.0


def test_another_grouper_in_between_is_noticed(tmp_path: Path) -> None:
    """Two open ingesters take turns: each one sees what the other one has grouped."""
    items = list(stream(200))
    files = [put(tmp_path / f"{i}.jsonl", [row(item) for item in items[i * 50 :][:50]]) for i in range(4)]
    settings = Settings()
    with (
        open_archive(tmp_path / "two.db", create=True) as left,
        open_archive(tmp_path / "two.db") as right,
        Ingester(left, settings=settings) as first,
        Ingester(right, settings=settings) as second,
    ):
        for number, file in enumerate(files):
            assert (second if number % 2 else first).run([file]).grouped == 50
        found = events_of(left)
    ingest(files, archive=tmp_path / "one.db")
    with open_archive(tmp_path / "one.db") as one:
        assert agreement(found, events_of(one)) > 0.98


def test_while_another_process_groups_articles_are_kept(feed: Path, tmp_path: Path) -> None:
    with (
        open_archive(tmp_path / "a.db", create=True) as busy,
        open_archive(tmp_path / "a.db", wait_seconds=0.3) as archive,
        Ingester(archive, settings=Settings()) as ingester,
    ):
        with busy.grouping():
            tally = ingester.run([feed])
            assert (tally.new, tally.grouped, tally.waiting) == (160, 0, 160)
            assert tally.held_by
        assert ingester.run([]).grouped == 160


def test_a_deletion_meanwhile_restores_the_grouper(tmp_path: Path) -> None:
    items = list(stream(80, copies=0.0))
    files = [put(tmp_path / f"{i}.jsonl", [row(item) for item in items[i * 40 :][:40]]) for i in range(2)]
    with open_archive(tmp_path / "a.db", create=True) as archive, Ingester(archive, settings=Settings()) as ingester:
        ingester.run([files[0]])
        first = next(archive.all_articles())
        archive.delete([first.article.id], who="Ada", why="asked for by the outlet")
        tally = ingester.run([files[0], files[1]])
        assert (tally.new, tally.known, tally.deleted) == (40, 39, 1)
        assert archive.check() == ()
        assert len(events_of(archive)) == 79


def test_a_deletion_in_the_middle_of_a_turn_is_noticed(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rashomon.ingest import grouping

    usual, calls = grouping._commit, []
    monkeypatch.setattr(grouping, "_MOST_ARTICLES", 60)
    with (
        open_archive(tmp_path / "a.db", create=True) as archive,
        open_archive(tmp_path / "a.db") as other,
        Ingester(archive, settings=Settings()) as ingester,
    ):

        def delete_first(turn: Any, articles: Any, *rest: Any) -> int:
            calls.append(1)
            if len(calls) == 2:
                other.delete([articles[0].id, next(other.all_articles()).article.id], who="Ada", why="asked for")
            return usual(turn, articles, *rest)

        monkeypatch.setattr(grouping, "_commit", delete_first)
        tally = ingester.run([feed])
        assert (tally.new, tally.grouped, tally.waiting) == (160, 159, 0)
        assert archive.stats().articles == 158
        assert archive.check() == ()


def test_what_is_skipped_is_named_and_kept_on_record(tmp_path: Path) -> None:
    items = [row(item) for item in stream(3)]
    bad = put(tmp_path / "bad.jsonl", [items[0], "{no json", items[1], '{"id": 1}', items[2]])
    tally = ingest([bad, tmp_path / "gone.txt"], archive=tmp_path / "a.db")
    assert tally.new == 3 and tally.skipped == 3
    assert [one.input.split(", ")[-1] for one in tally.named[:2]] == ["line 2", "line 4"]
    assert "does not exist" in tally.named[2].reason
    with open_archive(tmp_path / "a.db") as archive:
        (run,) = archive.runs()
        assert run.finished and (run.new, run.skipped) == (3, 3)
        assert [one.reason for one in archive.skips(run.number)] == [one.reason for one in tally.named]


def test_what_is_acknowledged_is_on_the_disk(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_MOST_ARTICLES", 25)
    told: list[str] = []
    with (
        open_archive(tmp_path / "a.db", create=True) as archive,
        open_archive(tmp_path / "a.db") as reader,
        Ingester(archive, settings=Settings()) as ingester,
    ):

        def acknowledge(outcomes: Any, skipped: Any) -> None:
            told.extend(outcome.article for outcome in outcomes)
            assert reader.stats().articles == len(told)

        ingester.run([feed], acknowledge=acknowledge)
    assert len(told) == 160


def test_a_run_that_is_stopped_keeps_what_came_and_the_next_one_goes_on(feed: Path, tmp_path: Path) -> None:
    stop = Stop()
    with (
        open_archive(tmp_path / "a.db", create=True) as archive,
        Ingester(archive, settings=Settings(), stop=stop) as one,
    ):

        def until(count: int) -> Any:
            for number, found in enumerate(receive([feed], options=one.options)):
                if number == count:
                    stop.ask()
                yield found

        tally = one.run_over(until(70))
        assert tally.stopped and 70 <= tally.new <= 71 and tally.grouped == 0
    tally = ingest([feed], archive=tmp_path / "a.db")
    assert (tally.new + tally.known, tally.grouped, tally.waiting) == (160, 160, 0)


def test_an_error_in_grouping_loses_nothing(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rashomon.ingest import grouping

    usual, calls = grouping._commit, []

    def fail_once(*arguments: Any) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise ArchiveError("the disk is full")
        return usual(*arguments)

    monkeypatch.setattr(grouping, "_commit", fail_once)
    monkeypatch.setattr(grouping, "_MOST_ARTICLES", 40)
    with open_archive(tmp_path / "a.db", create=True) as archive, Ingester(archive, settings=Settings()) as ingester:
        with pytest.raises(ArchiveError, match="full"):
            ingester.run([feed])
        assert archive.stats().waiting == 120
        assert ingester.run([]).grouped == 120  # the same ingester: what it knew of the lost part is forgotten
        found = events_of(archive)
    whole, _ = group([feed])
    assert agreement(found, {one.id: one.event for one in whole}) > 0.98


def test_fetch_states_are_kept_with_the_articles_before_them(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a.db", create=True) as archive, Ingester(archive, settings=Settings()) as ingester:
        state = FetchState(url="https://gazette.example/feed", etag='"1"', last_modified=None, fetched=START)

        def found() -> Any:
            yield Skipped(input="https://gazette.example/feed", reason="a page of it could not be fetched")
            assert archive.fetch_state(state.url) is None
            ingester.options.fetching.remember(state)

        tally = ingester.run_over(found())
        assert archive.fetch_state(state.url) == state
        assert tally.skipped == 1


def test_an_archive_of_an_earlier_format_is_profiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rashomon.ingest import grouping

    items = list(stream(120))
    files = [put(tmp_path / f"{i}.jsonl", [row(item) for item in items[i * 60 :][:60]]) for i in range(2)]
    with monkeypatch.context() as earlier:
        earlier.setattr(grouping, "profile_format", lambda: "an earlier one")
        ingest([files[0]], archive=tmp_path / "a.db")
    ingest([files[1]], archive=tmp_path / "a.db")
    ingest(files, archive=tmp_path / "one.db")
    with open_archive(tmp_path / "a.db") as archive, open_archive(tmp_path / "one.db") as one:
        assert agreement(events_of(archive), events_of(one)) > 0.97


def test_a_date_far_ahead_closes_nothing(tmp_path: Path) -> None:
    items = [row(item) for item in stream(60, copies=0.0)]
    wrong = {"id": "wrong", "title": "A date of wonders", "text": "", "published": "9999-12-31T23:59:59+00:00"}
    ingest([put(tmp_path / "a.jsonl", [*items[:30], wrong])], archive=tmp_path / "a.db")
    ingest([put(tmp_path / "b.jsonl", items[30:])], archive=tmp_path / "a.db")
    ingest([put(tmp_path / "c.jsonl", items)], archive=tmp_path / "c.db")
    with open_archive(tmp_path / "a.db") as archive, open_archive(tmp_path / "c.db") as right:
        found = events_of(archive)
        del found["wrong"]
        assert agreement(found, events_of(right)) > 0.98


def test_profiles_are_kept_for_the_window_only(tmp_path: Path) -> None:
    items = list(stream(100, a_day=20, copies=0.0))
    settings = Settings(window_days=1.0)
    ingest([put(tmp_path / "a.jsonl", [row(item) for item in items])], archive=tmp_path / "a.db", settings=settings)
    with open_archive(tmp_path / "a.db") as archive, archive.grouping() as turn:
        kept = list(turn.restore(None, 1000))
        assert len(kept) == 100
        oldest = kept[-1].at - timedelta(days=1)  # type: ignore[operator]
        wanted = {one.copy_of for one in kept if one.at and one.at >= oldest}
        assert sum(one.profile is None for one in kept) > 50
        for one in kept:
            assert (one.profile is not None) == (one.at >= oldest or one.article in wanted)  # type: ignore[operator]


def test_a_headline_only_and_any_script_are_kept(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "title": "Ferry sinks", "text": ""},
        {"id": "2", "title": "", "text": "渡し船が港で沈没した。乗客は全員救助された。"},
        {"id": "3", "title": "x", "text": "\ud800 lone \x00 nul"},
    ]
    tally = ingest([put(tmp_path / "a.jsonl", rows)], archive=tmp_path / "a.db")
    assert (tally.new, tally.grouped) == (3, 3)


def test_a_missing_model_is_an_error_before_any_work(
    feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rashomon.errors import ModelError

    def missing() -> str:
        raise ModelError("the model file is missing")

    monkeypatch.setattr(vectors, "article_vector_model", missing)
    with pytest.raises(RashomonError, match="missing"):
        ingest([feed], archive=tmp_path / "a.db")
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.stats().articles == 0


def test_vectors_that_lag_are_caught_up_with(feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    monkeypatch.setattr(vectors, "_MOST_ARTICLES", 50)
    gate = threading.Event()

    def slow(rows: Any) -> Any:
        assert gate.wait(20)
        return np.eye(len(rows), 384, dtype=np.float32)

    monkeypatch.setattr(vectors, "encode_articles", slow)
    stages = []
    with open_archive(tmp_path / "a.db", create=True) as archive, Ingester(archive, settings=Settings()) as ingester:

        def tell(tally: Any) -> None:
            stages.append((tally.stage, tally.vectors))
            if tally.stage == "Indexing":
                gate.set()

        tally = ingester.run([feed], tell=tell)
        assert tally.vectors == archive.stats().vectors == 160
    assert {vectors for stage, vectors in stages if stage != "Indexing"} == {0}


def test_articles_are_found_by_what_they_mean(tmp_path: Path) -> None:
    from rashomon.models.article_vectors import article_vector_model, encode_query
    from rashomon.store import SearchQuery

    rows = [
        {
            "id": "ferry",
            "title": "Ferry goes down off Port Mallow",
            "text": "Fishing boats took the passengers ashore.",
        },
        {"id": "tax", "title": "Parliament passes the sugar tax", "text": "The budget was adopted by two votes."},
    ]
    ingest([put(tmp_path / "a.jsonl", rows)], archive=tmp_path / "a.db")
    with open_archive(tmp_path / "a.db") as archive:
        vector = tuple(encode_query("a ship sank").tolist())
        hits = archive.search(SearchQuery(words="a ship sank", vector=vector, model=article_vector_model()))
        assert hits[0].article.given_id == "ferry"


def test_arrivals_of_any_kind_can_be_taken(tmp_path: Path) -> None:
    """Not only files: whoever has arrivals can have them kept and grouped."""
    with open_archive(tmp_path / "a.db", create=True) as archive, Ingester(archive, settings=Settings()) as ingester:
        feed = put(tmp_path / "a.jsonl", [row(item) for item in stream(4)])
        arrivals = [one for one in receive([feed], options=ingester.options) if isinstance(one, Arrival)]
        assert ingester.run_over(iter(arrivals)).new == 4
