"""Who may use the archive over the web: users, their sessions and tokens, and what they did."""

from __future__ import annotations

STATEMENTS = """
CREATE TABLE users (
    number {key}, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT NOT NULL, created BIGINT NOT NULL
);
CREATE TABLE sessions (
    number {key}, digest {bytes} NOT NULL UNIQUE, owner BIGINT NOT NULL REFERENCES users (number) ON DELETE CASCADE,
    created BIGINT NOT NULL, expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_owner ON sessions (owner);
CREATE INDEX sessions_by_end ON sessions (expires);
CREATE TABLE tokens (
    number {key}, digest {bytes} NOT NULL UNIQUE, owner BIGINT NOT NULL REFERENCES users (number) ON DELETE CASCADE,
    label TEXT NOT NULL, scopes TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL
);
CREATE INDEX tokens_by_owner ON tokens (owner);
CREATE TABLE audit (
    number {key}, at BIGINT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL,
    address TEXT NOT NULL
)
"""

SQLITE = STATEMENTS
POSTGRESQL = STATEMENTS
