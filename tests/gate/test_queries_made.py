"""The queries that a page and an ingest take: no more than before, and no more for a larger archive.

The ceilings in `queries.json` are what was counted. Raising one needs a reason in the commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.grouping.test_stream import stream
from tests.web.rooms import make_client

from rashomon.ingest import ingest, vectors
from rashomon.store import open_archive

CEILINGS: dict[str, int] = json.loads(Path(__file__).with_name("queries.json").read_text(encoding="utf-8"))
SMALL, LARGE = 40, 320
PAGES = (
    "/",
    "/?q=council",
    "/feeds/events.xml",
    "/feeds/conflicts.xml",
    "/api/v1/events",
    "/api/v1/search?q=council",
    "EVENT",
    "ARTICLE",
)


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that is sent while this is open."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, tuple[Path, int]]]:
    """By how many articles they have: an archive, and the statements that it took to put them in."""
    import numpy as np

    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "encode_articles", lambda rows: np.eye(len(rows), 384, dtype=np.float32))
        for count in (SMALL, LARGE):
            folder = tmp_path_factory.mktemp(f"of-{count}")
            (folder / "feed.jsonl").write_text("".join(map(line_of, stream(count))))
            with statements() as sent:
                ingest([folder / "feed.jsonl"], archive=folder / "a.db")
            found[count] = (folder / "a.db", len(sent))
        yield found


def line_of(item: Any) -> str:
    published = item.published.isoformat() if item.published else None
    return json.dumps({"id": item.id, "title": item.title, "text": item.text, "published": published}) + "\n"


def queries_of(path: Path, page: str) -> int:
    """How many statements a page takes that was asked for before."""
    with open_archive(path) as archive:
        article = next(iter(archive.all_articles()))
    # Not the pages of an event and an article: they start a comparison, which sends queries of its own.
    page = {"EVENT": f"/api/v1/events/{article.event}", "ARTICLE": f"/api/v1/articles/{article.article.id}"}.get(
        page, page
    )
    with make_client(str(path)) as client:
        assert client.get(page).status_code == 200, page
        with statements() as sent:
            client.get(page)
    return len(sent)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_no_more_queries_than_before(archives: dict[int, tuple[Path, int]], page: str) -> None:
    small, large = (queries_of(archives[count][0], page) for count in (SMALL, LARGE))
    assert large <= CEILINGS[page]
    assert large == small, "the queries grow with the archive"


def test_ingest_takes_no_more_queries_than_before(archives: dict[int, tuple[Path, int]]) -> None:
    small, large = archives[SMALL][1], archives[LARGE][1]
    assert (large - small) / (LARGE - SMALL) <= CEILINGS["ingest, a hundred articles"] / 100


def test_a_query_is_counted(archives: dict[int, tuple[Path, int]]) -> None:
    with open_archive(archives[SMALL][0]) as archive, statements() as sent:
        archive.events()
    assert sent and all(one.upper().startswith(("SELECT", "WITH", "BEGIN", "PRAGMA")) for one in sent)
