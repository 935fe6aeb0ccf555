"""Runs the stages of a batch, each from where it was left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rashomon.batch.comparing import batch_settings
from rashomon.batch.engine import Asked, Engine, OwnEngine
from rashomon.batch.inputs import list_units
from rashomon.batch.manifests import (
    Manifest,
    Receipt,
    digest_of,
    find_manifest,
    find_receipts,
    keep_manifest,
)
from rashomon.batch.options import BatchOptions, check_options
from rashomon.batch.stages import STAGES, Stage, key_of, slices_of, task_name, task_numbers
from rashomon.batch.storage import Storage
from rashomon.batch.tables import PUBLIC, Slice, Table, read_slices
from rashomon.batch.tasks import Task, Unit
from rashomon.errors import BatchError
from rashomon.settings import Settings

RESULT = "result.json"


@dataclass(slots=True, kw_only=True)
class StageTally:
    """What a stage has come to. `kept` tasks were finished by an earlier run, `done` by this one.

    `rows` and `sizes` (bytes by table) are those of all finished tasks. `seconds` and `cpu_seconds` (of the workers)
    are this run's. `peak_mb` is the most memory that one worker has taken in all the run so far, `deaths` how many
    workers died at work in this stage.
    """

    stage: str
    about: str
    tasks: int
    kept: int = 0
    done: int = 0
    rows: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int = 0
    deaths: int = 0

    @property
    def size(self) -> int:
        """The bytes of all tables."""
        return sum(self.sizes.values())

    @property
    def rate(self) -> float:
        """The tasks a second that this run has finished."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the stage will take at this rate, None while nobody knows."""
        return (self.tasks - self.kept - self.done) / self.rate if self.done else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """The tables of a batch: where each one's files lie below the folder, and how many rows it has."""

    root: str
    files: dict[str, list[str]]
    rows: dict[str, int]
    stages: tuple[StageTally, ...] = field(default=())
    stopped: bool = False


