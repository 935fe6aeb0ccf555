"""A pool of actors on a Ray cluster: the same as the pool of processes, on many machines.

Rows go through the storage, not through Ray's object store: a task and its receipt are all that is sent. So there is
nothing in a node's memory that its loss could take, and what is finished stays finished whoever dies.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from typing import Any

from rashomon.batch.engine import TICK, Asked, Done, Spent, after_death, peak_mb
from rashomon.batch.manifests import Receipt
from rashomon.batch.tasks import Task
from rashomon.errors import BatchError, RashomonError

_STORE_BYTES = 150_000_000
_INSTALL = 'the engine ray needs the extra "cluster": pip install "rashomon[cluster]"'
# Workers that die before they were ever ready: of so many a place, the cluster is given up.
_MOST_FALSE_STARTS = 10


class _Marks:
    """What each task is at; an actor of its own, beside the driver, so that it outlives the workers."""

    def __init__(self) -> None:
        self._at: dict[str, str] = {}

    def note(self, task: str, article: str) -> None:
        """Sets down which article a task has come to."""
        self._at[task] = article

    def pop(self, task: str) -> str | None:
        """Which article a task had come to."""
        return self._at.pop(task, None)


class _Worker:
    """An actor: it lives over many tasks, so that it loads the models once."""

    def __init__(self, marks: Any) -> None:
        self._marks = marks

    def ready(self) -> bool:
        """That it has started, with the program imported."""
        from rashomon.batch import stages

        return bool(stages.STAGES)

    def run(self, task: Task) -> tuple[Receipt | str, int, float]:
        """The receipt of a task, or why it failed; the most memory taken so far; the CPU seconds."""
        from rashomon.batch.stages import work_of
        from rashomon.batch.tasks import run_task

        name, begun = _name_of(task), time.process_time()
        found: Receipt | str
        try:
            found = run_task(task, work_of(task.stage), lambda article: self._marks.note.remote(name, article))
        except RashomonError as error:
            found = str(error)
        except Exception as error:  # noqa: BLE001  # what is wrong with a stage ends the run with one line
            found = f"task {task.stage} {task.name} failed ({type(error).__name__}: {str(error)[:300]})"
        return found, peak_mb(), time.process_time() - begun


class RayEngine:
    """Runs tasks in actors of a cluster. A worker gets a task when it has started, and one at a time."""

    def __init__(self, workers: int, *, address: str | None = None) -> None:
        """Actors in the cluster at `address`; where that is None, in the one that is connected to, or one of its own.

        Raises: BatchError where Ray is not installed or the cluster does not answer.
        """
        self.workers = workers
        self.spent = Spent()
        self._ray = _load_ray()
        self._connected = not self._ray.is_initialized()
        if self._connected:
            self._connect(address)
        here = self._ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy(
            self._ray.get_runtime_context().get_node_id(), soft=True
        )
        self._marks = self._ray.remote(_Marks).options(num_cpus=0, scheduling_strategy=here).remote()
        self._actor = self._ray.remote(_Worker).options(num_cpus=1, max_restarts=0)
        self._starting: dict[Any, Any] = {}  # what it answers when it is ready, and the actor
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, Task]] = {}
        self._false_starts = 0

    @property
    def at_work(self) -> list[Any]:
        """The actors that have a task, for whoever watches them."""
        return [actor for actor, _ in self._busy.values()]

    def run(self, tasks: Iterable[Task], *, done: Done, stop: Asked) -> None:
        """Does all `tasks`; see Engine."""
        source = iter(tasks)
        again: deque[Task] = deque()
        try:
            while not stop():
                if not self._hand_out(source, again) and not self._busy:
                    return
                waiting = [*self._starting, *self._busy]
                ready, _ = self._ray.wait(waiting, num_returns=1, timeout=TICK)
                for answer in ready:
                    if answer in self._starting:
                        self._welcome(answer)
                    else:
                        self._hear(answer, again, done)
        finally:
            for actor, _ in self._busy.values():
                self._ray.kill(actor)
            self._busy.clear()

    def close(self) -> None:
        """Ends the actors, and the connection where it was made here."""
        if not self._ray.is_initialized():
            return
        for actor in (*self._starting.values(), *self._free, self._marks):
            self._ray.kill(actor)
        self._starting.clear()
        self._free.clear()
        if self._connected:
            self._ray.shutdown()

    def _connect(self, address: str | None) -> None:
        try:
            if address is None:
                self._ray.init(
                    address="local",  # or it would join any cluster that happens to run on this machine
                    num_cpus=self.workers,
                    include_dashboard=False,
                    object_store_memory=_STORE_BYTES,
                    log_to_driver=False,
                    logging_level="ERROR",
                )
            else:
                self._ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, ValueError, RuntimeError, OSError) as error:
            raise BatchError(f"the Ray cluster at {address or 'this machine'} does not answer ({error})") from error

    def _hand_out(self, source: Any, again: deque[Task]) -> bool:
        """Gives each free worker a task and has others started where there are more tasks; False where none is left."""
        while True:
            task = again.popleft() if again else next(source, None)
            if task is None:
                return False
            if not self._free:
                again.appendleft(task)
                if len(self._busy) + len(self._starting) < self.workers:
                    actor = self._actor.remote(self._marks)
                    self._starting[actor.ready.remote()] = actor
                    continue
                return True
            actor = self._free.pop()
            self._busy[actor.run.remote(task)] = (actor, task)

    def _welcome(self, answer: Any) -> None:
        actor = self._starting.pop(answer)
        try:
            self._ray.get(answer)
            self._free.append(actor)
        except self._ray.exceptions.RayError as error:
            self._false_starts += 1
            if self._false_starts > _MOST_FALSE_STARTS * self.workers:
                raise BatchError(f"workers can't be started on the cluster ({str(error)[:300]})") from error

    def _hear(self, answer: Any, again: deque[Task], done: Done) -> None:
        """Takes the answer of a worker, or notes that it died: by itself, or with its node."""
        actor, task = self._busy.pop(answer)
        try:
            found, peak, seconds = self._ray.get(answer)
        except self._ray.exceptions.RayError:
            self.spent.deaths += 1
            again.append(after_death(task, self._last_mark(task)))
            return
        self._free.append(actor)
        self.spent.add(peak, seconds)
        if isinstance(found, str):
            raise BatchError(found)
        done(found)

    def _last_mark(self, task: Task) -> str | None:
        try:
            mark: str | None = self._ray.get(self._marks.pop.remote(_name_of(task)), timeout=10)
        except self._ray.exceptions.RayError:
            return None
        return mark


def _name_of(task: Task) -> str:
    return f"{task.stage} {task.name}"


def _load_ray() -> Any:
    try:
        import ray
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise BatchError(_INSTALL) from error
    return ray
