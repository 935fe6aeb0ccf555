"""Conflicts of kept dossiers are known from when they were first found, on both databases; and how far one has gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.archives import dated, group_all, joined

from rashomon.records import EventChange, Span
from rashomon.store import ConflictNote, ConflictPlace, DossierCounts, Placed, open_archive

EVENT = "e1"


def note(left: int, right: int, *links: str, values: tuple[str, str] = ("2", "3")) -> ConflictNote:
    places = tuple(
        ConflictPlace(article=dated(n).article.id, span=Span(start=n, end=n + 5), value=value)
        for n, value in zip((left, right), values, strict=True)
    )
    return ConflictNote(kind="quantity", links=links, places=places)


def keep(archive, key: str, *notes: ConflictNote, event: str = EVENT, ids: tuple[int, ...] = (0, 1, 2)) -> None:
    counts = DossierCounts(conflicts=len(notes), alone={}, found=notes)
    archive.keep_dossier(key, event, [dated(n).article.id for n in ids], b"dossier", counts)


@pytest.fixture
def filled(archive):
    archive.add([dated(n) for n in range(4)])
    group_all(archive, lambda one: "e2" if one.id == dated(3).article.id else EVENT)
    return archive


def test_a_conflict_is_known_from_its_first_dossier_on(filled) -> None:
    before = datetime.now(UTC)
    keep(filled, "k1", note(0, 1, "la"))
    (first,) = filled.conflicts()
    assert before <= first.found <= datetime.now(UTC) and not first.gone
    assert (first.event, first.note) == (EVENT, note(0, 1, "la"))
    keep(filled, "k2", note(2, 1, "la", "lb"), note(0, 2, "lc"))
    again, new = filled.conflicts()
    assert (again.number, again.found) == (first.number, first.found)
    assert again.note.links == ("la", "lb") and new.note.links == ("lc",)
    assert filled.last_conflict() == new.number and filled.conflicts(after=again.number) == (new,)
    assert [one.number for one in filled.newest_conflicts()] == [new.number, again.number]
    assert filled.newest_conflicts(before=new.number) == (again,)


def test_what_the_newest_dossier_has_no_more_is_gone_and_comes_back_as_the_same(filled) -> None:
    keep(filled, "k1", note(0, 1, "la"), note(0, 2, "lb"))
    first, second = filled.conflicts()
    keep(filled, "k2", note(0, 2, "lb"))
    assert [one.gone for one in filled.conflicts()] == [True, False]
    assert filled.newest_conflicts() == (second,)
    keep(filled, "k3", note(0, 1, "la"))
    assert [(one.number, one.gone) for one in filled.conflicts()] == [(first.number, False), (second.number, True)]


def test_dossiers_of_other_events_change_nothing(filled) -> None:
    keep(filled, "k1", note(0, 1, "la"))
    keep(filled, "k2", event="e2", ids=(3,))
    assert [one.gone for one in filled.conflicts()] == [False]


def test_a_merged_event_keeps_its_conflicts_under_the_present_id(filled) -> None:
    keep(filled, "k1", note(0, 1, "la"), note(1, 2, "lb"))
    filled.add([dated(5)])
    with filled.grouping() as turn:
        (waiting,) = turn.take(10)
        merged = EventChange(kind="merged", event=EVENT, article=waiting.id, at=waiting.published, into="e2")
        turn.commit([Placed(article=waiting.id, event="e2", at=waiting.published)], [merged, joined("e2", waiting.id)])
    assert {one.event for one in filled.conflicts()} == {"e2"}
    keep(filled, "k2", note(0, 1, "la"), event="e2", ids=(0, 1, 3))
    assert [(one.event, one.gone) for one in filled.conflicts()] == [("e2", False), ("e2", True)]


def test_a_dossier_without_counts_says_nothing_of_conflicts(filled) -> None:
    keep(filled, "k1", note(0, 1, "la"))
    filled.keep_dossier("k2", EVENT, [dated(0).article.id], b"x")
    assert [one.gone for one in filled.conflicts()] == [False]


def test_a_conflict_goes_with_the_article_that_states_a_side(filled) -> None:
    keep(filled, "k1", note(0, 1, "la"), note(1, 2, "lb"))
    filled.delete([dated(0).article.id], who="mo", why="court")
    (left,) = filled.conflicts()
    assert left.note.links == ("lb",) and filled.check() == ()
    keep(filled, "k2", note(2, 1, "la"), ids=(1, 2))
    assert [one.note.links for one in filled.conflicts()] == [("lb",), ("la",)]


def test_what_has_changed_since_is_told_by_present_id_in_order(filled) -> None:
    changed, last = filled.changed_events(after=0)
    assert [event for event, _ in changed] == [EVENT, "e2"] and last == filled.last_change() == 4
    assert filled.changed_events(after=last) == ((), last)
    filled.add([dated(6), dated(7)])
    group_all(filled, lambda one: "e2" if one.id == dated(6).article.id else "e3")
    changed, newest = filled.changed_events(after=last)
    assert [event for event, _ in changed] == ["e2", "e3"] and newest == last + 2
    part, reached = filled.changed_events(after=last, limit=1)
    assert part == changed[:1] and reached == last + 1


def test_marks_are_remembered(address) -> None:
    with open_archive(address, create=True) as archive:
        assert archive.mark("here") is None
        archive.keep_mark("here", 3)
        archive.keep_mark("there", 9)
        archive.keep_mark("here", 5)
    with open_archive(address) as archive:
        assert (archive.mark("here"), archive.mark("there")) == (5, 9)
