"""What can go wrong with the file or the server of an archive, and what a user is told."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from tests.archives import dated

from rashomon.errors import ArchiveError, ArchiveLockedError, ArchiveMissingError
from rashomon.store import SearchQuery, open_archive
from rashomon.store.holders import describe_holder, note_holder

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def path(tmp_path):
    """A file with an archive of twenty articles."""
    path = tmp_path / "rashomon.db"
    with open_archive(path, create=True) as archive:
        archive.add([dated(n) for n in range(20)])
    return path


def run(code: str, *arguments: object) -> str:
    """What a program of its own prints that was given `code`."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": paths}, check=False,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.stdout


def test_a_missing_file_is_named_and_not_made(tmp_path):
    with pytest.raises(ArchiveMissingError, match=r"no archive at .*none.db; `rashomon ingest` makes one"):
        open_archive(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b.db", "ä?x=1#.db", "%41.db"])
def test_any_file_name_will_do(tmp_path, name):
    with open_archive(tmp_path / name, create=True) as archive:
        archive.add([dated(1)])
    assert (tmp_path / name).stat().st_size > 0
    with open_archive(f"sqlite:///{tmp_path / name}") as archive:
        assert archive.stats().articles == 1


def test_a_folder_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(ArchiveError, match="is a folder; give the path of the archive's file"):
        open_archive(tmp_path, create=True)
    with pytest.raises(ArchiveError, match="does not exist; make it first"):
        open_archive(tmp_path / "none" / "rashomon.db", create=True)


def test_another_kind_of_file_is_refused_and_not_touched(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Dear diary, " * 1000, encoding="utf-8")
    with pytest.raises(ArchiveError, match="is no archive: the file is not an SQLite database"):
        open_archive(notes, create=True)
    assert notes.read_text(encoding="utf-8") == "Dear diary, " * 1000


@pytest.mark.parametrize("address", ["mysql://u:secret@h/d", "https://example.org/x.db"], ids=["mysql", "https"])
def test_another_kind_of_address_is_refused(address):
    with pytest.raises(ArchiveError, match="postgresql:// address") as told:
        open_archive(address, create=True)
    assert "secret" not in str(told.value)


def test_a_server_that_is_not_there_is_named_without_its_password():
    with pytest.raises(ArchiveError, match="can't be reached") as told:
        open_archive("postgresql://desk:secret@127.0.0.1:9/archive?connect_timeout=2")
    assert "secret" not in str(told.value)


def test_a_damaged_file_is_told(path):
    with path.open("r+b") as file:
        file.seek(40_000)
        file.write(b"\xa5" * 30_000)
    with pytest.raises(ArchiveError, match=r"damaged|refuses") as told:
        problems = open_archive(path).check()
        assert problems and problems[0].kind == "file"
        raise ArchiveError(f"damaged: {problems[0].what}")
    assert "\n" not in str(told.value)


def test_check_finds_what_is_wrong(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE payloads SET content = zeroblob(9) WHERE number = 3")
        connection.execute("DELETE FROM waiting WHERE article = 5")
        connection.execute("DROP TRIGGER texts_removed")
        connection.execute("DELETE FROM texts WHERE article = 7")
        connection.execute("INSERT INTO events (id, size, sources) VALUES ('e1', 4, 1)")
    connection.close()
    with open_archive(path) as archive:
        problems = archive.check()
        assert {problem.kind for problem in problems} == {"bytes", "orphan", "index", "event"}
        told = " ".join(problem.what for problem in problems)
        assert "articles without a text, such as number 7" in told
        assert "neither wait nor are grouped, such as number 5" in told
        archive.vacuum()
        assert "index" not in {problem.kind for problem in archive.check()}


def test_another_program_at_the_file_is_waited_for_and_named(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_archive(path, wait_seconds=0.3) as archive:
        started = time.monotonic()
        with pytest.raises(ArchiveLockedError, match=r"locked: another program writes to it; waited 0\.3 s"):
            archive.add([dated(99)])
        assert time.monotonic() - started >= 0.3
        assert archive.stats().articles == 20
        other.execute("ROLLBACK")
        archive.add([dated(99)])
    other.close()


def test_a_note_of_a_process_that_is_gone_is_not_believed(tmp_path):
    archive = tmp_path / "rashomon.db"
    assert describe_holder(archive, "writer") == ""
    note_holder(archive, "writer")
    assert str(os.getpid()) in describe_holder(archive, "writer")
    note = tmp_path / "rashomon.db-writer"
    note.write_text(note.read_text(encoding="utf-8").replace(str(os.getpid()), "999999999"), encoding="utf-8")
    assert describe_holder(archive, "writer") == ""
    note.write_text("{", encoding="utf-8")
    assert describe_holder(archive, "writer") == ""


FILL = """
import sys, resource
from rashomon.errors import ArchiveError
from rashomon.store import open_archive
from tests.archives import dated
path, limit = sys.argv[1], int(sys.argv[2])
archive = open_archive(path, create=True)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
n = 0
try:
    for n in range(5000):
        archive.add([dated(n * 5 + i, text=f"number{n} " * 400) for i in range(5)])
except ArchiveError as error:
    print(n)
    print(error)
"""


def check_full(path: Path, printed: str) -> None:
    """The archive told that there is no room, and holds all that it acknowledged before."""
    batches, told = printed.splitlines()
    assert "disk is full" in told and str(path) in told
    with open_archive(path) as archive:
        assert archive.stats().articles == 5 * int(batches) > 0
        assert archive.check() == ()
        archive.add([dated(10**6)])


def test_a_file_that_may_not_grow_is_told_and_stays_intact(tmp_path):
    check_full(tmp_path / "rashomon.db", run(FILL, tmp_path / "rashomon.db", 1_000_000))


def test_a_full_disk_is_told_and_leaves_the_archive_intact(tmp_path):
    """On a file system of two megabytes, where one can be mounted."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        printed = run(FILL, small / "rashomon.db", 0)
        copy = tmp_path / "copy.db"  # with its log, to where there is room again
        for suffix in ("", "-wal"):
            if Path(f"{small}/rashomon.db{suffix}").exists():
                shutil.copy(f"{small}/rashomon.db{suffix}", f"{copy}{suffix}")
        check_full(copy, printed.replace(str(small / "rashomon.db"), str(copy)))
    finally:
        subprocess.run(["umount", str(small)], check=False)


READ_ONLY = """
import os, sys
from rashomon.errors import ArchiveError
from rashomon.store import SearchQuery, open_archive
from tests.archives import dated
from rashomon.store.stretches import find_stretch
find_stretch('x', ['x'])  # tables are read while they may be
if os.geteuid() == 0:
    os.setuid(65534)
try:
    archive = open_archive(sys.argv[1])
    print(archive.stats().articles, len(archive.search(SearchQuery(words="number3"))), archive.check())
    archive.add([dated(99)])
except ArchiveError as error:
    print(error)
"""


@pytest.mark.parametrize("folder_mode", [0o755, 0o777])
def test_a_file_that_may_only_be_read_is_read(path, folder_mode):
    folder = Path(tempfile.mkdtemp(prefix="rashomon-read-only-"))
    try:
        copy = folder / "rashomon.db"
        shutil.copy(path, copy)
        copy.chmod(0o444)
        folder.chmod(folder_mode)
        printed = run(READ_ONLY, copy)
        assert printed.splitlines()[0] == "20 1 ()"
        assert "read only" in printed.splitlines()[1] or "read-only" in printed.splitlines()[1]
        assert str(copy) in printed
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_opening_takes_no_time(path):
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        open_archive(path).close()
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.1


def test_all_that_is_acknowledged_is_synchronised(path):
    with open_archive(path) as archive:
        archive.search(SearchQuery(words="x"))
        with archive._database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # full
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
