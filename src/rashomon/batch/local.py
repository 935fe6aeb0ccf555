"""A pool of processes on this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from rashomon.batch.engine import TICK, Asked, Done, Spent, after_death, peak_mb
from rashomon.batch.stages import work_of
from rashomon.batch.tasks import Task, Work, run_task
from rashomon.errors import BatchError, RashomonError

_GRACE = 5.0

FindWork = Callable[[str], Work]


@dataclass(slots=True, kw_only=True, eq=False)
class _Worker:
    """A process, the end of its pipe, and what it is at."""

    process: BaseProcess
    pipe: Connection
    task: Task | None = None
    at: str | None = None


class LocalEngine:
    """Runs tasks in processes that live as long as the engine, so that each loads the models once."""

    def __init__(self, workers: int, *, find_work: FindWork = work_of) -> None:
        """A pool of so many processes, each of which starts when it is first needed.

        `find_work` gives the function of a stage by its name; it is a function of a module.
        """
        self.workers = workers
        self._find_work = find_work
        self.spent = Spent()
        # A server forks the processes: they share what is imported, and nothing of what this one holds.
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        if "forkserver" in methods:
            self._context.set_forkserver_preload(["rashomon.batch.stages"])
        self._pool: list[_Worker] = []

    @property
    def processes(self) -> list[int]:
        """The ids of the processes, for whoever watches them."""
        return [worker.process.pid or 0 for worker in self._pool]

    def run(self, tasks: Iterable[Task], *, done: Done, stop: Asked) -> None:
        """Does all `tasks`; see Engine."""
        source = iter(tasks)
        again: deque[Task] = deque()
        try:
            while not stop():
                self._hand_out(source, again)
                busy = [worker for worker in self._pool if worker.task is not None]
                if not busy:
                    return
                for pipe in wait([worker.pipe for worker in busy], timeout=TICK):
                    worker = next(worker for worker in busy if worker.pipe is pipe)
                    self._hear(worker, again, done)
        finally:
            if any(worker.task is not None for worker in self._pool):
                self.close()

    def close(self) -> None:
        """Ends the processes: those that are at work at once, since what they have not finished is done again."""
        for worker in self._pool:
            if worker.task is not None:
                worker.process.kill()
            else:
                _tell(worker, None)
        for worker in self._pool:
            worker.process.join(_GRACE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()
            worker.process.close()
        self._pool.clear()

    def _hand_out(self, source: Any, again: deque[Task]) -> None:
        """Gives each free worker a task, as long as there are any."""
        while True:
            free = next((worker for worker in self._pool if worker.task is None), None)
            if free is None and len(self._pool) >= self.workers:
                return
            task = again.popleft() if again else next(source, None)
            if task is None:
                return
            worker = free or self._start()
            if not _tell(worker, task):  # it died while it had nothing to do
                self._drop(worker)
                worker = self._start()
                _tell(worker, task)
            worker.task, worker.at = task, None

    def _hear(self, worker: _Worker, again: deque[Task], done: Done) -> None:
        """Takes one message of a worker, or notes that it died."""
        task = worker.task
        if task is None:
            return
        try:
            kind, value, peak, seconds = worker.pipe.recv()
        except (EOFError, OSError):
            self.spent.deaths += 1
            self._drop(worker)
            again.append(after_death(task, worker.at))
            return
        self.spent.add(peak, seconds)
        if kind == "at":
            worker.at = value
        elif kind == "failed":
            raise BatchError(value)
        else:
            worker.task = None
            done(value)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._find_work), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process=process, pipe=ours)
        self._pool.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._pool.remove(worker)
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()
        worker.process.close()


def _tell(worker: _Worker, task: Task | None) -> bool:
    """Whether the worker could be told its next task; None ends it."""
    try:
        worker.pipe.send(task)
    except OSError:
        return False
    return True


def _work(pipe: Connection, find_work: FindWork) -> None:
    """What a process does: one task after the other, until it is told None or nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who leads
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    begun = 0.0

    def say(kind: str, value: object) -> None:
        seconds = 0.0 if kind == "at" else time.process_time() - begun
        try:
            pipe.send((kind, value, peak_mb(), seconds))
        except OSError:  # nobody is there: what is half done is nobody's
            os._exit(1)

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        if task is None:
            return
        begun = time.process_time()
        try:
            say("done", run_task(task, find_work(task.stage), lambda article: say("at", article)))
        except RashomonError as error:
            say("failed", str(error))
        except Exception as error:  # noqa: BLE001  # what is wrong with a stage ends the run with one line
            say("failed", f"task {task.stage} {task.name} failed ({type(error).__name__}: {str(error)[:300]})")
