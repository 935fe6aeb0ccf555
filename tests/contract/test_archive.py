"""What every archive keeps to, in a file and on a server alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.archives import RETRIEVED, START, arrival, dated, group_all, joined, opened

from rashomon.anchoring import make_anchor
from rashomon.errors import ArchiveChangedError, ArchiveError, ArchiveLockedError, UnknownIdError
from rashomon.records import Correction, EventChange, FetchState, Skipped, Span
from rashomon.store import EventQuery, Placed, SearchQuery, open_archive
from rashomon.store.migrations import NEWEST

DAY = timedelta(days=1)


def kinds(outcomes) -> list[str]:
    return [outcome.kind for outcome in outcomes]


def test_an_article_comes_back_with_every_field(archive):
    given = arrival(
        "Ferry runs again\n\nThe ferry ran. \U0001f6a2 \u0635\u062d",
        content=b"\x00\xff raw",
        url="https://news.example/ferry?a=1",
        source="Harbour Times",
        title="Ferry runs again",
        language="en",
        published=datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        fetched=datetime(1890, 1, 2, tzinfo=UTC),
        path="in/ferry.html",
        given_id="f-1",
        body_start=18,
        day_only=True,
    )
    archive.add([given])
    kept = archive.article(given.article.id)
    assert kept.article == given.article
    assert (kept.event, kept.copy_of, kept.version_of) == (None, None, None)
    assert (kept.received, kept.media_type, kept.sha256) == (RETRIEVED, "text/plain", given.received.sha256)
    assert archive.received(given.article.id) == given.received


def test_text_that_a_database_would_refuse_comes_back(archive):
    nul = arrival("a\0b \0 c", url="https://news.example/nul")
    surrogate = arrival("lone \ud800 half", url="https://news.example/half", title="half \udfff")
    archive.add([nul, surrogate])
    assert archive.article(nul.article.id).article.text == "a\0b \0 c"
    assert archive.article(surrogate.article.id).article.text == "lone \ufffd half"


def test_an_article_with_a_headline_only_is_kept(archive):
    given = arrival("Mayor resigns", title="Mayor resigns", url="https://news.example/m")
    empty = arrival("", url="https://news.example/empty")
    assert kinds(archive.add([given, empty])) == ["new", "new"]
    assert archive.article(empty.article.id).article.text == ""


def test_adding_again_changes_nothing(archive):
    batch = [dated(n) for n in range(20)]
    assert kinds(archive.add(batch)) == ["new"] * 20
    before = archive.stats()
    assert kinds(archive.add([*batch, batch[3]])) == ["known"] * 21
    assert replace(archive.stats(), file_bytes=0) == replace(before, file_bytes=0)


def test_a_new_text_at_the_same_address_is_a_version(archive):
    texts = [dated(1, text=f"The toll is {n}.") for n in (5, 7, 9)]
    first = archive.add(texts[:1])
    later = archive.add(texts[1:])  # both in one batch
    assert kinds(first) + kinds(later) == ["new", "version", "version"]
    assert [one.previous for one in later] == [texts[0].article.id, texts[1].article.id]
    assert [one.article for one in archive.versions(texts[1].article.id)] == [one.article for one in texts]
    assert archive.article(texts[2].article.id).version_of == texts[1].article.id
    assert kinds(archive.add([texts[0]])) == ["known"]


def test_a_given_id_stands_for_an_address_where_there_is_none(archive):
    made = archive.add([arrival("one", given_id="7"), arrival("two", given_id="7"), arrival("two", given_id="8")])
    assert kinds(made) == ["new", "version", "new"]
    with_address = archive.add([arrival("three", given_id="7", url="https://news.example/3")])
    assert kinds(with_address) == ["new"]


def test_articles_without_address_and_id_are_no_versions(archive):
    assert kinds(archive.add([arrival("one", path="a.txt"), arrival("two", path="a.txt")])) == ["new", "new"]


def test_equal_bytes_are_kept_once(archive):
    page = b"<html>" + b"two reports on one page " * 400
    archive.add([arrival(f"report {n}", content=page, url=f"https://news.example/{n}") for n in range(3)])
    stats = archive.stats()
    assert stats.received_bytes == len(page)
    assert stats.kept_bytes < len(page) / 10


def test_a_batch_is_kept_whole_or_not_at_all(archive):
    with pytest.raises(UnknownIdError):
        archive.add([dated(1)], run=99)
    assert archive.stats().articles == 0


def test_ids_are_found_by_their_beginning(archive):
    given = [dated(n) for n in range(30)]
    archive.add(given)
    one = given[4].article.id
    assert archive.find_articles(one) == (one,)
    assert len(archive.find_articles("")) == 10
    assert archive.find_articles("zz") == ()
    with pytest.raises(UnknownIdError, match="no article 'zz'"):
        archive.article("zz")


def test_all_articles_come_by_arrival_also_over_pages(archive):
    given = [dated(n) for n in range(23)]
    archive.add(given)
    assert [one.article for one in archive.all_articles(batch=5)] == [one.article for one in given]


# -- grouping and events


def test_articles_wait_in_the_order_of_time(archive):
    late, early = dated(9), dated(1)
    undated = arrival("no date", path="u.txt")
    archive.add([late, undated, early])
    with archive.grouping() as turn:
        assert turn.waiting() == 3
        # The undated one has the time of the dated one that came before it.
        assert [one.id for one in turn.take(9)] == [early.article.id, late.article.id, undated.article.id]
        assert len(turn.take(1)) == 1


def test_a_commit_places_articles_and_counts_events(archive):
    given = [dated(1, source="A"), dated(2, source="b"), dated(3, source="B"), dated(4, source="c")]
    ids = [one.article.id for one in given]
    archive.add(given)
    with archive.grouping() as turn:
        before = turn.generation
        placed = [
            Placed(article=ids[0], event="e1", at=START, names=("kim jong un",), profile=b"p", profile_format="1"),
            Placed(article=ids[1], event="e1", at=START),
            Placed(article=ids[2], event="e1", at=START),
            Placed(article=ids[3], event="e1", copy_of=ids[0], copy_kind="exact", contained=1.0, at=START),
        ]
        changes = [opened("e1", ids[0]), *(joined("e1", one) for one in ids[1:])]
        assert turn.commit(placed, changes) == before + 1 == turn.generation
        assert turn.waiting() == 0
    (event,) = archive.events()
    assert (event.articles, event.sources) == (4, 2)
    assert (event.first, event.last) == (given[0].article.published, given[3].article.published)
    account = archive.event("e1")
    assert [one.article.id for one in account.articles] == ids
    assert account.articles[3].copy_of == ids[0]
    assert list(account.history) == changes
    assert archive.stats().copies == 1
    assert archive.check() == ()


def test_merged_and_split_events_keep_their_history(archive):
    given = [dated(n) for n in range(6)]
    a, b, c, d, e, copy = (one.article.id for one in given)
    archive.add(given)
    with archive.grouping() as turn:
        turn.commit(
            [
                Placed(article=one, event=event, copy_of=b if one == copy else None)
                for one, event in ((a, "e1"), (b, "e1"), (c, "e2"), (d, "e3"), (copy, "e9"))
            ],
            [opened("e1", a), joined("e1", b), opened("e2", c), opened("e3", d), opened("e9", copy)],
        )
        assert archive.resolve("e9") == "e9"
        turn.commit(
            [Placed(article=e, event="e1")],
            [
                joined("e1", e),
                EventChange(kind="merged", event="e2", article=e, at=START, into="e3"),
                EventChange(kind="merged", event="e3", article=e, at=START, into="e1"),
                EventChange(kind="split", event="e4", article=e, at=START, origin="e1", moved=(b, e)),
            ],
        )
        assert turn.event_exists("e2") and not turn.event_exists("e5")
    assert archive.resolve("e2") == archive.resolve("e3") == "e1"
    assert archive.resolve("e4") == "e4"
    assert [one.article.id for one in archive.event("e2").articles] == [a, c, d]
    assert archive.event("e2").asked == "e2"
    # The copy went with its origin, and the event that the grouper had for it is no longer one.
    assert {one.article.id for one in archive.event("e4").articles} == {b, e, copy}
    assert {one.id for one in archive.events()} == {"e1", "e4"}
    history = archive.event("e1").history
    assert [change.kind for change in history] == [
        "opened", "joined", "opened", "opened", "joined", "merged", "merged", "split",
    ]  # fmt: skip
    assert history[-1].moved == (b, e) and history[-1].origin == "e1"
    assert archive.find_events("e") == ("e1", "e2", "e3", "e4", "e9")
    with pytest.raises(UnknownIdError):
        archive.resolve("e77")
    assert archive.check() == ()


def test_a_grouper_is_restored(archive):
    given = [dated(24 * n) for n in range(6)]
    ids = [one.article.id for one in given]
    archive.add(given)
    with archive.grouping() as turn:
        assert (turn.last_at(), turn.last_sequence(), list(turn.restore(None, 10))) == (None, 0, [])
        turn.commit(
            [
                Placed(
                    article=one.article.id,
                    event="e1",
                    copy_of=ids[0] if one is given[5] else None,
                    at=one.article.published,
                    profile=bytes([n]),
                    profile_format="7",
                )
                for n, one in enumerate(given)
            ],
            [opened("e1", ids[0])],
        )
        kept = list(turn.restore(START + 4 * DAY, 10))
        assert [one.article for one in kept] == [ids[0], ids[4], ids[5]]  # the origin too
        assert [one.sequence for one in kept] == [1, 5, 6]
        assert (kept[2].copy_of, kept[2].profile, kept[2].profile_format) == (ids[0], b"\x05", "7")
        assert (kept[1].event, kept[1].event_size, kept[1].event_opened) == ("e1", 6, 1)
        assert kept[1].published == given[4].article.published
        assert [one.article for one in turn.restore(None, 2)] == [ids[0], ids[4], ids[5]]
        assert turn.last_at() == given[5].article.published
        assert turn.drop_profiles(START + 4 * DAY) == 3  # not that of the origin whose copy is young
        assert [one.profile for one in turn.restore(None, 10)] == [b"\0", None, None, None, b"\4", b"\5"]
        assert [one.id for one in turn.articles([ids[2], "gone", ids[1]])] == [ids[2], ids[1]]


def test_one_groups_at_a_time_and_the_other_is_told_who(archive, address):
    with archive.grouping(), open_archive(address) as other:
        with pytest.raises(ArchiveLockedError, match=r"locked: .*\d+.* groups its articles; waited 0.2 s"), \
                other.grouping(wait_seconds=0.2):  # fmt: skip
            pass
        other.add([dated(1)])  # writing goes on
    with open_archive(address) as other, other.grouping(wait_seconds=0.2) as turn:
        assert turn.waiting() == 1


def test_a_commit_is_refused_once_an_article_was_deleted(archive):
    archive.add([dated(1), dated(2)])
    one, two = dated(1).article.id, dated(2).article.id
    with archive.grouping() as turn:
        archive.delete([one], who="mo", why="test")
        with pytest.raises(ArchiveChangedError, match="restore"):
            turn.commit([Placed(article=one, event="e1")], [opened("e1", one)])
        turn.commit([Placed(article=two, event="e2")], [opened("e2", two)])
    assert [event.id for event in archive.events()] == ["e2"]


def test_a_commit_that_fails_leaves_nothing(archive):
    archive.add([dated(1)])
    with archive.grouping() as turn, pytest.raises(ArchiveError, match="add it first"):
        turn.commit([Placed(article=dated(1).article.id, event="e1"), Placed(article="none", event="e1")], [])
    with archive.grouping() as turn:
        assert turn.waiting() == 1
    assert archive.events() == ()


def test_events_are_filtered(archive):
    archive.add([
        dated(0, source="Alpha", text="The treaty was signed."),
        dated(1, source="Beta", text="Signing of a treaty in the palace."),
        dated(24 * 9, source="Alpha", text="The ferry sank.", title="Ferry"),
    ])  # fmt: skip
    group_all(archive, lambda one: "e2" if "ferry" in one.text else "e1")

    def found(**facts) -> list[str]:
        return [event.id for event in archive.events(EventQuery(**facts))]

    assert found() == ["e2", "e1"]
    assert found(since=START + DAY) == ["e2"]
    assert found(until=START + DAY) == ["e1"]
    assert found(words="sign treaty") == ["e1"]
    assert found(words="sign ferry") == found(words="sign zebra") == []
    assert found(sources=("beta",)) == ["e1"]
    assert found(sources=("BETA", "alpha")) == ["e2", "e1"]
    assert found(min_sources=2) == ["e1"]
    assert found(limit=1) == ["e2"] and found(limit=1, offset=1) == ["e1"]
    assert [event.headline for event in archive.events()] == ["Ferry", "The treaty was signed."]


# -- search


def hits(archive, words="", **facts) -> list[str]:
    return [hit.article.text for hit in archive.search(SearchQuery(words=words, **facts))]


def test_words_find_articles_with_the_stretch(archive):
    lead = "Officials met on Monday. " * 20
    archive.add([
        dated(1, text=f"{lead}The two leaders signed the treaty in Pyongyang. It rained."),
        dated(2, text="A treaty of another kind is mentioned."),
        dated(3, text="Nothing of the kind."),
    ])  # fmt: skip
    found = archive.search(SearchQuery(words="treaty signing"))
    assert (
        found[0].article.id
        == dated(1, text=f"{lead}The two leaders signed the treaty in Pyongyang. It rained.").article.id
    )
    span = found[0].span
    assert found[0].article.text[span.start : span.end].startswith("The two leaders signed the treaty in Pyongyang.")
    assert len(found) == 2 and found[0].score > found[1].score > 0


def test_any_words_are_words(archive):
    archive.add([dated(1, text="The text is here and there.")])
    for words in ('"', "AND", "a* NEAR(b", "text:x", "'; DROP TABLE articles; --", "!!", "(", "\\", "the", "\0", "%_"):
        assert len(archive.search(SearchQuery(words=words))) <= 1, words
        assert archive.events(EventQuery(words=words)) == (), words


def test_a_phrase_is_found_as_a_phrase(archive):
    archive.add([dated(1, text="red house, blue door"), dated(2, text="blue house, red door")])
    assert hits(archive, '"blue house"') == ["blue house, red door"]
    assert len(hits(archive, "blue house")) == 2


def test_search_is_narrowed(archive):
    archive.add([
        dated(0, source="Alpha", text="Treaty in the north."),
        dated(48, source="Beta", text="Treaty in the south."),
        dated(96, source="Beta", text="Treaty in the west."),
    ])  # fmt: skip
    names = {"north": ("kim jong un", "north korea"), "south": ("kim", "south korea"), "west": ()}
    with archive.grouping() as turn:
        placed = [
            Placed(article=one.id, event="e1", names=next(n for word, n in names.items() if word in one.text))
            for one in turn.take(9)
        ]
        turn.commit(placed, [opened("e1", placed[0].article)])
    assert len(hits(archive, "treaty")) == 3
    assert (
        hits(archive, "treaty", who="Kim Jong-un") == hits(archive, "treaty", where="DPRK") == ["Treaty in the north."]
    )
    assert len(hits(archive, "treaty", who="Kim")) == 2
    assert hits(archive, "treaty", who="Kim", where="South Korea") == ["Treaty in the south."]
    assert hits(archive, "treaty", who="%") == []
    assert hits(archive, "treaty", since=START + DAY, until=START + 3 * DAY) == ["Treaty in the south."]
    assert hits(archive, "treaty", source="ALPHA") == ["Treaty in the north."]
    assert len(hits(archive, "treaty", limit=2)) == 2


def axis(*places: int) -> tuple[float, ...]:
    return tuple(len(places) ** -0.5 if n in places else 0.0 for n in range(384))


def test_vectors_find_what_words_do_not(archive):
    given = [dated(1, text="The pact was sealed."), dated(2, text="Rain."), dated(3, text="A treaty.", source="Beta")]
    archive.add(given)
    lacking = archive.without_vector("m1")
    assert [one.beginning for one in lacking] == ["The pact was sealed.", "Rain.", "A treaty."]
    assert archive.keep_vectors([(one.article, axis(n, n + 1)) for n, one in enumerate(lacking)], "m1") == 3
    assert archive.keep_vectors([("gone", axis(1))], "m1") == 0
    assert archive.without_vector("m1") == ()
    assert len(archive.without_vector("m2", limit=2)) == 2
    near = {"vector": axis(0), "model": "m1"}
    assert hits(archive, "", **near) == ["The pact was sealed."]
    assert hits(archive, "treaty", **near) == ["A treaty.", "The pact was sealed."] or hits(
        archive, "treaty", **near
    ) == ["The pact was sealed.", "A treaty."]
    assert hits(archive, "", vector=axis(2), model="m1", source="beta") == ["A treaty."]
    assert hits(archive, "", vector=axis(0), model="m2") == []
    # A new model's vectors take the place of the old one's.
    archive.keep_vectors([(given[1].article.id, axis(0))], "m2")
    assert hits(archive, "", vector=axis(0), model="m2") == ["Rain."]
    assert archive.stats().vectors == 3
    for wrong in (axis(0)[:5], (float("nan"),) * 384):
        with pytest.raises(ArchiveError, match="384"):
            archive.keep_vectors([(given[0].article.id, wrong)], "m1")
    archive.delete([given[0].article.id], who="mo", why="test")
    assert hits(archive, "", **near) == []


# -- what is kept beside


def test_readings_are_kept_by_digest_and_anchor(archive):
    archive.add([dated(1)])
    one = dated(1).article.id
    assert archive.find_reading(one, "d1") is None
    archive.keep_reading(one, "d1", None, b"first")
    archive.keep_reading(one, "d1", START, b"anchored")
    archive.keep_reading(one, "d1", None, b"again")
    assert archive.find_reading(one, "d1") == b"again"
    assert archive.find_reading(one, "d1", START) == b"anchored"
    archive.keep_reading(one, "d2", None, b"by another model")
    assert archive.find_reading(one, "d1") is archive.find_reading(one, "d1", START) is None
    assert archive.stats().readings == 1
    with pytest.raises(UnknownIdError):
        archive.keep_reading("gone", "d1", None, b"")


def test_dossiers_are_kept_by_key(archive):
    archive.add([dated(1), dated(2)])
    archive.keep_dossier("k", "e1", [dated(1).article.id], b"one")
    archive.keep_dossier("k", "e1", [dated(1).article.id, dated(2).article.id], b"two")
    assert archive.find_dossier("k") == b"two"
    assert archive.find_dossier("other") is None
    with pytest.raises(UnknownIdError):
        archive.keep_dossier("k", "e1", ["gone"], b"three")
    assert archive.find_dossier("k") == b"two"


def test_feeds_are_remembered(archive):
    state = FetchState(url="https://f.example/rss", etag='"1"', last_modified=None, fetched=START)
    archive.add([dated(1)], fetched=[state])
    archive.keep_fetch_states([replace(state, url="https://g.example/rss"), replace(state, etag='"2"')])
    assert archive.fetch_state(state.url) == replace(state, etag='"2"')
    assert archive.fetch_state("https://h.example/") is None
    archive.keep_feed_failure("https://f.example/rss", "timed out", START)
    failure = archive.keep_feed_failure("https://f.example/rss", "status 500", START + DAY)
    assert archive.feed_failures() == (failure,)
    assert (failure.since, failure.at, failure.times, failure.reason) == (START, START + DAY, 2, "status 500")
    archive.clear_feed_failure("https://f.example/rss")
    assert archive.feed_failures() == ()


def test_runs_are_counted_with_what_they_skipped(archive):
    run = archive.start_run(["a.warc", "b.xml"], at=START)
    bad = Skipped(input="b.xml", reason="an entity bomb")
    archive.add([dated(1), dated(1, text="other")], skipped=[bad], run=run)
    archive.add([dated(1)], run=run)
    done = archive.finish_run(run, at=START + DAY)
    assert (done.new, done.versions, done.known, done.skipped) == (1, 1, 1, 1)
    assert (done.inputs, done.started, done.finished) == (("a.warc", "b.xml"), START, START + DAY)
    assert archive.skips(run) == (bad,)
    later = archive.start_run([])
    assert [one.number for one in archive.runs()] == [later, run]
    with pytest.raises(UnknownIdError):
        archive.finish_run(999)


# -- deleting


def test_deleting_takes_all_that_derives_from_an_article(archive):
    page = b"shared"
    given = [dated(n, source=f"s{n}", content=page if n < 2 else None) for n in range(4)]
    given.append(dated(0, source="s0", text="A later text of the first."))
    origin, near, other, apart, later = [one.article.id for one in given]
    archive.add(given)
    with archive.grouping() as turn:
        facts = {"profile": b"p", "profile_format": "1", "at": START}
        turn.commit(
            [
                Placed(article=origin, event="e1", names=("name0", "shared"), **facts),
                Placed(article=near, event="e1", names=("name1", "shared"), copy_of=origin, **facts),
                Placed(article=other, event="e1", **facts),
                Placed(article=apart, event="e2", **facts),
                Placed(article=later, event="e1", copy_of=origin, **facts),
            ],
            [opened("e1", origin), joined("e1", near), joined("e1", other), opened("e2", apart)],
        )
    archive.keep_reading(origin, "d", None, b"r")
    archive.keep_vectors([(origin, axis(3))], "m")
    archive.keep_dossier("with", "e1", [origin, other], b"1")
    archive.keep_dossier("without", "e1", [near, other], b"2")
    named = make_anchor(given[0].article, Span(start=0, end=6))
    archive.correct(Correction(kind="note", event="e1", anchors=(named,), who="mo", why="so", at=START, value="n"))
    (made,) = archive.delete([origin], who="mo", why="court order", at=START)

    assert (made.article, made.url, made.sha256) == (origin, "https://news.example/0", given[0].received.sha256)
    assert (made.who, made.why, made.at) == ("mo", "court order", START)
    assert archive.deletions() == (made,)
    with pytest.raises(UnknownIdError):
        archive.received(origin)
    assert archive.find_dossier("with") is None and archive.find_dossier("without") == b"2"
    assert archive.corrections(undone=True) == ()
    assert hits(archive, "number0") == []
    assert archive.received(near).content == page  # still shared by this one
    # The first copy is the origin now, and the version that came after it has none before it.
    assert [archive.article(one).copy_of for one in (near, later)] == [None, near]
    assert archive.article(later).version_of is None
    assert [(event.id, event.articles, event.sources) for event in archive.events()] == [("e2", 1, 1), ("e1", 3, 2)]
    assert archive.event("e1").history[0].article == ""
    stats = archive.stats()
    assert (stats.articles, stats.readings, stats.vectors, stats.deletions) == (4, 0, 0, 1)
    assert archive.check() == ()

    assert kinds(archive.add([given[0]])) == ["deleted"]
    assert kinds(archive.add([given[0]], take_deleted=True)) == ["version"]


def test_an_address_whose_last_text_was_deleted_is_not_taken_again(archive):
    archive.add([dated(1)])
    archive.delete([dated(1).article.id], who="mo", why="asked by the author")
    assert kinds(archive.add([dated(1, text="the page with another advertisement")])) == ["deleted"]
    assert kinds(archive.add([dated(1)], take_deleted=True)) == ["new"]
    assert kinds(archive.add([dated(1, text="from now on it is taken again")])) == ["version"]


def test_nothing_is_left_of_a_deleted_text_in_the_file(archive):
    archive.add([dated(1, text="Zanzibarquartz was named. " * 50), dated(2)])
    archive.delete([dated(1, text="Zanzibarquartz was named. " * 50).article.id], who="mo", why="test")
    archive.vacuum()
    if "://" not in archive.address:
        files = list(Path(archive.address).parent.iterdir())
        assert not [file.name for file in files if b"anzibarquartz" in file.read_bytes()]
    assert hits(archive, "harbour") == [dated(2).article.text]


def test_deleting_an_unknown_article_deletes_none(archive):
    archive.add([dated(1)])
    with pytest.raises(UnknownIdError):
        archive.delete([dated(1).article.id, "gone"], who="mo", why="x")
    assert archive.stats().articles == 1


# -- upkeep


def test_a_sound_archive_has_no_problems_and_vacuum_keeps_all(archive):
    archive.add([dated(n) for n in range(40)])
    group_all(archive, lambda one: "e" + one.text[13:15].strip())
    archive.delete([dated(n).article.id for n in range(30)], who="mo", why="test")
    before, after = archive.vacuum()
    assert before > 0 and after > 0
    assert archive.check() == ()
    assert len(hits(archive, "harbour")) == 10
    stats = archive.stats()
    assert (stats.articles, stats.waiting, stats.sources, stats.schema) == (10, 0, 1, NEWEST)
    assert stats.first == START + timedelta(hours=30) and stats.last == START + timedelta(hours=39)
