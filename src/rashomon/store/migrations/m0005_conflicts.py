"""The conflicts that kept dossiers have had, when each was first found, and how far something has gone in a list."""

from __future__ import annotations

# Where a side's article is deleted the conflict goes with it. `gone`: the event's newest dossier has it no more.
STATEMENTS = """
CREATE TABLE conflicts (
    number {key}, event TEXT NOT NULL, kind TEXT NOT NULL, found BIGINT NOT NULL, gone BIGINT,
    left_article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, left_start INTEGER NOT NULL,
    left_end INTEGER NOT NULL, left_value TEXT NOT NULL,
    right_article BIGINT NOT NULL REFERENCES articles (number) ON DELETE CASCADE, right_start INTEGER NOT NULL,
    right_end INTEGER NOT NULL, right_value TEXT NOT NULL
);
CREATE INDEX conflicts_by_event ON conflicts (event);
CREATE INDEX conflicts_by_left ON conflicts (left_article);
CREATE INDEX conflicts_by_right ON conflicts (right_article);
CREATE TABLE conflict_links (
    link TEXT PRIMARY KEY, conflict BIGINT NOT NULL REFERENCES conflicts (number) ON DELETE CASCADE
);
CREATE INDEX conflict_links_by_conflict ON conflict_links (conflict);
CREATE TABLE marks (name TEXT PRIMARY KEY, number BIGINT NOT NULL)
"""

SQLITE = STATEMENTS
POSTGRESQL = STATEMENTS
