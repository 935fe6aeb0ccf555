"""The pool of processes: what becomes of a task whose worker dies, and of an article that workers die of."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason='the extra "cluster" is not installed')

from rashomon.batch.local import LocalEngine
from rashomon.batch.options import BatchOptions
from rashomon.batch.storage import Storage
from rashomon.batch.tables import Slice, read_slices, table_of
from rashomon.batch.tasks import Task, at_most, attempt, try_again
from rashomon.errors import BatchError, InputError
from rashomon.settings import Settings

ARTICLES = [f"{number:016x}" for number in range(4)]


def find_work(stage: str):
    return {"dies once": die_once, "dies at": die_at_one, "dies always": die, "fails": fail, "hangs": hang_at_one}[
        stage
    ]


def copies(ids):
    return table_of("copies", [{"id": one, "origin": "", "kind": "exact", "contained": 1.0} for one in ids])


def die_once(job):
    mark = Path(job.task.root) / f"died-{job.task.name}"
    if job.task.number == 1 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield "copies", copies(ARTICLES[:1])


def die_at_one(job):
    """Of the third article this process dies, whoever tries."""
    for article in ARTICLES:
        found, letter = attempt(job, article, lambda article=article: work_on(article), id=article)
        if letter is None:
            yield "copies", copies([found])
        else:
            yield "dead_letters", letter


def work_on(article: str) -> str:
    if article == ARTICLES[2]:
        os.kill(os.getpid(), signal.SIGKILL)
    if article == ARTICLES[1]:
        raise ZeroDivisionError("nothing by nothing")
    return article


def hang_at_one(job):
    """The second article never ends, and swallows what it is told."""
    for article in ARTICLES:
        found, letter = attempt(job, article, lambda article=article: hang_on(article), id=article)
        yield ("copies", copies([found])) if letter is None else ("dead_letters", letter)


def hang_on(article: str) -> str:
    for _ in range(2):
        with suppress(InputError):
            while article == ARTICLES[1]:
                pass
    while article == ARTICLES[1]:
        pass
    return article


def die(job):
    os.kill(os.getpid(), signal.SIGKILL)
    yield "copies", copies([])


def fail(job):
    yield "copies", copies([])
    raise KeyError("of the stage itself")


def tasks(stage: str, root: Path, count: int = 4, tries: int = 3, seconds: int = 60):
    for number in range(count):
        yield Task(
            stage=stage,
            name=str(number),
            number=number,
            root=str(root),
            folder=f"{stage}/key",
            reads={},
            writes=("copies", "dead_letters"),
            settings=Settings(),
            options=BatchOptions(tries=tries, article_seconds=seconds),
        )


def run(stage: str, root: Path, **given) -> tuple[list, LocalEngine]:
    engine = LocalEngine(2, find_work=find_work)
    receipts: list = []
    try:
        engine.run(tasks(stage, root, **given), done=receipts.append, stop=lambda: False)
    finally:
        engine.close()
    return receipts, engine


def test_an_article_that_never_ends_is_given_up(tmp_path):
    (receipt,), engine = run("hangs", tmp_path, count=1, seconds=1)
    assert receipt.parts["copies"].rows == len(ARTICLES) - 1
    part = receipt.parts["dead_letters"]
    (letter,) = read_slices(Storage(root=str(tmp_path)), "dead_letters", [Slice(name=part.name)]).to_pylist()
    assert letter["id"] == ARTICLES[1]
    assert letter["reason"] == "took longer than 1 seconds; see --article-seconds"
    assert engine.spent.deaths == 0


def test_a_thread_that_gets_no_alarm_takes_its_time():
    found = []

    def work():
        with at_most(1):
            time.sleep(1.2)
        found.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["done"]


def test_a_task_whose_worker_dies_is_tried_again(tmp_path):
    receipts, engine = run("dies once", tmp_path)
    assert sorted(receipt.task for receipt in receipts) == ["0", "1", "2", "3"]
    assert engine.spent.deaths == 1
    assert [receipt.parts["copies"].rows for receipt in receipts] == [1, 1, 1, 1]


def test_an_article_that_workers_die_of_becomes_a_dead_letter(tmp_path):
    receipts, engine = run("dies at", tmp_path, count=1)
    assert engine.spent.deaths == 2
    storage = Storage(root=str(tmp_path))
    tables = {
        name: read_slices(storage, name, [Slice(name=part.name)]).to_pylist()
        for name, part in receipts[0].parts.items()
    }
    assert [row["id"] for row in tables["copies"]] == [ARTICLES[0], ARTICLES[3]]
    reasons = {row["id"]: row["reason"] for row in tables["dead_letters"]}
    assert "nothing by nothing" in reasons[ARTICLES[1]]
    assert "died, twice" in reasons[ARTICLES[2]]


def test_a_task_that_always_kills_ends_the_run_with_one_line(tmp_path):
    with pytest.raises(BatchError, match=r"died 2 times; give them more memory"):
        run("dies always", tmp_path, count=1, tries=2)


def test_what_is_wrong_with_a_stage_ends_the_run_and_leaves_no_file(tmp_path):
    with pytest.raises(BatchError, match=r"task fails 0 failed \(KeyError"):
        run("fails", tmp_path, count=1)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_one_death_at_an_article_is_no_proof():
    (task,) = tasks("dies at", Path("/nowhere"), count=1)
    once = try_again(task, "a")
    assert once and not once.avoid
    other = try_again(once, "b")
    assert other and not other.avoid
    assert try_again(other, "c") is None  # three tries, at three articles
    twice = try_again(once, "a")
    assert twice and twice.avoid == ("a",)
