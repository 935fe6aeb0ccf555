from __future__ import annotations

from itertools import permutations

from tests.builders import make_article

from rashomon.grouping.copies import find_copies, shingles

WIRE = (
    "The harbour authority closed the old lift bridge on Monday after divers found cracks in two of its piers. "
    "Engineers said the bridge would stay shut for at least three weeks while steel collars are fitted. "
    "Ferries will carry passengers between the banks every twenty minutes until the work is finished."
)
OTHER = (
    "Commuters queued for boats this morning as the river crossing stayed closed for a second day. "
    "A council spokeswoman apologised and promised extra sailings at rush hour. "
    "Nobody has yet said who will pay for the repairs."
)


def test_a_cut_print_is_a_copy_of_the_longer_one():
    cut = make_article(WIRE.partition(" Ferries")[0], id="cut")
    found = find_copies([cut, make_article(OTHER, id="other"), make_article(WIRE, id="wire")])
    assert [(c.article, c.origin, c.contained) for c in found] == [("cut", "wire", 1.0)]


def test_wire_text_inside_a_longer_article_is_found():
    longer = make_article(OTHER + " " + WIRE, id="longer")
    assert [(c.article, c.origin) for c in find_copies([make_article(WIRE, id="wire"), longer])] == [("wire", "longer")]


def test_two_reports_of_one_event_are_no_copies():
    assert find_copies([make_article(WIRE, id="wire"), make_article(OTHER, id="other")]) == ()


def test_short_texts_are_copies_only_where_equal():
    assert (
        find_copies([make_article("Bridge closed today", id="a"), make_article("Bridge closed today again", id="b")])
        == ()
    )
    assert len(find_copies([make_article("Bridge closed", id="a"), make_article("Bridge closed", id="b")])) == 1


def test_the_order_changes_nothing():
    articles = [make_article(WIRE, id="a"), make_article(WIRE, id="b"), make_article(OTHER, id="c")]
    assert len({find_copies(order) for order in permutations(articles)}) == 1


def test_shingles_of_short_texts():
    assert shingles("") == frozenset()
    assert shingles("Bridge") == {("bridge",)}
