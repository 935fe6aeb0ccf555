"""Whether a checked draft is shown as confirmed only by what states it.

Each pair of claims, in the format of `bench.safety`, is put through the program: its left claim is the draft, its right
one the only report. They are never taken for prints of one text, however alike they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rashomon.bench.report import Measure, digest_of, share
from rashomon.bench.safety import FILES, Expected, SafetyPair, load_pairs, pair_files
from rashomon.records import Article, Check, CheckStatus
from rashomon.sources.drafts import Draft, make_article

STATUSES: tuple[CheckStatus, ...] = ("confirmed", "contradicted", "stated otherwise", "not found")
HALVES = ("developed on", "held back")


def measure(data: Path) -> Measure:
    """Of the unsafe pairs in the folder `data` how many are shown as confirmed, of the paraphrases the share that is.

    An unsafe pair counts as confirmed where any claim of its draft is, a paraphrase where all are. Both are also given
    for two halves, into which the digest of a pair's id puts it. Raises: as `bench.safety.measure`.
    """
    pairs = load_pairs(data)
    statuses = [statuses_of(pair) for pair in pairs]
    return Measure(
        name="check",
        data=str(data),
        digest=digest_of(pair_files(data)),
        figures=dict(_figures(pairs, statuses)),
        rows=tuple(_rows(pairs, statuses)),
        notes=(
            "Of the unsafe pairs none may be confirmed; a paraphrase that is not is shown as stated otherwise.",
            "A report of one sentence has no surroundings, which the linking of whole reports also goes by.",
        ),
    )


def half_of(pair: SafetyPair) -> str:
    """The half that the pair belongs to: by the digest of its id, so that nobody chooses."""
    return HALVES[hashlib.sha256(pair.id.encode()).digest()[0] % 2]


def statuses_of(pair: SafetyPair) -> tuple[CheckStatus, ...]:
    """How each claim of the pair's left text stands to its right one. Raises: ModelError."""
    return tuple(one.status for one in check_pair(pair).claims)


def check_pair(pair: SafetyPair) -> Check:
    """The pair's left text as a draft beside its right one as the only report. Raises: ModelError."""
    from rashomon.checking import as_draft, check_draft
    from rashomon.settings import Settings

    draft, report = (_to_article(pair, side) for side in ("left", "right"))
    return check_draft(as_draft(draft), [report], settings=Settings(reproducible=True, one_event=True), copies=())


def is_confirmed(expected: Expected, statuses: Sequence[CheckStatus]) -> bool:
    """Whether the pair counts as confirmed: an unsafe one by any claim, a paraphrase by all."""
    confirmed = [status == "confirmed" for status in statuses]
    return any(confirmed) if expected == "unsafe" else bool(confirmed) and all(confirmed)


def _to_article(pair: SafetyPair, side: str) -> Article:
    text = pair.left if side == "left" else pair.right
    name = f"{pair.id}.{side}"
    draft = Draft(
        text=text.text, source=name, given_id=name, published=text.published, day_only=text.published is not None
    )
    return make_article(draft, path=name, fallback_source=name, language="en")


def _figures(
    pairs: Sequence[SafetyPair], statuses: Sequence[tuple[CheckStatus, ...]]
) -> Iterator[tuple[str, float | int]]:
    for half in ("", *HALVES):
        for expected in FILES:
            own = [
                is_confirmed(expected, found)
                for pair, found in zip(pairs, statuses, strict=True)
                if pair.expected == expected and half in ("", half_of(pair))
            ]
            name = f"{expected}_{half.replace(' ', '_')}" if half else expected
            yield f"{name}_pairs", len(own)
            yield f"{name}_confirmed", sum(own) if expected == "unsafe" else share(sum(own), len(own))


def _rows(
    pairs: Sequence[SafetyPair], statuses: Sequence[tuple[CheckStatus, ...]]
) -> Iterator[dict[str, str | float | int]]:
    kinds: dict[tuple[Expected, str], list[tuple[CheckStatus, ...]]] = {}
    for pair, found in zip(pairs, statuses, strict=True):
        kinds.setdefault((pair.expected, pair.kind), []).append(found)
    for (expected, kind), own in kinds.items():
        counts = Counter(status for found in own for status in found)
        confirmed = sum(is_confirmed(expected, found) for found in own)
        yield {
            "expected": expected,
            "kind": kind,
            "pairs": len(own),
            "pairs confirmed": confirmed,
            **{status: counts[status] for status in STATUSES},
        }
