"""Full text and vectors. What an earlier archive holds is indexed at once; vectors come with the next ingest."""

from __future__ import annotations

SQLITE = """
CREATE VIRTUAL TABLE texts_index USING fts5 (
    text, content='texts', content_rowid='article', tokenize='porter unicode61 remove_diacritics 2'
);
INSERT INTO texts_index (texts_index) VALUES ('rebuild');
CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
    INSERT INTO texts_index (rowid, text) VALUES (new.article, new.text)\\;
END;
CREATE TRIGGER texts_removed AFTER DELETE ON texts BEGIN
    INSERT INTO texts_index (texts_index, rowid, text) VALUES ('delete', old.article, old.text)\\;
END;
CREATE TABLE vectors (
    number {key}, article BIGINT NOT NULL UNIQUE REFERENCES articles (number) ON DELETE CASCADE, model TEXT NOT NULL,
    signs {bytes} NOT NULL, vector {bytes} NOT NULL
)
"""

# A tsvector holds at most a megabyte: the words of the first 250,000 characters stay below that.
POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS vector;
ALTER TABLE texts ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('english'::regconfig, left(text, 250000))) STORED;
CREATE INDEX texts_by_words ON texts USING gin (words);
CREATE TABLE vectors (
    number {key}, article BIGINT NOT NULL UNIQUE REFERENCES articles (number) ON DELETE CASCADE, model TEXT NOT NULL,
    vector halfvec(384) NOT NULL
);
CREATE INDEX vectors_by_nearness ON vectors USING hnsw (vector halfvec_cosine_ops)
"""
