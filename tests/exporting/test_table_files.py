"""The tables are read back by csv, json, pyarrow and zipfile, and say what the dossier says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS, EVIL, hostile_dossier, reloaded

from rashomon.exporting import FORMATS
from rashomon.exporting.rows import TABLES
from rashomon.rendering.tables import from_cell

pyarrow = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")


def unzipped(name: str, kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(FORMATS[name].render(DOSSIERS[kind]()))) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one) for one in archive.namelist()}


def rows_of(name: str, kind: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table by the name of the table, as another program reads them."""
    found = {}
    for file, data in unzipped(name, kind).items():
        table = file.partition(".")[0]
        if name == "csv-tables":
            found[table] = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
        elif name == "jsonl-tables":
            found[table] = [json.loads(line) for line in data.decode("utf-8").split("\n") if line]
        else:
            found[table] = pyarrow.read_table(io.BytesIO(data)).to_pylist()
    return found


@pytest.mark.parametrize("kind", DOSSIERS)
@pytest.mark.parametrize("name", ["jsonl-tables", "csv-tables", "parquet-tables"])
def test_each_table_comes_back_with_its_columns(name: str, kind: str) -> None:
    found = rows_of(name, kind)
    made = DOSSIERS[kind]()
    assert list(found) == list(TABLES)
    for table, rows in found.items():
        wanted = list(TABLES[table].rows(made))
        assert len(rows) == len(wanted)
        for row, one in zip(rows, wanted, strict=True):
            assert list(row) == list(one) == list(TABLES[table].columns)


@pytest.mark.parametrize("kind", DOSSIERS)
def test_every_stretch_is_that_of_its_report(kind: str) -> None:
    found = rows_of("jsonl-tables", kind)
    texts = {row["id"]: row["text"] for row in found["articles"]}
    stretches = 0
    for table, rows in found.items():
        columns = TABLES[table].columns
        prefixes = [one.removesuffix("start") for one in columns if one.endswith("start")]
        prefixes = [one for one in prefixes if f"{one}text" in columns]
        for row in rows:
            for prefix in prefixes:
                if table != "articles" and row[f"{prefix}start"] is not None:
                    text = texts[row["article"]]
                    assert text[row[f"{prefix}start"] : row[f"{prefix}end"]] == row[f"{prefix}text"]
                    stretches += 1
    assert stretches > 3


def test_the_tables_of_the_bridge_hold_together() -> None:
    found = rows_of("parquet-tables", "bridge")
    claims = {row["id"]: row for row in found["claims"]}
    points = {row["id"] for row in found["points"]}
    assert len(found["links"]) == len(bridge_dossier().links) > 3
    for link in found["links"]:
        assert claims[link["left"]]["article"] == link["left_article"] != link["right_article"]
        assert 0 <= link["score"] <= 1
    assert {row["point"] for row in claims.values()} - {None} <= points
    entities = {row["id"] for row in found["entities"]}
    assert {row["entity"] for row in found["mentions"]} <= entities and found["mentions"]
    post = next(row for row in found["articles"] if row["id"] == "post")
    assert post["published"].isoformat() == "2031-03-04T16:30:00+00:00" and post["copy_of"] is None
    assert next(row for row in found["articles"] if row["id"] == "wire")["copy_of"] == "post"
    deaths = [row for row in found["quantities"] if row["claim"] == "a-dead"]
    assert [(row["low"], row["high"], row["noun"], row["role"]) for row in deaths] == [(2, 2, "workers", "killed")]
    day = next(row for row in found["times"] if row["claim"] == "a-shut")
    assert (day["to"] - day["from"]).days == 1 and day["grain"] == "day"
    assert {row["speaker"] for row in found["quotes"]} >= {"duarte"}


def test_no_cell_is_taken_for_a_formula_and_every_text_comes_back() -> None:
    found = rows_of("csv-tables", "hostile")
    for rows in found.values():
        for row in rows:
            for cell in row.values():
                assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    for row, article in zip(found["articles"], reloaded(hostile_dossier()).articles, strict=True):
        assert from_cell(row["text"]) == article.text
    assert json.loads(found["entities"][0]["names"]) == [EVIL, "x\r\ny"]


def test_a_negative_amount_stays_a_number() -> None:
    from rashomon.rendering.tables import to_cell

    assert (to_cell(-3.5), to_cell("-3.5"), to_cell(("-x", "y"))) == ("-3.5", "'-3.5", '["-x", "y"]')


def test_a_zip_tells_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(FORMATS["csv-tables"].render(bridge_dossier()))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
