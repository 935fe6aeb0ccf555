"""The JSON Schemas of the dossier and the reading, made from the shapes that write them.

`python -m rashomon.rendering.schema FOLDER` writes them; a test tells when the ones in docs/ are out of date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from rashomon.rendering.check_json import CheckShape
from rashomon.rendering.shapes import DossierShape, ReadingShape

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOTE = ("Offsets are half-open code points into the text of the article named. Instants are ISO 8601 in UTC. null: "
         "not known, or does not apply. Readers should accept keys that are not listed here.")  # fmt: skip


def dossier_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `render_json`."""
    return _schema_of(DossierShape, "A Rashomon dossier, version 1")


def reading_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line of `render_reading_json`."""
    return _schema_of(ReadingShape, "A Rashomon reading, version 1")


def check_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `render_check_json`."""
    return _schema_of(CheckShape, "A draft checked by Rashomon, version 1")


def schema_files() -> dict[str, str]:
    """The text of each schema file by its name in docs/."""
    schemas = {
        "check.schema.json": check_schema(),
        "dossier.schema.json": dossier_schema(),
        "reading.schema.json": reading_schema(),
    }
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write_schemas(folder: Path) -> None:
    """Writes both schema files into `folder`."""
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")


def _schema_of(shape: type[msgspec.Struct], title: str) -> dict[str, Any]:
    schema = msgspec.json.schema(shape)
    parts = {name.removesuffix("Shape"): part for name, part in schema["$defs"].items()}
    for name, part in parts.items():
        part["title"] = name
    body = json.loads(json.dumps({"$ref": schema["$ref"], "$defs": parts}).replace('Shape"', '"'))
    return {"$schema": _DIALECT, "title": title, "description": _NOTE, **body}


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
