"""What a desk asks comes out alike from both databases."""

from __future__ import annotations

import io

from tests.filled_archive import BUDGET, FIRE, FIRES, OLD, REPRODUCIBLE, ROWS, bytes_for, fill, put, silent

from rashomon.desk import (
    bytes_of,
    compare_kept,
    delete_article,
    export_articles,
    list_events,
    search_articles,
    show_event,
)
from rashomon.rendering import render_json
from rashomon.rendering.tables import row_of, write_jsonl
from rashomon.store import EventQuery, SearchQuery


def test_a_desk_asks_its_archive(archive, tmp_path):
    ids = fill(archive, put(tmp_path))
    events, more = list_events(archive, EventQuery(limit=1))
    assert [event.id for event in events] == [BUDGET] and more
    account = show_event(archive, OLD)
    assert account.summary.id == FIRE and {one.article.id for one in account.articles} == {ids[one] for one in FIRES}
    hits = search_articles(archive, SearchQuery(words="questioned a man", where="Tessel", limit=1))
    assert [hit.article.id for hit in hits] == [ids["barn"]]
    out = io.BytesIO()
    assert write_jsonl(map(row_of, export_articles(archive)), out) == len(ROWS)
    assert bytes_of(archive, ids["mill"])[1].content == bytes_for("mill")

    first = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    again = compare_kept(archive, FIRE, settings=REPRODUCIBLE, progress=silent)
    assert render_json(first.dossier) == render_json(again.dossier) and first.unkept is again.unkept is None
    assert archive.stats().dossiers == 1
    delete_article(archive, ids["copy"], who="Ada", why="law")
    assert archive.stats().dossiers == 0 and archive.check() == ()
