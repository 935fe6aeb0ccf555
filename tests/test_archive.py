"""The archive as a notebook uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

import rashomon

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    place = tmp_path_factory.mktemp("archive") / "news.db"
    settings = rashomon.Settings(reproducible=True, fetch=False)
    with rashomon.Archive(place, settings=settings) as opened:
        tally = opened.ingest([EXAMPLES / "ferry-accident", EXAMPLES / "court-ruling"])
        assert (tally.new, tally.articles, tally.skipped) == (8, 8, 0)
        yield opened


def find_court(archive):
    """The event of the court's ruling."""
    return next(event for event in archive.events("mayor") if "mayor" in event.headline)


def test_taking_articles_in_again_changes_nothing(archive):
    again = archive.ingest([EXAMPLES / "ferry-accident"])
    assert (again.new, again.known) == (0, 4)
    assert len(list(archive.articles())) == 8


def test_events_are_listed_and_found_by_words(archive):
    events = archive.events()
    assert sum(event.articles for event in events) == 8
    court = find_court(archive)
    assert court in events and court.sources > 1
    assert archive.events("nothingofthekind") == ()
    assert {one.article.id for one in archive.event(court.id).articles} == {
        one.article.id for one in archive.articles(court.id)
    }


def test_events_can_be_bounded(archive):
    assert len(archive.events(limit=1)) == 1
    assert all(event.sources >= 3 for event in archive.events(min_sources=3))
    court = find_court(archive)
    assert court not in archive.events(until=court.first) and court in archive.events(since=court.first)


def test_an_event_is_compared_as_its_articles_are(archive):
    court = find_court(archive)
    dossier = archive.compare(court.id[:10])
    articles = [one.article for one in archive.articles(court.id)]
    assert dossier == rashomon.compare_articles(articles, settings=rashomon.Settings(reproducible=True, fetch=False))
    assert archive.compare(court.id) == dossier
    assert archive.compare(court.id, one_event=True).other_events == ()


def test_a_search_finds_what_was_meant(archive):
    hit = archive.search("jailed former mayor", limit=3)[0]
    assert "mayor" in hit.article.text.lower()
    assert archive.read(hit.article.id).article.id == hit.article.id


def test_an_id_that_names_nothing_is_an_error(archive):
    for ask in (archive.event, archive.compare, archive.read):
        with pytest.raises(rashomon.InputError):
            ask("zzzz")


def test_it_says_where_it_is(archive):
    assert repr(archive).startswith("<Archive ") and "news.db" in repr(archive)
