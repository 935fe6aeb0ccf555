"""An archive with a few articles in two events, one of them merged: put in, and grouped by hand."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rashomon.cli import main
from rashomon.models.article_vectors import article_vector_model, encode_articles
from rashomon.records import Arrival, EventChange, Received
from rashomon.settings import Settings
from rashomon.sources import load_articles
from rashomon.store import Archive, Placed

MILL = (
    "The old paper mill in Tessel burned down on Tuesday. Three firefighters were injured, the fire service said. "
    "The mill was built in 1911 and stood empty since the spring. Nobody knows yet how the fire began."
)
BARN = (
    "A fire destroyed the paper mill in Tessel on Tuesday. Five firefighters were hurt, a nurse at the hospital said. "
    "The police questioned a man who had slept in the building. He denied that he had lit a fire."
)
VOTE = (
    "The parliament of Karsovia passed the new budget on Thursday by two votes. The opposition left the hall. "
    "The finance minister called the budget a step towards lower debts for the whole country."
)
GERMAN = (
    "Die alte Papiermühle in Tessel ist am Dienstag abgebrannt. Drei Feuerwehrleute wurden dabei verletzt, wie die "
    "Feuerwehr mitteilte. Warum das Feuer ausbrach, wusste am Abend noch niemand in der Stadt."
)
FIRE, BUDGET, OLD = "e1f00000000000001", "e1b00000000000002", "e0000000000000003"
ROWS: list[dict[str, Any]] = [
    {"id": "mill", "title": "Old mill burns down", "text": MILL, "source": "Valley Post",
     "url": "https://valley.example/mill", "published": "2031-05-08T07:00:00Z"},
    {"id": "barn", "title": "Paper mill destroyed", "text": BARN, "source": "Hill Herald",
     "url": "https://hill.example/1", "published": "2031-05-09"},
    {"id": "copy", "title": "A mill is gone", "text": MILL, "source": "Senta Courier",
     "url": "https://senta.example/a?b=1", "published": "2031-05-09T09:00:00Z"},
    {"id": "vote", "title": "Budget passed", "text": VOTE, "source": "Karsovia Daily",
     "url": "https://daily.example/vote", "published": "2031-05-12T10:00:00Z"},
    {"id": "german", "title": "Mühle abgebrannt", "text": GERMAN, "source": "Tal-Bote",
     "url": "https://bote.example/m", "published": "2031-05-09T11:00:00Z"},
    {"id": "bare", "title": "=Fire?", "text": "", "source": "Ticker", "url": None, "published": "2031-05-09T12:00:00Z"},
]  # fmt: skip
FIRES = ("mill", "barn", "copy", "german", "bare")
REPRODUCIBLE = Settings(reproducible=True)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2031, 5, day, hour, tzinfo=UTC)


def silent(stage: str, done: int, total: int) -> None:
    """No progress."""


def bytes_for(name: str) -> bytes:
    return f"<html>{name} \u20ac \x00".encode()


def arrivals(feed: Path) -> list[Arrival]:
    loaded = load_articles([feed], keep_all=True)
    assert not loaded.skipped
    return [
        Arrival(
            article=article,
            received=Received(content=bytes_for(str(article.given_id)), media_type="text/html", url=article.url,
                              retrieved=at(9, 6)),
        )
        for article in loaded.articles
    ]  # fmt: skip


def fill(archive: Archive, feed: Path) -> dict[str, str]:
    """Puts the articles of ROWS into the archive and in events; their ids by the ids they came with."""
    came = arrivals(feed)
    archive.add(came)
    ids = {str(one.article.given_id): one.article.id for one in came}
    with archive.grouping() as turn:
        turn.take(100)
        turn.commit(
            [
                Placed(article=ids["mill"], event=FIRE, at=at(8), names=("tessel",)),
                Placed(article=ids["barn"], event=OLD, at=at(9), names=("tessel",)),
                Placed(article=ids["vote"], event=BUDGET, at=at(12), names=("karsovia",)),
            ],
            [
                EventChange(kind="opened", event=FIRE, article=ids["mill"], at=at(8)),
                EventChange(kind="opened", event=OLD, article=ids["barn"], at=at(9)),
                EventChange(kind="opened", event=BUDGET, article=ids["vote"], at=at(12)),
            ],
        )
        turn.take(100)
        turn.commit(
            [
                Placed(article=ids["copy"], event=FIRE, copy_of=ids["mill"], copy_kind="exact", contained=1.0, at=at(9),
                       names=("tessel",)),
                Placed(article=ids["german"], event=FIRE, at=at(9)),
                Placed(article=ids["bare"], event=FIRE, at=at(9)),
            ],
            [
                EventChange(kind="merged", event=OLD, article=ids["copy"], at=at(9), into=FIRE),
                *[EventChange(kind="joined", event=FIRE, article=ids[name], at=at(9))
                  for name in ("copy", "german", "bare")],
            ],
        )  # fmt: skip
    bare = archive.without_vector(article_vector_model())
    vectors = encode_articles([(one.title, one.beginning) for one in bare])
    archive.keep_vectors([(one.article, row) for one, row in zip(bare, vectors, strict=True)], article_vector_model())
    return ids


def put(folder: Path) -> Path:
    """ROWS as JSON lines in a file of `folder`."""
    path = folder / "feed.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit status of the command line, run in this process."""
    monkeypatch.setattr(sys, "argv", ["rashomon", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit:
        main()
    return int(exit.value.code or 0)
