"""What is counted in a dossier, so that a list of events can tell it without opening dossiers."""

from __future__ import annotations

SQLITE = """
ALTER TABLE dossiers ADD COLUMN conflicts INTEGER;
ALTER TABLE dossiers ADD COLUMN alone TEXT
"""
POSTGRESQL = SQLITE
