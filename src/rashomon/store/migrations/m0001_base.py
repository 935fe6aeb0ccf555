"""Articles with their bytes, grouping, readings, dossiers, corrections, feeds, runs and deletions."""

from __future__ import annotations

STATEMENTS = """
CREATE TABLE payloads (number {key}, sha256 {bytes} NOT NULL UNIQUE, size BIGINT NOT NULL, content {bytes} NOT NULL);
CREATE TABLE articles (
    number {key}, id TEXT NOT NULL UNIQUE, key TEXT, previous TEXT, source TEXT NOT NULL, title TEXT NOT NULL,
    language TEXT NOT NULL, published BIGINT, day_only BOOLEAN NOT NULL, fetched BIGINT, url TEXT, path TEXT,
    given_id TEXT, body_start INTEGER NOT NULL, payload BIGINT NOT NULL REFERENCES payloads (number),
    media_type TEXT NOT NULL, received_url TEXT, retrieved BIGINT NOT NULL, order_time BIGINT
);
CREATE INDEX articles_by_key ON articles (key);
CREATE INDEX articles_by_previous ON articles (previous);
CREATE INDEX articles_by_time ON articles (published);
CREATE INDEX articles_by_payload ON articles (payload);
CREATE TABLE texts (
    article {whole} PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE, text TEXT NOT NULL, nuls TEXT
);
CREATE TABLE waiting (article {whole} PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE, order_time BIGINT);
CREATE INDEX waiting_by_time ON waiting (order_time, article);
CREATE TABLE events (
    number {key}, id TEXT NOT NULL UNIQUE, merged_into BIGINT REFERENCES events (number), size INTEGER NOT NULL,
    sources INTEGER NOT NULL, first BIGINT, last BIGINT
);
CREATE INDEX events_by_last ON events (last);
CREATE INDEX events_by_merge ON events (merged_into);
CREATE TABLE placements (
    sequence {key}, article BIGINT NOT NULL UNIQUE REFERENCES articles (number) ON DELETE CASCADE,
    event BIGINT NOT NULL REFERENCES events (number), copy_of BIGINT REFERENCES articles (number) ON DELETE SET NULL,
    copy_kind TEXT, contained {real}, at BIGINT
);
CREATE INDEX placements_by_event ON placements (event);
CREATE INDEX placements_by_origin ON placements (copy_of);
CREATE INDEX placements_by_time ON placements (at);
CREATE TABLE changes (
    number {key}, kind TEXT NOT NULL, event BIGINT NOT NULL REFERENCES events (number),
    article BIGINT REFERENCES articles (number) ON DELETE SET NULL, at BIGINT,
    merged_into BIGINT REFERENCES events (number), origin BIGINT REFERENCES events (number)
);
CREATE INDEX changes_by_event ON changes (event);
CREATE INDEX changes_by_article ON changes (article);
CREATE INDEX changes_by_origin ON changes (origin);
CREATE TABLE moves (
    change BIGINT NOT NULL REFERENCES changes (number),
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, PRIMARY KEY (change, article)
);
CREATE INDEX moves_by_article ON moves (article);
CREATE TABLE turns (name TEXT PRIMARY KEY, generation BIGINT NOT NULL);
INSERT INTO turns VALUES ('grouping', 0);
CREATE TABLE names (number {key}, name TEXT NOT NULL UNIQUE);
CREATE TABLE article_names (
    name BIGINT NOT NULL REFERENCES names (number),
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, PRIMARY KEY (name, article)
){no_rowid};
CREATE INDEX article_names_by_article ON article_names (article);
CREATE TABLE readings (
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, depth TEXT NOT NULL, anchor TEXT NOT NULL,
    digest TEXT NOT NULL, data {bytes} NOT NULL, PRIMARY KEY (article, depth, anchor)
);
CREATE TABLE dossiers (
    number {key}, key TEXT NOT NULL UNIQUE, event TEXT NOT NULL, made BIGINT NOT NULL, data {bytes} NOT NULL
);
CREATE INDEX dossiers_by_event ON dossiers (event);
CREATE TABLE dossier_articles (
    dossier BIGINT NOT NULL REFERENCES dossiers (number) ON DELETE CASCADE,
    article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, PRIMARY KEY (dossier, article)
);
CREATE INDEX dossier_articles_by_article ON dossier_articles (article);
CREATE TABLE corrections (
    number {key}, kind TEXT NOT NULL, event TEXT, targets TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL,
    why TEXT NOT NULL, at BIGINT NOT NULL, undone_at BIGINT, undone_by TEXT, undone_why TEXT
);
CREATE TABLE fetches (url TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, fetched BIGINT NOT NULL);
CREATE TABLE feed_failures (
    url TEXT PRIMARY KEY, reason TEXT NOT NULL, since BIGINT NOT NULL, at BIGINT NOT NULL, times INTEGER NOT NULL
);
CREATE TABLE runs (
    number {key}, inputs TEXT NOT NULL, started BIGINT NOT NULL, finished BIGINT, new INTEGER NOT NULL,
    versions INTEGER NOT NULL, known INTEGER NOT NULL, skipped INTEGER NOT NULL
);
CREATE TABLE skips (number {key}, run BIGINT REFERENCES runs (number), input TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX skips_by_run ON skips (run);
CREATE TABLE deletions (
    number {key}, article TEXT NOT NULL, key TEXT, url TEXT, sha256 {bytes} NOT NULL, who TEXT NOT NULL,
    why TEXT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX deletions_by_article ON deletions (article);
CREATE INDEX deletions_by_key ON deletions (key)
"""

SQLITE = STATEMENTS
POSTGRESQL = STATEMENTS
