"""The published schemas."""

from pathlib import Path

import jsonschema
import pytest

from rashomon.rendering.schema import dossier_schema, reading_schema, schema_files, write_schemas

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_the_schema_in_docs_is_current(name):
    current = (DOCS / name).read_text(encoding="utf-8")
    assert current == schema_files()[name], "run: python -m rashomon.rendering.schema docs"


def test_write_schemas_writes_all(tmp_path):
    write_schemas(tmp_path)
    names = ["check.schema.json", "dossier.schema.json", "reading.schema.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize("schema", [dossier_schema(), reading_schema()], ids=["dossier", "reading"])
def test_the_schemas_are_schemas_and_let_further_keys_pass(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "additionalProperties" not in schema["$defs"]["Claim"]
    assert "Shape" not in str(schema)
