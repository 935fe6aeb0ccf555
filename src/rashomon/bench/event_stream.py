"""Makes a long stream of articles of others' sentences, and measures the event grouper's pace and memory on it."""

from __future__ import annotations

import random
import re
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rashomon.bench.report import share
from rashomon.errors import DataError
from rashomon.grouping.event_features import count_words
from rashomon.grouping.events import EventGrouper
from rashomon.records import StreamItem

WORDS = 400
ARTICLES_A_DAY = 2_000
BLOCKS = 10
_SEED = 5
# Of an article's sentences, the share that is drawn from its event's; the others come from anywhere.
_OWN_SHARE = 0.7
# From fewer sentences than this, two articles of one event would be copies of each other.
_FEWEST_SENTENCES = 150
_START = datetime(2024, 1, 1, tzinfo=UTC)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_NUMBER = re.compile(r"\d+")
_SYLLABLES = tuple(
    c + v
    for c in ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kr", "st", "tr"]
    for v in ["a", "e", "i", "o", "u"]
)
Row = dict[str, str | float | int]


@dataclass(slots=True, kw_only=True)
class _Story:
    """A made-up event: the sentences that its reports draw from, its names, and how many reports are still to come."""

    sentences: Sequence[str]
    names: dict[str, str]
    left: int


def measure_stream(
    texts: Mapping[str, Sequence[str]], *, count: int
) -> tuple[dict[str, float | int], tuple[Row, ...], tuple[str, ...]]:
    """Figures, rows and notes: articles a CPU second and memory over `count` articles made of `texts` by cluster.

    Making the articles is not counted; all that the grouper does with them is, cutting them into words included.
    """
    grouper = EventGrouper()
    block = max(1, count // BLOCKS)
    rows: list[Row] = []
    words = done = 0
    spent = counting = grouping = 0.0
    for item in make_stream(texts, count=count):
        begun = time.process_time()
        counted = count_words(item)
        between = time.process_time()
        grouper.add_counted(counted)
        ended = time.process_time()
        counting += between - begun
        grouping += ended - between
        spent += ended - begun
        words += len(item.text.split())
        done += 1
        if done % block == 0 or done == count:
            rows.append({
                "articles": done,
                "a second": round(share(block, spent)),
                "open events": grouper.open_events,
                "MB now": memory_now(),
            })  # fmt: skip
            spent = 0.0
    figures: dict[str, float | int] = {
        "articles": done,
        "words an article": round(share(words, done)),
        "articles a CPU second": round(share(done, counting + grouping)),
        "articles a CPU second, words counted before": round(share(done, grouping)),
        "peak MB of this process": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    notes = (
        f"{ARTICLES_A_DAY} articles a day; sentences of the sets in new orders, with names and numbers changed.",
        "Making the articles is not counted; cutting them into words is. Memory is of the whole process.",
    )
    return figures, tuple(rows), notes


def make_stream(
    texts: Mapping[str, Sequence[str]], *, count: int, fewest: int = _FEWEST_SENTENCES
) -> Iterator[StreamItem]:
    """`count` articles of about WORDS words in the order of time, the same at every call; no two are copies.

    Each belongs to a made-up event, whose reports draw most of their sentences from those of one cluster of `texts`
    and share new names for the old ones; numbers are new in every article. Clusters with fewer than `fewest` sentences
    give no events.
    Raises: DataError where the texts have too few sentences.
    """
    dice = random.Random(_SEED)
    by_cluster = {cluster: sentences_of(own) for cluster, own in sorted(texts.items())}
    pool = [sentence for own in by_cluster.values() for sentence in own]
    themes = [own for own in by_cluster.values() if len(own) >= fewest]
    if not themes:
        raise DataError(f"the sets hold no cluster with {fewest} sentences, too few to make a stream of")
    stories: list[_Story] = []
    for number in range(count):
        if not stories or dice.random() < 0.1:
            stories.append(_Story(sentences=dice.choice(themes), names={}, left=1 + int(dice.expovariate(1 / 10))))
        story = dice.choice(stories[-200:])
        sentences: list[str] = []
        length = 0
        while length < WORDS:
            source = story.sentences if dice.random() < _OWN_SHARE else pool
            sentence = _renew(dice.choice(source), story.names, dice)
            sentences.append(sentence)
            length += len(sentence.split())
        story.left -= 1
        if story.left <= 0:
            stories.remove(story)
        yield StreamItem(
            id=f"made-{number:07}",
            title=sentences[0][:120],
            text=" ".join(sentences[1:]),
            published=_START + timedelta(days=number / ARTICLES_A_DAY),
        )


def sentences_of(texts: Sequence[str]) -> list[str]:
    """The sentences of `texts`, cut at full stops, of five to sixty words."""
    return [s for text in texts for s in _SENTENCE_END.split(text) if 5 <= len(s.split()) <= 60]


def _renew(sentence: str, names: dict[str, str], dice: random.Random) -> str:
    """`sentence` with the story's names for its own, and other numbers."""

    def name(match: re.Match[str]) -> str:
        if match.group() not in names:
            names[match.group()] = "".join(dice.choices(_SYLLABLES, k=3)).capitalize()
        return names[match.group()]

    def number(match: re.Match[str]) -> str:
        return str(dice.randrange(1, 10 ** min(6, len(match.group()))))

    return _NUMBER.sub(number, _NAME.sub(name, sentence))


def memory_now() -> int:
    """The resident memory of this process in MB; where the system doesn't tell, its peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return round(pages * resource.getpagesize() / 1_000_000)
