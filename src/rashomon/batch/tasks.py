"""A task: one piece of one stage, and what a worker does with it, wherever it runs."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.batch.manifests import Receipt, find_receipt, keep_receipt
from rashomon.batch.options import BatchOptions
from rashomon.batch.storage import Storage
from rashomon.batch.tables import PartWriter, Slice, Table, read_slices, table_of
from rashomon.errors import InputError, RashomonError
from rashomon.settings import Settings

_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An input: its place (a path or an address), the name that tables know it by, and what tells its content."""

    place: str
    name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is told. It holds names and numbers, and no rows.

    `reads` has what it reads, by table; `unit` is the input where it reads one. `died_at` is the article that a worker
    died at when it last tried, and `avoid` are those that it is not to try any more.
    """

    stage: str
    name: str
    number: int
    root: str
    folder: str
    reads: Mapping[str, tuple[Slice, ...]]
    writes: tuple[str, ...]
    settings: Settings
    options: BatchOptions
    unit: Unit | None = None
    tries: int = 1
    died_at: str | None = None
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A task as a stage's function sees it: the rows, and whom to tell which article is at work.

    `begin` is called before an article (or event) is worked on.
    """

    task: Task
    tables: Mapping[str, Table]
    begin: Callable[[str], None] = field(default=lambda article: None)

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.task.settings

    @property
    def options(self) -> BatchOptions:
        """The options."""
        return self.task.options


Rows = Iterator[tuple[str, Table]]
"""What a stage's function gives: rows of its tables, as they are ready."""
Work = Callable[[Job], Rows]


class AvoidedError(InputError):
    """An article that workers died of."""


class TooSlowError(InputError):
    """An article that took longer than any may."""


def run_task(task: Task, work: Work, note: Callable[[str], None]) -> Receipt:
    """Does a task with the function of its stage, and sets it down as finished.

    `note` is told each article before it is worked on. A worker may have died after it finished the task and before it
    said so: then nothing is done again. Raises: RashomonError.
    """
    storage = Storage(root=task.root)
    finished = find_receipt(storage, task.folder, task.name)
    if finished is not None:
        return finished
    tables = {table: read_slices(storage, table, slices) for table, slices in task.reads.items()}

    def begin(article: str) -> None:
        if article in task.avoid:
            raise AvoidedError("the process that worked on it died, twice; see the memory that a worker has")
        note(article)

    names = {table: f"{task.folder}/{table}/{task.name}.parquet" for table in task.writes}
    with ExitStack() as open_files:
        writers = {
            table: PartWriter(open_files.enter_context(storage.writing(name)), table) for table, name in names.items()
        }
        for table, rows in work(Job(task=task, tables=tables, begin=begin)):
            writers[table].write(rows)
        parts = {table: writer.close(names[table]) for table, writer in writers.items()}
    receipt = Receipt(task=task.name, parts=parts)
    keep_receipt(storage, task.folder, receipt)
    return receipt


def try_again(task: Task, died_at: str | None) -> Task | None:
    """The task after its worker died at an article (None: at none that it told of); None where that is too often.

    A death may have nothing to do with the article that was at work. A second one at the same article is put down to
    it: from then on it is left out, and told.
    """
    if died_at is not None and died_at == task.died_at:
        return replace(task, died_at=None, avoid=(*task.avoid, died_at))
    if task.tries >= task.options.tries:
        return None
    return replace(task, tries=task.tries + 1, died_at=died_at)


def attempt(job: Job, article: str, call: Callable[[], Any], **named: Any) -> tuple[Any, Table | None]:
    """What `call` gives for an article (or event), or its dead letter; `named` are columns of that.

    This is the one place of a batch where anything that goes wrong with an article is set down as its reason. What is
    wrong with the installation is no matter of an article. Raises: ModelError.
    """
    from rashomon.errors import ModelError

    try:
        job.begin(article)
        with at_most(job.options.article_seconds):
            return call(), None
    except ModelError:
        raise
    except RashomonError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001
        reason = f"could not be worked on ({type(error).__name__}: {error})"
    return None, dead_letter(stage=job.task.stage, reason=reason, **named)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raises TooSlowError in what runs longer, by an alarm, which a system may lack and threads do not get: they may
    take as long as they need.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: object) -> None:
        raise TooSlowError(f"took longer than {seconds:,} seconds; see --article-seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again each second, should something swallow the error
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def dead_letter(*, reason: str, **named: Any) -> Table:
    """The row of something that could not be used."""
    return table_of("dead_letters", [{**named, "reason": " ".join(reason.split())[:_LONGEST_REASON]}])