Tell = Callable[[StageTally], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What all stages of a run have in common."""

    units: Sequence[Unit]
    storage: Storage
    engine: Engine
    settings: Settings
    options: BatchOptions
    tell: Tell
    stop: Asked


def run_batch(
    inputs: Sequence[str],
    out: str,
    *,
    settings: Settings | None = None,
    options: BatchOptions | None = None,
    lists: Sequence[str] = (),
    base: str | None = None,
    tell: Tell = lambda tally: None,
    stop: Asked = lambda: False,
) -> BatchResult:
    """Takes `inputs` (files, folders, URLs) and what the files `lists` name to dossiers in the folder `out`.

    Relative lines of a list stand below `base`, else beside the list. What earlier runs finished in `out` is not done
    again, as far as it rests on the same inputs, settings, models and program. `tell` sees each stage as it goes on.

    Raises: BatchError; SettingsError; ModelError; InputError where an input can't be found.
    """
    options = check_options(options or BatchOptions())
    settings = batch_settings(settings or Settings())
    storage = Storage(root=out.rstrip("/") if "://" in out else _absolute(out))
    units = list_units(inputs, lists=lists, base=base)
    engine = make_engine(storage, options)
    plan = _Plan(units=units, storage=storage, engine=engine, settings=settings, options=options, tell=tell, stop=stop)
    manifests: dict[str, Manifest] = {}
    tallies: list[StageTally] = []
    try:
        for stage in STAGES:
            if stage.deep and options.deep_articles == 0:
                break
            manifest, tally = _run_stage(stage, manifests, plan)
            tallies.append(tally)
            if manifest is None:
                return BatchResult(root=storage.root, files={}, rows={}, stages=tuple(tallies), stopped=True)
            manifests[stage.name] = manifest
    finally:
        engine.close()
    result = _result(storage, manifests, tuple(tallies))
    storage.write_json(RESULT, {"files": result.files, "rows": result.rows})
    return result


def make_engine(storage: Storage, options: BatchOptions) -> Engine:
    """The engine that the options name. Raises: BatchError where it can't be had, or does not fit the storage."""
    if options.engine == "ray":
        from rashomon.batch.ray_engine import RayEngine

        _require_shared(storage)
        return RayEngine(max(1, options.workers), address=options.address)
    if options.workers == 0:
        return OwnEngine()
    from rashomon.batch.local import LocalEngine

    _require_shared(storage)
    return LocalEngine(options.workers)


def read_result(out: str, table: str) -> Table:
    """All rows of one of the PUBLIC tables of a batch in the folder `out`, as a pyarrow.Table.

    Raises: BatchError where the batch is not finished or has no such table.
    """
    storage = Storage(root=out.rstrip("/") if "://" in out else _absolute(out))
    result = storage.read_json(RESULT)
    if result is None:
        raise BatchError(f"{out}: there is no finished batch here; run `rashomon batch` again, it goes on")
    if table not in result["files"]:
        raise BatchError(f"{out}: has no table {table!r}; there are: {', '.join(sorted(result['files']))}")
    return read_slices(storage, table, [Slice(name=name) for name in result["files"][table]])


def _run_stage(stage: Stage, manifests: Mapping[str, Manifest], plan: _Plan) -> tuple[Manifest | None, StageTally]:
    """The manifest of a stage, after what was not yet finished of it; None where the run was to stop before."""
    folder = f"{stage.name}/{key_of(stage, manifests, plan.settings, plan.options)}"
    by_name = {digest_of([unit.name, unit.place, unit.state])[:16]: unit for unit in plan.units}
    numbers = {task_name(number): number for number in task_numbers(stage, manifests, plan.options)}
    names = list(by_name) if stage.split == "units" else list(numbers)
    # The manifest of the first stage is of these inputs; its folder may hold others' too.
    manifest_name = f"manifest-{digest_of(sorted(names))[:16]}"
    clock, deaths, spent = time.monotonic(), plan.engine.spent.deaths, plan.engine.spent.cpu_seconds
    tally = StageTally(stage=stage.name, about=stage.about, tasks=len(names), peak_mb=plan.engine.spent.peak_mb)
    finished = find_manifest(plan.storage, folder, manifest_name)
    if finished is not None:
        tally.kept = len(names)
        _count(tally, finished.receipts)
        plan.tell(tally)
        return finished, tally
    receipts = find_receipts(plan.storage, folder, names)
    tally.kept = len(receipts)
    _count(tally, list(receipts.values()))
    plan.tell(tally)

    def tasks() -> Iterator[Task]:
        for name in names:
            if name not in receipts:
                number = numbers.get(name, 0)
                yield Task(
                    stage=stage.name,
                    name=name,
                    number=number,
                    root=plan.storage.root,
                    folder=folder,
                    reads={feed.table: slices_of(feed, manifests, name, number, plan.options) for feed in stage.feeds},
                    writes=stage.writes,
                    settings=plan.settings,
                    options=plan.options,
                    unit=by_name.get(name) if stage.split == "units" else None,
                )

    fresh: dict[str, Receipt] = {}

    def done(receipt: Receipt) -> None:
        fresh[receipt.task] = receipt
        tally.done += 1
        _count(tally, [receipt])
        tally.seconds = time.monotonic() - clock
        tally.cpu_seconds = plan.engine.spent.cpu_seconds - spent
        tally.peak_mb, tally.deaths = plan.engine.spent.peak_mb, plan.engine.spent.deaths - deaths
        plan.tell(tally)

    plan.engine.run(tasks(), done=done, stop=plan.stop)
    tally.seconds = time.monotonic() - clock
    receipts |= fresh
    if len(receipts) < len(names):
        return None, tally
    plan.storage.drop_unfinished(folder)
    manifest = Manifest(stage=stage.name, folder=folder, receipts=tuple(receipts[name] for name in sorted(receipts)))
    keep_manifest(plan.storage, manifest_name, manifest)
    return manifest, tally


def _count(tally: StageTally, receipts: Sequence[Receipt]) -> None:
    for one in receipts:
        for table, part in one.parts.items():
            tally.rows += part.rows
            tally.sizes[table] = tally.sizes.get(table, 0) + part.size


def _result(storage: Storage, manifests: Mapping[str, Manifest], tallies: tuple[StageTally, ...]) -> BatchResult:
    files: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for table in PUBLIC:
        for manifest in manifests.values():
            for one in manifest.receipts:
                if table in one.parts:
                    files.setdefault(table, []).append(one.parts[table].name)
                    rows[table] = rows.get(table, 0) + one.parts[table].rows
    return BatchResult(root=storage.root, files=files, rows=rows, stages=tallies)


def _require_shared(storage: Storage) -> None:
    if not storage.is_shared:
        raise BatchError(f"{storage.root}: only one process sees this memory; give --workers 0, or another --out")


def _absolute(path: str) -> str:
    from pathlib import Path

    return str(Path(path).absolute())
