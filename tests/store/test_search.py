"""How words are read, ranks put together, and signs of vectors compared."""

from __future__ import annotations

import numpy as np
import pytest
from tests.archives import START, arrival, dated, opened

from rashomon.records import Article
from rashomon.store import Placed, SearchQuery, open_archive
from rashomon.store.full_text import read_terms
from rashomon.store.search import fuse


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("treaty signing", (("treaty",), ("signing",))),
        ('"blue house" the red', (("blue", "house"), ("red",))),
        ("“blue house”", (("blue", "house"),)),
        ("the of", (("the",), ("of",))),
        ("Jong-un 2024-06-19", (("Jong", "un"), ("2024", "06", "19"))),
        ('a"b', (("a", "b"),)),
        ("!? --", ()),
        ("x " * 50, (("x",),)),
    ],
)
def test_words_are_read_as_terms(words, terms):
    assert read_terms(words).terms == terms


def test_a_flood_of_words_is_cut():
    assert len(read_terms(" ".join(f"w{n}" for n in range(10_000))).terms) == 16


def test_what_both_ranks_have_goes_before_what_one_has():
    scores = fuse([[1, 2, 3], [9, 3]])
    assert max(scores, key=lambda number: scores[number]) == 3
    assert scores[1] == scores[9] == 0.5
    assert fuse([[5], [5]]) == {5: 1.0}


def test_the_nearest_of_many_vectors_are_found(tmp_path):
    """Signs alone find the same as comparing with every vector."""
    chance = np.random.default_rng(3)
    centres = chance.standard_normal((40, 384))
    rows = centres[np.arange(1000) % 40] + 0.8 * chance.standard_normal((1000, 384))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    with open_archive(tmp_path / "rashomon.db", create=True) as archive:
        given = [dated(n) for n in range(1000)]
        archive.add(given)
        archive.keep_vectors([(one.article.id, row) for one, row in zip(given, rows, strict=True)], "m")
        asked = centres[7] / np.linalg.norm(centres[7])
        best = {given[i].article.id for i in np.argsort(-(rows @ asked))[:10]}
        query = SearchQuery(words="", vector=tuple(asked.tolist()), model="m", limit=10)
        assert len(best & {hit.article.id for hit in archive.search(query)}) >= 9
        # Narrowed to few, the nearest of those are found, however far they are.
        late = SearchQuery(
            words="", vector=tuple(rows[990].tolist()), model="m", since=given[980].article.published, limit=5
        )
        hits = archive.search(late)
        assert hits[0].article.id == given[990].article.id
        assert all(hit.article.published >= given[980].article.published for hit in hits)


def test_copies_are_folded_into_the_first_hit(tmp_path):

    given = [
        arrival("The ferry sank off the cape.", url=f"https://news.example/{n}", published=START) for n in range(4)
    ]
    with open_archive(tmp_path / "rashomon.db", create=True) as archive:
        archive.add(given)
        first, *others = (one.article.id for one in given)
        with archive.grouping() as turn:
            placed = [
                Placed(article=one, event="e1", copy_of=None if one == first else first) for one in (first, *others)
            ]
            turn.commit(placed, [opened("e1", first)])
        (hit,) = archive.search(SearchQuery(words="ferry", limit=1))
    assert isinstance(hit.article, Article) and hit.event == "e1"
    assert {hit.article.id, *hit.copies} == {first, *others}


def test_words_of_many_articles_are_ranked_among_the_newest(tmp_path, monkeypatch):
    monkeypatch.setattr("rashomon.store.full_text.RANKED", 10)
    with open_archive(tmp_path / "rashomon.db", create=True) as archive:
        archive.add([dated(n) for n in range(50)])
        found = archive.search(SearchQuery(words="harbour", limit=50))
        assert {hit.article.id for hit in found} == {dated(n).article.id for n in range(40, 50)}
