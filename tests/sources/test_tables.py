from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow
import pyarrow.parquet
import pytest

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft
from rashomon.sources.options import Limits, parse_columns
from rashomon.sources.tables import read_csv, read_parquet

NOON = datetime(2024, 6, 19, 12, tzinfo=UTC)
CSV = 'id;headline;body;publisher;link;date\n1;Bridge shut;"It was shut.\nNobody; was hurt.";Post;https://p.example/1;2024-06-19\n'


def rows(text: str | bytes, columns: dict[str, str] | None = None, size: int = 10_000) -> list[tuple]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(data), columns or {}, Limits(size=size)))


def test_usual_names_need_no_mapping_and_a_row_comes_with_its_header() -> None:
    [(place, draft, content)] = rows("\ufeff" + CSV)
    assert place == "row 1" and content == CSV.encode()
    assert draft == Draft(
        text="It was shut.\nNobody; was hurt.", title="Bridge shut", title_apart=True, source="Post",
        url="https://p.example/1", published=datetime(2024, 6, 19, tzinfo=UTC), day_only=True, given_id="1",
    )  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([["title", "text"], ["One, two", "Three; four."]])
    [(_, draft, _)] = rows(file.getvalue())
    assert (draft.title, draft.text) == ("One, two", "Three; four.")


def test_columns_are_mapped() -> None:
    [(_, draft, _)] = rows("kop,inhoud,title\nBrug dicht,De brug is dicht.,x\n", {"title": "kop", "text": "inhoud"})
    assert (draft.title, draft.text) == ("Brug dicht", "De brug is dicht.")


def test_a_bad_row_costs_that_row() -> None:
    text = f"title,text,date\nOne,First.,\nTwo,Second.,someday\n,,\nThree,{'x' * 2000},\nFour,Fourth.\nFive\n"
    found = rows(text, size=1000)
    assert [place for place, _, _ in found] == [f"row {n}" for n in (1, 2, 4, 5, 6)]
    assert [isinstance(draft, Draft) for _, draft, _ in found] == [True, False, False, True, True]
    assert "names no date" in str(found[1][1]) and "longer than" in str(found[2][1])


def test_a_quote_that_is_never_closed_is_stopped() -> None:
    text = 'title,text\n"open,never closed\n' + "Two,Second.\n" * 5000
    found = rows(text, size=1000)
    assert isinstance(found[0][1], InputError) and isinstance(found[-1][1], Draft)


def test_cells_in_the_old_encoding() -> None:
    [(_, draft, content)] = rows("title,text\nCafé,Señor Peña left.\n".encode("cp1252"))
    assert draft.title == "Café" and b"Caf\xe9" in content


@pytest.mark.parametrize(
    ("text", "columns", "reason"),
    [("a,b\n1,2\n", {}, "no column title or text; say which with --columns; its columns are: a, b"),
     ("title\nx\n", {"text": "body"}, "no column 'body'"), ("", {}, "its columns are: none"),
     ("title\nx\n".encode("utf-16"), {}, "UTF-16"), ("title\rtext\n", {}, "no header")],
    ids=["unknown", "missing", "empty", "wide", "noise"],
)  # fmt: skip
def test_a_table_without_the_columns(text: str | bytes, columns: dict[str, str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        rows(text, columns)


def test_column_mappings() -> None:
    assert parse_columns("title=headline, text=body") == {"title": "headline", "text": "body"}
    for text in ("title", "title=", "name=x", "", "title=a,,text=b"):
        with pytest.raises(InputError, match="write FIELD=COLUMN"):
            parse_columns(text)


def parquet(table: dict[str, list], **choices: object) -> bytes:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(table), file, **choices)
    return file.getvalue()


def test_the_rows_of_a_parquet_table() -> None:
    data = parquet({"headline": ["One", "Two"], "date": [NOON, None], "id": [1, 2], "other": [[1], [2]]})
    (_, first, content), (place, second, _) = read_parquet(io.BytesIO(data), {}, Limits())
    assert (first.title, first.published, first.given_id, first.day_only) == ("One", NOON, "1", False)
    assert json.loads(content) == {"id": 1, "title": "One", "published": "2024-06-19T12:00:00+00:00"}
    assert (place, second.title, second.published) == ("row 2", "Two", None)


@pytest.mark.parametrize("cut", [4, 100, -4])
def test_a_damaged_parquet_table(cut: int) -> None:
    data = parquet({"title": ["One"] * 100})
    with pytest.raises(InputError, match="cannot be read"):
        list(read_parquet(io.BytesIO(data[:cut]), {}, Limits()))


def test_a_parquet_bomb_is_refused() -> None:
    data = parquet({"text": ["x" * 1_000_000] * 130}, use_dictionary=False, compression="zstd")
    assert len(data) < 500_000
    with pytest.raises(InputError, match="unpacks to more than 200 times"):
        list(read_parquet(io.BytesIO(data), {}, Limits()))
