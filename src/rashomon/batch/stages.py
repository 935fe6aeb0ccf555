"""The stages of a batch in their order: what each reads and writes, in how many tasks, and what its result rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from rashomon.batch.comparing import (
    choose_events,
    compare_events,
    count_events,
    read_deeply,
    send_texts,
    want_articles,
)
from rashomon.batch.copying import (
    connect,
    find_copies_of_groups,
    join_bands,
    pick_candidates,
    send_members,
    verify,
)
from rashomon.batch.eventing import days_of, group_window, match_seam, place, settle, stitch, windows_of
from rashomon.batch.manifests import Manifest, one_of, stage_key
from rashomon.batch.options import BatchOptions
from rashomon.batch.reading import read_lightly, receive_unit
from rashomon.batch.tables import Slice
from rashomon.batch.tasks import Work
from rashomon.packing import COMPARES, READS, digest_of_sources
from rashomon.pipeline import tell_settings
from rashomon.settings import Settings

Split = Literal["units", "one", "buckets", "windows", "seams", "parts"]
"""Into what tasks a stage falls: one an input, one in all, one a partition, a window, a seam of two, a deep part."""
Pick = Literal["all", "bucket", "own", "days"]
"""What a task reads of a table: all, its bucket, what the task of the same name wrote, the days of its window."""

_RECORDS = ("records.py", "text.py", "batch/tables.py", "batch/tasks.py")
_WORDS = (*_RECORDS, "vocabulary.py", "naming", "data", "grouping")
_SOURCES = (*_RECORDS, "sources", "batch/reading.py")
_LIGHT = (*_WORDS, "reading/light.py", "reading/layout.py", "batch/reading.py")
_COPYING = (*_WORDS, "batch/copying.py", "batch/reading.py")
_EVENTING = (*_WORDS, "batch/eventing.py", "batch/copying.py", "batch/reading.py")
_INPUT_SETTINGS = (
    "size_limit_mb", "unpack_ratio", "max_elements", "max_pages", "max_entries", "fetch", "fetch_pages",
    "allow_private", "max_characters",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A table that a stage reads: of which stage, and what of it."""

    stage: str
    table: str
    pick: Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage. Its result rests on its `feeds`, `options` and `settings` (named), `models`, and the program's `code`.

    `about` is what users read while it runs. A stage that is `deep` is skipped where nothing is to be read deeply.
    """

    name: str
    about: str
    work: Work
    split: Split
    writes: tuple[str, ...]
    feeds: tuple[Feed, ...] = ()
    options: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    models: bool = False
    all_settings: bool = False
    deep: bool = False


STAGES: Final[tuple[Stage, ...]] = (
    Stage(
        name="sources", about="Receiving", work=receive_unit, split="units", writes=("received", "dead_letters"),
        options=("partitions", "article_seconds"), settings=_INPUT_SETTINGS, code=_SOURCES,
    ),
    Stage(
        name="light", about="Light reading", work=read_lightly, split="buckets",
        writes=("articles", "prints", "bands", "words", "dead_letters"),
        feeds=(Feed(stage="sources", table="received", pick="bucket"),),
        options=("partitions", "article_seconds"), code=_LIGHT,
    ),
    Stage(
        name="bands", about="Copies: joining bands", work=join_bands, split="buckets", writes=("pairs",),
        feeds=(Feed(stage="light", table="bands", pick="bucket"),),
        options=("partitions",), settings=("window_days",), code=_COPYING,
    ),
    Stage(
        name="candidates", about="Copies: candidates", work=pick_candidates, split="buckets", writes=("candidates",),
        feeds=(
            Feed(stage="bands", table="pairs", pick="bucket"),
            Feed(stage="light", table="prints", pick="own"),
        ),
        options=("partitions",), code=_COPYING,
    ),
    Stage(
        name="verified", about="Copies: verifying", work=verify, split="buckets", writes=("prints_same",),
        feeds=(
            Feed(stage="candidates", table="candidates", pick="bucket"),
            Feed(stage="light", table="prints", pick="own"),
        ),
        options=("partitions",), code=_COPYING,
    ),
    Stage(
        name="connected", about="Copies: connecting", work=connect, split="one", writes=("groups",),
        feeds=(Feed(stage="verified", table="prints_same", pick="all"),), options=("partitions",), code=_COPYING,
    ),
    Stage(
        name="members", about="Copies: gathering", work=send_members, split="buckets", writes=("members",),
        feeds=(
            Feed(stage="connected", table="groups", pick="bucket"),
            Feed(stage="light", table="prints", pick="own"),
        ),
        options=("partitions",), code=_COPYING,
    ),
    Stage(
        name="copies", about="Copies: against their origins", work=find_copies_of_groups, split="buckets",
        writes=("copies", "copy_places"), feeds=(Feed(stage="members", table="members", pick="bucket"),),
        options=("partitions",), settings=("window_days",), code=_COPYING,
    ),
    Stage(
        name="windows", about="Events: windows", work=group_window, split="windows", writes=("found", "borders"),
        feeds=(Feed(stage="light", table="words", pick="days"),),
        options=("event_days", "overlap_days"), settings=("window_days",), code=_EVENTING,
    ),
    Stage(
        name="seams", about="Events: seams", work=match_seam, split="seams", writes=("links",),
        feeds=(Feed(stage="windows", table="borders", pick="bucket"),), code=_EVENTING,
    ),
    Stage(
        name="stitched", about="Events: stitching", work=stitch, split="one", writes=("stitched",),
        feeds=(Feed(stage="seams", table="links", pick="all"),), code=_EVENTING,
    ),
    Stage(
        name="settled", about="Events: settling", work=settle, split="windows", writes=("settled",),
        feeds=(
            Feed(stage="windows", table="found", pick="own"),
            Feed(stage="stitched", table="stitched", pick="bucket"),
        ),
        options=("partitions", "event_days", "overlap_days"), code=_EVENTING,
    ),
    Stage(
        name="placed", about="Events: copies to their origins", work=place, split="buckets",
        writes=("placements", "by_event"),
        feeds=(
            Feed(stage="settled", table="settled", pick="bucket"),
            Feed(stage="copies", table="copy_places", pick="bucket"),
        ),
        options=("partitions",), code=_EVENTING,
    ),
    Stage(
        name="sizes", about="Choosing: sizes of events", work=count_events, split="buckets", writes=("sizes",),
        feeds=(Feed(stage="placed", table="by_event", pick="bucket"),),
        options=("partitions", "min_reports"), code=("batch/comparing.py",), deep=True,
    ),
    Stage(
        name="chosen", about="Choosing", work=choose_events, split="one", writes=("chosen",),
        feeds=(Feed(stage="sizes", table="sizes", pick="all"),),
        options=("partitions", "deep_articles", "part_articles"), settings=("max_reports",),
        code=("batch/comparing.py",), deep=True,
    ),
    Stage(
        name="wanted", about="Choosing: articles", work=want_articles, split="buckets",
        writes=("wanted", "dead_letters"),
        feeds=(
            Feed(stage="chosen", table="chosen", pick="bucket"),
            Feed(stage="placed", table="by_event", pick="bucket"),
        ),
        options=("partitions",), settings=("max_reports",), code=("batch/comparing.py",), deep=True,
    ),
    Stage(
        name="texts", about="Choosing: texts", work=send_texts, split="buckets", writes=("texts",),
        feeds=(
            Feed(stage="wanted", table="wanted", pick="bucket"),
            Feed(stage="light", table="articles", pick="own"),
        ),
        code=("batch/comparing.py",), deep=True,
    ),
    Stage(
        name="readings", about="Deep reading", work=read_deeply, split="parts", writes=("readings", "dead_letters"),
        feeds=(Feed(stage="texts", table="texts", pick="bucket"),),
        options=("article_seconds",), settings=("max_characters", "language"),
        code=(*READS, *_RECORDS, "sources/comparable.py", "sources/language.py", "batch/comparing.py"),
        models=True, deep=True,
    ),
    Stage(
        name="dossiers", about="Dossiers", work=compare_events, split="parts", writes=("dossiers", "dead_letters"),
        feeds=(
            Feed(stage="texts", table="texts", pick="bucket"),
            Feed(stage="readings", table="readings", pick="own"),
            Feed(stage="readings", table="dead_letters", pick="own"),
        ),
        options=("article_seconds",),
        code=(*COMPARES, *_RECORDS, "rendering", "batch/comparing.py"), models=True, all_settings=True, deep=True,
    ),
)  # fmt: skip

_WORK: Final[Mapping[str, Work]] = {stage.name: stage.work for stage in STAGES}


def work_of(stage: str) -> Work:
    """The function of a stage."""
    return _WORK[stage]


def key_of(stage: Stage, manifests: Mapping[str, Manifest], settings: Settings, options: BatchOptions) -> str:
    """What the folder of a stage is named by: a digest of all that its result rests on.

    The inputs of the first stage are not in it: each has a task of its own, so that one that is new adds to the others.
    """
    from rashomon.models.files import model_files

    told = tell_settings(settings)
    return stage_key(
        stage=stage.name,
        feeds=[(feed.table, one_of(manifests, feed.stage).digest(feed.table)) for feed in stage.feeds],
        options={name: getattr(options, name) for name in stage.options},
        settings=told if stage.all_settings else {name: told[name] for name in stage.settings},
        models=[asdict(model) for model in model_files()] if stage.models else [],
        code=digest_of_sources(stage.code),
    )


def task_numbers(stage: Stage, manifests: Mapping[str, Manifest], options: BatchOptions) -> list[int]:
    """The numbers of a stage's tasks; those of the first stage are made from the inputs."""
    match stage.split:
        case "units":
            return []
        case "one":
            return [0]
        case "buckets":
            return list(range(options.partitions))
        case "windows":
            return windows_of(one_of(manifests, "light").buckets("words"), options)
        case "seams":
            return one_of(manifests, "windows").buckets("borders")
        case "parts":
            return one_of(manifests, "texts").buckets("texts")


def slices_of(
    feed: Feed, manifests: Mapping[str, Manifest], task: str, number: int, options: BatchOptions
) -> tuple[Slice, ...]:
    """What the task of this name and number reads of a table."""
    manifest = one_of(manifests, feed.stage)
    match feed.pick:
        case "all":
            return manifest.whole(feed.table)
        case "bucket":
            return manifest.pick(feed.table, number, number)
        case "own":
            return manifest.part(feed.table, task)
        case "days":
            return manifest.pick(feed.table, *days_of(number, options))


def task_name(number: int) -> str:
    """How a task with this number is called; its files are named so."""
    return f"{number:06}"
