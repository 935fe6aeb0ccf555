"""What runs tasks: each engine does the same with them, in another place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from rashomon.batch.manifests import Receipt
from rashomon.batch.stages import work_of
from rashomon.batch.tasks import Task, run_task, try_again
from rashomon.errors import BatchError

Done = Callable[[Receipt], None]
Asked = Callable[[], bool]
"""True where the run is to stop."""

TICK = 0.2
"""Seconds after which an engine that waits looks whether the run is to stop."""


@dataclass(slots=True, kw_only=True)
class Spent:
    """What an engine has used so far: the most memory of one worker in megabytes (1,000,000 bytes), the workers' CPU
    seconds over finished tasks, and how many workers died at work.
    """

    peak_mb: int = 0
    cpu_seconds: float = 0.0
    deaths: int = 0

    def add(self, peak: int, seconds: float) -> None:
        """Counts a task."""
        self.peak_mb = max(self.peak_mb, peak)
        self.cpu_seconds += seconds


class Engine(Protocol):
    """Runs tasks, as many at a time as it has workers; a task that waits costs nothing."""

    workers: int
    spent: Spent

    def run(self, tasks: Iterable[Task], *, done: Done, stop: Asked) -> None:
        """Does all `tasks`, which are taken one by one as workers are free; `done` is told each one that is finished.

        Returns early where the run is to stop. A worker that dies is replaced and its task tried again.
        Raises: BatchError where a task fails or was tried too often.
        """

    def close(self) -> None:
        """Ends the workers."""


class OwnEngine:
    """Runs tasks in this process, one after the other."""

    workers = 0

    def __init__(self) -> None:
        """Nothing has run."""
        self.spent = Spent()

    def run(self, tasks: Iterable[Task], *, done: Done, stop: Asked) -> None:
        """Does all `tasks`; see Engine."""
        for task in tasks:
            if stop():
                return
            begun = time.process_time()
            receipt = run_task(task, work_of(task.stage), lambda article: None)
            self.spent.add(peak_mb(), time.process_time() - begun)
            done(receipt)

    def close(self) -> None:
        """Nothing."""


def after_death(task: Task, died_at: str | None) -> Task:
    """The task to try again after its worker died at an article. Raises: BatchError where that is too often."""
    again = try_again(task, died_at)
    if again is None:
        at = f", last at {died_at}" if died_at else ""
        raise BatchError(
            f"the workers of task {task.stage} {task.name} died {task.tries} times{at}; "
            "give them more memory, or more --partitions, and run again: what is finished stays"
        )
    return again


def peak_mb() -> int:
    """The most memory that this process has taken, in megabytes."""
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000)
