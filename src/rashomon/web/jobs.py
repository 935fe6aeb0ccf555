"""Work that takes longer than a request may: a bounded queue, few workers, results that expire."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from rashomon.errors import RashomonError
from rashomon.pipeline import Progress

State = Literal["waiting", "running", "done", "failed"]
Work = Callable[[Progress], object]
_LOG = logging.getLogger(__name__)


class QueueFullError(RashomonError):
    """As much work waits as may wait, of all or of one person."""


@dataclass(slots=True, kw_only=True)
class Job:
    """How a piece of work stands. `id` can't be guessed; `result` is None until it is done, `error` is one line.

    `done` of `total` steps of `stage` are taken; `ended` is in seconds of a monotonic clock. Only the worker writes
    here, `state` last: whoever reads sees a moment of it.
    """

    id: str
    kind: str
    key: str
    owner: str
    state: State = "waiting"
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    result: object = None
    ended: float = 0.0
    finished: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def open(self) -> bool:
        """True while there is something to wait for."""
        return self.state in ("waiting", "running")

    @property
    def over(self) -> bool:
        """True where it is done or has failed."""
        return not self.open


class Jobs:
    """The work of one server. All methods may be called from any thread; nothing is kept beyond the process."""

    def __init__(
        self,
        *,
        workers: int = 1,
        waiting: int = 20,
        of_one_owner: int = 6,
        kept: int = 32,
        keep_seconds: float = 900,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """At most `waiting` jobs wait or run, `of_one_owner` of one owner; `kept` results stay for `keep_seconds`."""
        self._lock = threading.Condition()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._queue: deque[tuple[Job, Work]] = deque()
        self._waiting, self._of_one_owner = waiting, of_one_owner
        self._kept, self._keep_seconds, self._clock = kept, keep_seconds, clock
        self._closed = self._started = False
        self._threads = [
            threading.Thread(target=self._run, name=f"rashomon-work-{number}", daemon=True) for number in range(workers)
        ]

    def start(self, kind: str, key: str, work: Work, *, owner: str = "") -> Job:
        """Puts `work` in the queue, or gives the job of the same kind and key that waits or runs for the same owner.

        Raises: QueueFullError.
        """
        with self._lock:
            self._expire()
            unfinished = [job for job in self._jobs.values() if job.open]
            for job in unfinished:
                if (job.kind, job.key, job.owner) == (kind, key, owner):
                    return job
            if len(unfinished) >= self._waiting or self._closed:
                raise QueueFullError("too much work is waiting; try again in a minute")
            if owner and sum(job.owner == owner for job in unfinished) >= self._of_one_owner:
                raise QueueFullError(
                    f"{self._of_one_owner} of your comparisons are waiting already; try again when one is done"
                )
            job = Job(id=secrets.token_urlsafe(18), kind=kind, key=key, owner=owner)
            self._jobs[job.id] = job
            self._queue.append((job, work))
            if not self._started:
                self._started = True
                for thread in self._threads:
                    thread.start()
            self._lock.notify()
            return job

    def find(self, job_id: str) -> Job | None:
        """The job with this id; None where there is none, or where it has expired."""
        with self._lock:
            self._expire()
            return self._jobs.get(job_id)

    def last(self, kind: str, key: str) -> Job | None:
        """The newest job of this kind and key; None where there is none."""
        return next((job for job in reversed(self.list()) if (job.kind, job.key) == (kind, key)), None)

    def list(self) -> tuple[Job, ...]:
        """All jobs that are remembered, oldest first."""
        with self._lock:
            self._expire()
            return tuple(self._jobs.values())

    def count(self) -> dict[str, int]:
        """How many jobs are in each state."""
        counts = dict.fromkeys(("waiting", "running", "done", "failed"), 0)
        for job in self.list():
            counts[job.state] += 1
        return counts

    def close(self) -> None:
        """Takes no more work; what waits is dropped, what runs ends with the process."""
        with self._lock:
            self._closed = True
            self._queue.clear()
            self._lock.notify_all()

    def _run(self) -> None:
        while True:
            with self._lock:
                while not self._queue and not self._closed:
                    self._lock.wait()
                if self._closed:
                    return
                job, work = self._queue.popleft()
            job.state = "running"
            job.result, job.error = _outcome(job, work)
            job.ended = self._clock()
            job.state = "failed" if job.error else "done"
            job.finished.set()
            del job, work  # so that an idle worker holds no result

    def _expire(self) -> None:
        """Forgets results that are old, and the oldest of too many."""
        over = [job for job in self._jobs.values() if not job.open]
        now = self._clock()
        too_many = {job.id for job in over[: max(0, len(over) - self._kept)]}
        for job in over:
            if job.id in too_many or now - job.ended > self._keep_seconds:
                del self._jobs[job.id]


def _outcome(job: Job, work: Work) -> tuple[object, str]:
    """What `work` gives, or why it failed in words for whoever asked."""

    def tell(stage: str, done: int, total: int) -> None:
        job.stage, job.done, job.total = stage, done, total

    try:
        return work(tell), ""
    except RashomonError as error:
        return None, str(error) or "it failed"
    except Exception:  # noqa: BLE001  # a worker that ends would leave all other work waiting for ever
        _LOG.exception("job %s of kind %s failed", job.id, job.kind)
        return None, "something went wrong in the program; the server's log says what"
