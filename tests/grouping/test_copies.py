from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_article

from rashomon.grouping.copies import CopyIndex, find_copies

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


WORDS = [f"{first}{last}" for first in ("bar", "sol", "ten", "mir", "dak") for last in ("on", "ul", "ast", "ide", "oy")]


def invent(seed: int, length: int = 120) -> str:
    """A text of its own for each seed, from words that all of them share."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) + chance.choice(WORDS) for _ in range(length))


def test_the_kind_tells_how_the_two_stand_to_each_other():
    half = WIRE.partition(" Engineers")[0]
    index = CopyIndex()
    assert index.add("wire", WIRE) is None
    assert index.add("same", WIRE.upper().replace(",", "")).kind == "exact"
    assert index.add("near", WIRE.replace("Monday", "Tuesday")).kind == "near"
    assert index.add("part", half).kind == "abridged"
    assert index.add("more", invent(1) + " " + WIRE).kind == "extended"
    assert index.add("outlet", OTHER) is None
    assert len(index) == 2


def test_a_revision_is_by_the_same_outlet_or_of_the_same_page():
    changed = WIRE.replace("three weeks", "five weeks")
    index = CopyIndex()
    index.add("first", WIRE, outlet="Harbour Post", url="https://www.post.example/bridge?utm_source=x")
    assert index.add("again", changed, outlet="harbour post").kind == "version"
    assert index.add("page", changed, outlet="Other", url="https://post.example/bridge#top").kind == "version"
    assert index.add("asked", changed, url="https://post.example/bridge?id=2").kind == "near"
    assert index.add("nobody", changed).kind == "near"


def test_a_page_put_to_another_use_is_no_revision():
    index = CopyIndex()
    index.add("first", WIRE, url="https://post.example/live")
    assert index.add("second", OTHER, url="https://post.example/live") is None


def test_an_article_that_adds_much_to_a_short_text_is_a_report_of_its_own():
    flash = WIRE.partition(" Engineers")[0]
    index = CopyIndex()
    index.add("flash", flash)
    assert index.add("long", flash + " " + invent(1, 400)) is None


def test_a_chain_of_slightly_different_texts_is_not_swallowed():
    tokens = invent(1).split()
    chain = [" ".join(tokens[: 120 - 24 * i] + invent(100 + i, 24 * i).split()) for i in range(5)]
    index = CopyIndex()
    origins = [copy.origin if (copy := index.add(str(i), text)) else str(i) for i, text in enumerate(chain)]
    assert origins[:2] == ["0", "0"]
    assert "0" not in origins[3:]


@pytest.mark.parametrize("seed", range(5))
def test_copies_are_found_among_many_texts(seed):
    texts = [invent(1000 + i) for i in range(200)]
    index = CopyIndex()
    assert [index.add(str(i), text) for i, text in enumerate(texts)] == [None] * 200
    tokens = texts[seed * 7].split()
    assert index.add("half", " ".join(tokens[:60])).origin == str(seed * 7)
    assert index.add("mixed", " ".join(tokens[:70]) + " " + invent(5000 + seed, 50)).origin == str(seed * 7)
    assert index.add("other", invent(9000 + seed)) is None


def test_a_flood_of_copies_keeps_one_text():
    index = CopyIndex()
    assert [index.add(str(i), f"Copy {i}. {WIRE}") is None for i in range(300)] == [True] + [False] * 299
    assert len(index) == 1


def test_what_is_forgotten_is_found_no_more_and_its_memory_is_freed():
    index = CopyIndex()
    for i in range(500):
        index.add(str(i), invent(i))
    index.forget([*(str(i) for i in range(499)), "never there"])
    assert len(index) == 1
    assert "499" in index
    assert index._postings.dropped <= 65
    assert index.add("again", invent(3)) is None
    assert index.add("last", invent(499)).origin == "499"


def test_an_id_that_comes_again_replaces_what_it_was():
    index = CopyIndex()
    index.add("a", WIRE)
    assert index.add("a", WIRE) is None
    assert index.add("a", OTHER) is None
    assert len(index) == 1
    assert index.add("b", WIRE) is None


@pytest.mark.parametrize("text", ["", " \n ", "...", "\ud800", "1" * 3000, "مرحبا", "速報" * 40, "\x00" * 50])
def test_any_text_can_be_added_and_is_its_own_copy(text):
    index = CopyIndex()
    assert index.add("a", text) is None
    again = index.add("b", text)
    assert again is None or again.contained == 1.0


@given(st.lists(st.sampled_from([WIRE, OTHER, WIRE + OTHER, WIRE[:150], invent(1), ""]), max_size=6), st.randoms())
def test_a_dossier_s_copies_do_not_depend_on_the_order(texts, chance):
    articles = [make_article(text, id=str(i)) for i, text in enumerate(texts)]
    shuffled = chance.sample(articles, len(articles))
    found = find_copies(articles)
    assert find_copies(shuffled) == found
    assert not {copy.article for copy in found} & {copy.origin for copy in found}
