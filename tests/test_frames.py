"""The tables of a dossier as data frames."""

from __future__ import annotations

import sys

import pytest
from tests.dossiers import bridge_dossier, plain_dossier

import rashomon
from rashomon import TABLES, to_pandas, to_polars
from rashomon.frames import find_tables

ASKED = ("articles", "claims", "links", "points", "quotes", "entities", "times", "conflicts", "silences")


def test_the_names_are_those_of_the_tables():
    assert set(TABLES) == set(find_tables())
    assert set(ASKED) <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_each_column_and_no_other(name):
    table = find_tables()[name]
    rows = list(table.rows(bridge_dossier()))
    assert rows
    assert all(list(row) == list(table.columns) for row in rows)


@pytest.mark.parametrize("name", TABLES)
def test_pandas_has_the_rows_and_their_types(name):
    pandas = pytest.importorskip("pandas")
    table, dossier = find_tables()[name], bridge_dossier()
    frame, rows = to_pandas(dossier, name), list(table.rows(dossier))
    assert list(frame.columns) == list(table.columns) and len(frame) == len(rows)
    for column, kind in table.columns.items():
        missing = [row[column] is None for row in rows]
        assert list(frame[column].isna()) == missing
        if kind == "instant":
            assert str(frame[column].dtype) == "datetime64[us, UTC]"
        elif kind == "number":
            assert frame[column].dtype == pandas.Int64Dtype()
            assert list(frame[column].dropna()) == [row[column] for row in rows if row[column] is not None]
        elif kind == "text":
            assert list(frame[column].dropna()) == [row[column] for row in rows if row[column] is not None]


@pytest.mark.parametrize("name", TABLES)
def test_polars_has_the_rows_and_their_types(name):
    polars = pytest.importorskip("polars")
    table, dossier = find_tables()[name], bridge_dossier()
    frame, rows = to_polars(dossier, name), list(table.rows(dossier))
    types = {
        "text": polars.String, "texts": polars.List(polars.String), "instant": polars.Datetime("us", "UTC"),
        "truth": polars.Boolean, "number": polars.Int64, "real": polars.Float64,
    }  # fmt: skip
    assert dict(frame.schema) == {column: types[kind] for column, kind in table.columns.items()}
    assert frame.height == len(rows)
    for column, kind in table.columns.items():
        if kind in ("text", "number", "truth", "real"):
            assert frame[column].to_list() == [row[column] for row in rows]
        if kind == "texts":
            assert frame[column].to_list() == [list(row[column]) for row in rows]


@pytest.mark.parametrize("to_frame", [to_pandas, to_polars], ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_has_its_columns(to_frame, name):
    pytest.importorskip(to_frame.__name__.removeprefix("to_"))
    from dataclasses import replace

    nothing = dict.fromkeys(("articles", "readings", "links", "points", "entities", "silences", "copies"), ())
    frame = to_frame(replace(plain_dossier("One.", "Two."), **nothing), name)
    assert list(frame.columns) == list(find_tables()[name].columns) and len(frame) == 0


@pytest.mark.parametrize("to_frame", [to_pandas, to_polars], ids=lambda one: one.__name__)
def test_half_a_character_does_no_harm(to_frame):
    pytest.importorskip(to_frame.__name__.removeprefix("to_"))
    frame = to_frame(plain_dossier("One \ud800 word.", "Two."), "claims")
    assert "\ufffd" in str(frame["text"][0]) + str(frame["text"][1])


def test_offsets_find_the_words():
    dossier = bridge_dossier()
    article_text = {article.id: article.text for article in dossier.articles}
    for name in ("claims", "quotes", "times", "quantities", "mentions"):
        for row in find_tables()[name].rows(dossier):
            assert article_text[row["article"]][row["start"] : row["end"]] == row["text"]


def test_a_conflict_has_two_sides_with_their_sources():
    rows = list(find_tables()["conflicts"].rows(bridge_dossier()))
    crowd = next(row for row in rows if row["kind"] == "quantity" and "commuters" in row["left_value"])
    assert crowd["left_value"] == "200 to 999 commuters" and crowd["right_value"] == "2000 to 9999 commuters"
    assert crowd["left_sources"] == ("Harbour Post", "Coast Wire") and crowd["right_sources"] == ("River Courier",)


def test_a_table_that_is_not_there_is_named_with_those_that_are():
    for to_frame in (to_pandas, to_polars):
        with pytest.raises(rashomon.InputError, match=r"'pionts'; the tables are: articles, claims, .*silences"):
            to_frame(bridge_dossier(), "pionts")


@pytest.mark.parametrize(
    ("to_frame", "package"), [(to_pandas, "pandas"), (to_polars, "polars")], ids=["pandas", "polars"]
)
def test_a_missing_package_names_the_extra(monkeypatch, to_frame, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(rashomon.RashomonError, match=rf"{package} needs .*pip install 'rashomon\[frames\]'"):
        to_frame(bridge_dossier(), "claims")
