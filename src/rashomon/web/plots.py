"""Small plots as the numbers that a template draws: no styles, no scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rashomon.records import EventAccount, EventChange
from rashomon.rendering.dates import show_minute

_BINS = 60
WIDTH, HEIGHT = 640, 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar from `top` down to the base line, with what it says."""

    left: float
    width: float
    top: float
    height: float
    count: int
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A merge or a split: where it stands on the axis, and what happened."""

    at: float
    change: EventChange


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Articles over time as bars, with merges and splits above them. `undated` articles stand nowhere."""

    bars: tuple[Bar, ...]
    turns: tuple[Turn, ...]
    first: str
    last: str
    most: int
    step: str
    undated: int


def make_history(account: EventAccount) -> History | None:
    """The history of an event, None where it has no dated article."""
    times = sorted(one.article.published for one in account.articles if one.article.published is not None)
    changes = [one for one in account.history if one.kind in ("merged", "split") and one.at is not None]
    if not times:
        return None
    start, end = times[0], max([times[-1], *(one.at for one in changes if one.at is not None)])
    step, step_name = _choose_step(end - start)
    bins = min(_BINS, int((end - start) / step) + 1)
    counts = [0] * bins
    for time in times:
        counts[min(bins - 1, int((time - start) / step))] += 1
    most = max(counts)
    wide = WIDTH / bins
    bars = tuple(
        Bar(left=round(n * wide + 1, 1), width=round(min(wide - 2, 24), 1),
            top=round(HEIGHT - HEIGHT * count / most, 1),
            height=round(HEIGHT * count / most, 1), count=count, when=show_minute(start + n * step))
        for n, count in enumerate(counts)
        if count
    )  # fmt: skip
    whole = bins * step
    turns = tuple(
        Turn(at=round(min(WIDTH - 6, max(6.0, WIDTH * ((one.at - start) / whole))), 1), change=one)
        for one in changes
        if one.at is not None
    )
    return History(bars=bars, turns=turns, first=show_minute(start), last=show_minute(end), most=most, step=step_name,
                   undated=len(account.articles) - len(times))  # fmt: skip


def _choose_step(length: timedelta) -> tuple[timedelta, str]:
    for step, name in (
        (timedelta(hours=1), "hour"),
        (timedelta(hours=6), "six hours"),
        (timedelta(days=1), "day"),
        (timedelta(days=7), "week"),
    ):
        if length / step < _BINS:
            return step, name
    days = max(8, -(-length.days // (_BINS - 1)))
    return timedelta(days=days), f"{days} days"


def sparkline(
    counts: Sequence[int], *, width: int = 96, height: int = 24
) -> tuple[tuple[float, float, float, float], ...]:
    """Bars (left, top, width, height) of counts, the largest as high as there is room."""
    most = max(counts, default=0)
    if not most:
        return ()
    wide = width / len(counts)
    return tuple(
        (
            round(n * wide, 1),
            round(height - height * count / most, 1),
            round(wide - 1, 1),
            round(height * count / most, 1),
        )
        for n, count in enumerate(counts)
        if count
    )


def growth_since(newest: datetime, days: int) -> datetime:
    """Where the half-open interval of `days` days that has `newest` as its last moment begins."""
    try:
        return newest - timedelta(days=days) + timedelta(microseconds=1)
    except OverflowError:
        return newest
