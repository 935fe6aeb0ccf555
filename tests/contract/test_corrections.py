"""Corrections in either database: kept and undone on record, and articles moved for good whatever grouping says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.archives import START, dated, group_all, joined, opened

from rashomon.anchoring import make_anchor
from rashomon.errors import ArchiveChangedError, ArchiveError, UnknownIdError
from rashomon.ingest.grouping import ArchiveGrouper
from rashomon.ingest.stopping import Stop
from rashomon.records import Correction, EventChange, Span
from rashomon.store import Placed, open_archive

DAY = timedelta(days=1)


@pytest.fixture
def ids(archive):
    """Six articles: 0 to 2 in e1 (2 prints the text of 1), 3 and 4 in e2, 5 in e3."""
    arrivals = [dated(n) for n in range(6)]
    archive.add(arrivals)
    found = [one.article.id for one in arrivals]
    where = dict(zip(found, ("e1", "e1", "e1", "e2", "e2", "e3"), strict=True))
    with archive.grouping() as turn:
        turn.commit(
            [Placed(article=one, event=where[one], at=START, copy_of=found[1] if one == found[2] else None)
             for one in found],
            [opened("e1", found[0]), opened("e2", found[3]), opened("e3", found[5])],
        )  # fmt: skip
    return found


def move(archive, article, to, *, who="mo", why="another fire") -> Correction:
    anchor = make_anchor(archive.article(article).article, Span(start=0, end=0))
    return archive.correct(Correction(kind="move", anchors=(anchor,), value=to, who=who, why=why, at=START))


def events_of(archive, ids):
    return [archive.article(one).event for one in ids]


def sound(archive):
    return [one for one in archive.check() if one.kind in ("event", "orphan")] == []


def test_corrections_are_kept_whole_and_undone_on_record(archive, address, ids):
    text = "A wave \U0001f30a and a NUL \0 came."
    arrival = dated(77, text=text)
    archive.add([arrival])
    anchor = make_anchor(arrival.article, Span(start=2, end=len(text) - 1))
    made = Correction(kind="note", event="e1", anchors=(anchor,), who="mo", why="seen", at=START, value="ask\nagain")
    kept = archive.correct(made)
    other = archive.correct(replace(made, event="e5", kind="review", value=""))
    with open_archive(address) as again:
        assert again.corrections("e1") == (replace(made, number=kept.number),) == (kept,)
        assert again.correction(other.number) == other
    archive.undo_correction(kept.number, who="li", why="wrong", at=START + DAY)
    assert archive.corrections("e1") == ()
    (undone,) = archive.corrections("e1", undone=True)
    assert (undone.undone_by, undone.undone_why, undone.undone_at) == ("li", "wrong", START + DAY)
    assert archive.corrections() == (other,)
    with pytest.raises(ArchiveError, match="undone by li"):
        archive.undo_correction(kept.number, who="li", why="again")
    with pytest.raises(UnknownIdError):
        archive.undo_correction(999, who="li", why="none")


def test_an_article_is_moved_with_its_copies_and_back(archive, ids):
    made = move(archive, ids[1], "e2")
    assert events_of(archive, ids) == ["e1", "e2", "e2", "e2", "e2", "e3"]
    assert (made.event, made.value) == ("e1", "e2")
    assert archive.event("e2").summary.articles == 4 and archive.event("e1").summary.articles == 1
    told = archive.event("e1").history[-1]
    assert (told.kind, told.event, told.origin, set(told.moved)) == ("moved", "e2", "e1", {ids[1], ids[2]})
    archive.undo_correction(made.number, who="li", why="the same fire")
    assert events_of(archive, ids) == ["e1", "e1", "e1", "e2", "e2", "e3"]
    assert sound(archive)


def test_a_copy_takes_its_origin_along(archive, ids):
    move(archive, ids[2], "e3")
    assert events_of(archive, ids) == ["e1", "e3", "e3", "e2", "e2", "e3"]
    assert sound(archive)


def test_a_move_without_an_event_gives_one_of_its_own(archive, ids):
    made = move(archive, ids[3], "")
    (own,) = set(events_of(archive, [ids[3]]))
    assert own == made.value not in ("e1", "e2", "e3")
    assert archive.event(own).summary.articles == 1


def test_of_several_moves_the_latest_that_holds_counts_and_none_leads_home(archive, ids):
    first, last = move(archive, ids[0], "e2"), move(archive, ids[0], "e3")
    assert events_of(archive, ids[:1]) == ["e3"]
    archive.undo_correction(first.number, who="li", why="-")
    assert events_of(archive, ids[:1]) == ["e3"]
    archive.undo_correction(last.number, who="li", why="-")
    assert events_of(archive, ids[:1]) == ["e1"]


def test_grouping_does_not_move_it_back(archive, ids):
    move(archive, ids[1], "e2")
    with archive.grouping() as turn:  # grouping parts e2, and takes what was moved along
        arrival = dated(6)
        archive.add([arrival])
        changes = [
            EventChange(kind="split", event="e4", article=arrival.article.id, at=START, origin="e2",
                        moved=(ids[1], ids[3])),
        ]  # fmt: skip
        returned = turn.commit([Placed(article=arrival.article.id, event="e4", at=START)], changes)
        assert turn.generation > returned  # so that the grouper is restored before it goes on
        turn.commit([], [])
    assert events_of(archive, ids) == ["e1", "e2", "e2", "e4", "e2", "e3"]
    with archive.grouping() as turn:  # what is not at odds with a move leaves the grouper as it is
        archive.add([dated(7)])
        (taken,) = turn.take(9)
        assert (
            turn.commit([Placed(article=taken.id, event="e1", at=START)], [joined("e1", taken.id)]) == turn.generation
        )
    assert sound(archive)


def test_a_later_copy_goes_where_the_moved_text_is_and_a_merged_event_is_followed(archive, ids):
    move(archive, ids[1], "e2")
    later = dated(8)
    archive.add([later])
    with archive.grouping() as turn:
        turn.commit([Placed(article=later.article.id, event="e1", copy_of=ids[1], at=START)], [])
        merged = EventChange(kind="merged", event="e2", article=later.article.id, at=START, into="e3")
        turn.commit([], [merged])
    assert events_of(archive, [ids[1], ids[2], later.article.id]) == ["e3", "e3", "e3"]
    assert archive.event_ids("e2") == ("e3", "e2")
    assert sound(archive)


def test_a_grouper_at_work_has_to_be_restored_after_a_move(archive, ids):
    with archive.grouping() as turn:
        move(archive, ids[0], "e2")
        with pytest.raises(ArchiveChangedError):
            turn.commit([], [])


def test_what_cannot_be_moved(archive, ids):
    with pytest.raises(ArchiveError, match="is in event e1 already"):
        move(archive, ids[0], "e1")
    with pytest.raises(UnknownIdError):
        move(archive, ids[0], "e77")
    waiting = dated(9)
    archive.add([waiting])
    with pytest.raises(ArchiveError, match="is in no event yet"):
        move(archive, waiting.article.id, "e1")
    assert archive.corrections() == ()
    group_all(archive, lambda one: "e1")


def test_a_deleted_article_takes_its_corrections_and_moves_along(archive, ids):
    made = move(archive, ids[0], "e2")
    archive.delete([ids[0]], who="mo", why="court")
    assert archive.corrections(undone=True) == ()
    move(archive, ids[5], "e1")
    with pytest.raises(UnknownIdError):
        archive.undo_correction(made.number, who="li", why="-")


def test_a_real_grouper_leaves_a_moved_article_where_it_is_and_groups_on(archive):
    text = "A crane fell on two barges in the harbour of Tarnmouth on Monday, and divers looked for three workers{}."
    came = [dated(n, text=text.format(extra)) for n, extra in enumerate(("", ", the port said", ", a guard said"))]
    grouper = ArchiveGrouper(archive, window_days=14)

    def group() -> None:
        grouper.group_waiting(started=lambda waiting: None, grouped=lambda placed: None, stop=Stop())

    archive.add(came[:2])
    group()
    found = [one.article.id for one in came]
    one_event = set(events_of(archive, found[:2]))
    assert len(one_event) == 1
    origin = archive.article(found[1]).copy_of or found[1]
    made = move(archive, origin, "")
    archive.add(came[2:])
    group()
    assert archive.article(origin).event == made.value not in one_event
    assert archive.article(found[2]).event is not None
    archive.undo_correction(made.number, who="li", why="one fall")
    assert {archive.article(origin).event} == one_event
    assert sound(archive)
