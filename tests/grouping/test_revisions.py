from __future__ import annotations

from datetime import UTC, datetime

from tests.builders import make_article

from rashomon.grouping.copies import find_copies
from rashomon.grouping.revisions import compare_versions, find_revisions
from rashomon.text import stretch

BASE = (
    "The harbour authority closed the old lift bridge on Monday. Divers found cracks in two of its piers. "
    "Engineers said the bridge would stay shut for at least three weeks. "
    "Ferries carry passengers between the banks every twenty minutes. "
)
LATER = BASE.replace("three weeks", "five weeks") + "A third pier is being searched."


def version(key: str, text: str, hour: int | None, **fields):
    published = None if hour is None else datetime(2031, 3, 4, hour, tzinfo=UTC)
    return make_article(text, id=key, published=published, **{"source": "Harbour Post"} | fields)


def test_what_came_and_what_went_is_told_by_sentences():
    old, new = version("old", BASE, 9), version("new", LATER, 11)
    found = compare_versions(old, new)
    assert [stretch(new.text, span) for span in found.added] == [
        "Engineers said the bridge would stay shut for at least five weeks.",
        "A third pier is being searched.",
    ]
    assert [stretch(old.text, span) for span in found.removed] == [
        "Engineers said the bridge would stay shut for at least three weeks."
    ]


def test_versions_are_in_the_order_of_their_publication():
    articles = [version("c", LATER, 15), version("a", BASE, 9), version("b", LATER + " More soon, it said.", 12)]
    found = find_revisions(articles, find_copies(articles))
    assert [(one.previous, one.article) for one in found] == [("a", "b"), ("b", "c")]


def test_another_outlet_s_print_is_no_revision_and_its_own_versions_are():
    articles = [version("a", BASE, 9, source="Wire"), version("b", BASE, 10), version("c", LATER, 11)]
    found = find_revisions(articles, find_copies(articles))
    assert [(one.previous, one.article) for one in found] == [("b", "c")]


def test_without_a_date_nothing_is_said_about_the_order():
    articles = [version("a", BASE, None), version("b", LATER, 11)]
    assert find_revisions(articles, find_copies(articles)) == ()


def test_a_sentence_that_stands_there_twice_and_then_once_has_gone_once():
    old, new = version("old", BASE + BASE, 9), version("new", BASE, 10)
    found = compare_versions(old, new)
    assert (found.added, len(found.removed)) == ((), 4)
