"""Archives of every earlier schema come to the newest one, with all that they hold; newer ones are refused."""

from __future__ import annotations

import warnings

import pytest
from sqlalchemy import inspect, text
from tests.archives import dated, group_all

from rashomon.errors import ArchiveError, ArchiveMissingError
from rashomon.store import EventQuery, SearchQuery, migrations, open_archive, tables
from rashomon.store.articles import add_arrivals
from rashomon.store.connecting import connect, reading, writing

EARLIER = range(1, migrations.NEWEST)


def connect_to(address: str):
    return connect(address, create=True, wait_seconds=5, read_only=False)


def make_earlier(address: str, schema: int) -> None:
    """An archive as the program of that schema left it, with articles."""
    database = connect_to(address)
    with writing(database) as connection:
        migrations.migrate(connection, upto=schema)
        add_arrivals(connection, [dated(n) for n in range(3)])
    database.engine.dispose()


@pytest.mark.parametrize("schema", EARLIER)
def test_an_earlier_archive_comes_to_the_newest_schema(address, schema):
    make_earlier(address, schema)
    with open_archive(address) as archive:
        assert archive.stats().schema == migrations.NEWEST
        assert archive.article(dated(1).article.id).article == dated(1).article
        assert archive.received(dated(1).article.id) == dated(1).received
        assert [hit.article.id for hit in archive.search(SearchQuery(words="number2"))] == [dated(2).article.id]
        archive.add([dated(7)])
        group_all(archive, lambda one: "e1")
        assert [event.articles for event in archive.events(EventQuery(words="number7 harbour"))] == [4]
        assert archive.check() == ()
        archive.delete([dated(1).article.id], who="mo", why="test")
        assert archive.search(SearchQuery(words="number1")) == ()
    with open_archive(address) as archive:  # once more changes nothing
        assert archive.stats().articles == 3


def test_the_newest_schema_has_the_tables_and_columns_that_are_asked_for(address):
    open_archive(address, create=True).close()
    database = connect_to(address)
    with reading(database) as connection:
        found = inspect(connection)
        for table in tables.metadata.sorted_tables:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # SQLAlchemy does not know the column kinds of pgvector
                columns = {column["name"]: column for column in found.get_columns(table.name)}
            extra = set(columns) - set(table.columns.keys())
            assert extra <= {"signs", "vector", "words"}, table.name
            for column in table.columns:
                assert column.name in columns, f"{table.name}.{column.name}"
                if not column.primary_key:
                    assert columns[column.name]["nullable"] == column.nullable, f"{table.name}.{column.name}"
    database.engine.dispose()


def test_a_step_that_fails_leaves_the_earlier_schema(address, monkeypatch):
    make_earlier(address, 1)
    broken = migrations.statements(2, "sqlite" if "://" not in address else "postgresql")
    monkeypatch.setattr(migrations, "statements", lambda number, kind: [*broken, "SELECT * FROM no_such_table"])
    with pytest.raises(ArchiveError, match="no_such_table"):
        open_archive(address)
    monkeypatch.undo()
    with open_archive(address) as archive:
        assert archive.stats().schema == migrations.NEWEST and archive.stats().articles == 3


def test_an_archive_of_a_newer_program_is_refused_with_what_to_do(address):
    open_archive(address, create=True).close()
    database = connect_to(address)
    with writing(database) as connection:
        connection.execute(text("INSERT INTO migrations VALUES (99, '7.1', 0)"))
    database.engine.dispose()
    with pytest.raises(ArchiveError, match=rf"schema 99, written by rashomon 7.1; .*up to {migrations.NEWEST}: update"):
        open_archive(address)


def test_a_database_of_something_else_is_refused_and_not_touched(address):
    database = connect_to(address)
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE invoices (n INTEGER)"))
    for create in (True, False):
        with pytest.raises(ArchiveError, match=r"something else.*invoices"):
            open_archive(address, create=create)
    with reading(database) as connection:
        assert inspect(connection).get_table_names() == ["invoices"]
    database.engine.dispose()


def test_an_empty_database_is_no_archive_until_one_is_made(address):
    connect_to(address).engine.dispose()
    with pytest.raises(ArchiveMissingError, match="rashomon ingest"):
        open_archive(address)
    with open_archive(address, create=True) as archive:
        assert archive.stats().articles == 0


def test_an_archive_may_be_opened_to_be_read_only(address):
    make_earlier(address, 1)
    with pytest.raises(ArchiveError, match="earlier schema 1"):
        open_archive(address, read_only=True)
    open_archive(address).close()
    with open_archive(address, read_only=True) as archive:
        assert archive.stats().articles == 3
        with pytest.raises(ArchiveError, match="read only"):
            archive.add([dated(9)])
        with pytest.raises(ArchiveError, match="read only"), archive.grouping():
            pass
