"""Finds the reports of another event than the rest, so that nothing is compared with them.

Two reports are told apart by a few cheap facts about their texts: how alike their openings are, how alike their words,
and whether the names in the one's opening stand in the other. A logistic model over these facts, fitted on news that
others have put together by event (`training/fit_same_event.py`), gives the log-odds that both report one event. It is
set to be slow to part reports: a report that is wrongly set aside is a comparison lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rashomon.data import load_table
from rashomon.models.encoder import encode
from rashomon.records import Article, Copy, LightReading, OtherEvent, Span
from rashomon.text import stretch
from rashomon.vocabulary import content_stems, weight

# The event stands at the top of a report; a text longer than this says no more about which one it is.
_BODY_CHARACTERS = 8_000
_OPENING_CHARACTERS = 1_500
_MOST_NAMES = 60
# A text with fewer stems is too short to be told from another.
FEWEST_STEMS = 20
_LONG = 150
_FAR_APART_DAYS = 30

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outline:
    """What tells which event an article reports.

    `vector` (384,) has length 1 and is of its opening: title and lead. `stems` are those of its content words, each
    with how telling it is (0 or more); `length` is the length of the vector that they make. `opening_names` are the
    stems of the names in its opening.
    """

    article: str
    published: datetime | None
    language: str
    vector: npt.NDArray[np.float32]
    stems: Mapping[str, float]
    length: float
    opening_names: Mapping[str, float]


def find_other_events(
    articles: Sequence[Article], lights: Sequence[LightReading], copies: Sequence[Copy]
) -> tuple[OtherEvent, ...]:
    """The articles that report another event than the rest, sorted by article; none where that is not plain.

    `lights` are the light readings of `articles`, in their order, which changes nothing. The event is the one that
    most reports are about (of equally many, the one reported first); prints of one text count once. Where no two
    reports share an event, none of them is the rest, and all are named. Texts too short, or in another language than
    English, are never named.
    """
    origins = {copy.article: copy.origin for copy in copies}
    originals = sorted((a for a in articles if a.id not in origins), key=_canonical)
    light_of = {light.article: light for light in lights}
    outlines = [one for one in make_outlines(originals, [light_of[a.id] for a in originals]) if can_be_told(one)]
    odds = odds_of_all(outlines)
    groups = join_groups(odds, _table()["bar"])
    if len(groups) < 2:
        return ()
    largest = max(groups, key=len)
    if len(largest) == 1 and len(outlines) < len(originals):
        return ()  # what the untold ones report decides which event is meant
    event = largest if len(largest) > 1 else []
    found = {}
    for number, group in enumerate((g for g in groups if g is not event), start=1):
        for i in group:
            rest = event or [j for j in range(len(outlines)) if j != i]
            found[outlines[i].article] = _name(outlines, odds, i, rest, number)
    return tuple(
        OtherEvent(article=a.id, group=one.group, score=one.score, reason=one.reason)
        for a in sorted(articles, key=lambda article: article.id)
        if (one := found.get(origins.get(a.id, a.id)))
    )


def make_outlines(articles: Sequence[Article], lights: Sequence[LightReading]) -> list[Outline]:
    """The outlines of `articles`, in their order. Raises: ModelError where the encoder is missing or altered."""
    openings = [_opening(article, light) for article, light in zip(articles, lights, strict=True)]
    vectors = encode(openings)
    return [
        _outline(article, light, opening, vector)
        for article, light, opening, vector in zip(articles, lights, openings, vectors, strict=True)
    ]


def odds_of_all(outlines: Sequence[Outline]) -> Matrix:
    """The log-odds, (n, n) and symmetric, that two of `outlines` are of one event; 0 on the diagonal."""
    odds = np.zeros((len(outlines), len(outlines)))
    for i, j in combinations(range(len(outlines)), 2):
        odds[i, j] = odds[j, i] = same_event_odds(outlines[i], outlines[j])
    return odds


def same_event_odds(left: Outline, right: Outline) -> float:
    """The log-odds that both report one event, the same both ways; where there is nothing to go on, about 0."""
    return weigh_facts(gather_facts(left, right), _table())


def weigh_facts(facts: Mapping[str, float | None], table: Mapping[str, float]) -> float:
    """The log-odds of `facts` by the weights in `table`; a fact that is None counts as one that speaks for neither."""
    known = {name: value for name, value in facts.items() if value is not None}
    return float(table["bias"] + sum(table[name] * (value - table[f"typical {name}"]) for name, value in known.items()))


def gather_facts(left: Outline, right: Outline) -> dict[str, float | None]:
    """Each fact of the table below for two outlines; None is nothing to go on."""
    return {name: fact(left, right) for name, fact in FACTS.items()}


def openings_alike(left: Outline, right: Outline) -> float:
    """The cosine of the openings' vectors: 1 for the same words, about 0 for another subject."""
    return float(left.vector @ right.vector)


def words_alike(left: Outline, right: Outline) -> float:
    """The cosine of the two texts' stems by weight (its root, since it is small for most pairs)."""
    shared = math.fsum(left.stems[stem] ** 2 for stem in left.stems.keys() & right.stems.keys())
    return math.sqrt(shared / (left.length * right.length))


def names_found(left: Outline, right: Outline) -> float | None:
    """The share, by weight, of the names in each opening that stand in the other text; None where there are none."""
    shares = [
        share
        for one, other in ((left, right), (right, left))
        if (share := _share_found(one.opening_names, other.stems.keys())) is not None
    ]
    return math.fsum(shares) / len(shares) if shares else None


def shorter_length(left: Outline, right: Outline) -> float:
    """How long the shorter text is: the logarithm of its stems, 0 for about fifty of them."""
    return math.log(min(len(left.stems), len(right.stems), _LONG) + 1) - 4


def words_by_length(left: Outline, right: Outline) -> float:
    """Shared words tell the more, the longer the texts are."""
    return words_alike(left, right) * shorter_length(left, right)


def far_apart(left: Outline, right: Outline) -> float | None:
    """1 where the two were published more than thirty days apart, else 0; None where a date is not known."""
    if left.published is None or right.published is None:
        return None
    return float(abs(left.published - right.published).days > _FAR_APART_DAYS)


FACTS: dict[str, Callable[[Outline, Outline], float | None]] = {
    "openings": openings_alike,
    "words": words_alike,
    "names": names_found,
    "length": shorter_length,
    "words by length": words_by_length,
    "far apart": far_apart,
}


def join_groups(odds: Matrix, bar: float) -> list[list[int]]:
    """Groups of rows of `odds`, joined while the mean log-odds between two groups is at least `bar`; sorted.

    Of several equally near groups the ones with the smallest rows are joined first.
    Source: average linkage (UPGMA), Sokal and Michener 1958.
    """
    groups = [[i] for i in range(len(odds))]
    totals = odds.copy()
    while len(groups) > 1:
        sizes = np.array([len(group) for group in groups])
        means = totals / np.outer(sizes, sizes)
        means[np.tril_indices(len(groups))] = -np.inf
        i, j = (int(place) for place in np.unravel_index(np.argmax(means), means.shape))
        if means[i, j] < bar:
            break
        groups[i] += groups.pop(j)
        totals[i] += totals[j]
        totals[:, i] += totals[:, j]
        totals = np.delete(np.delete(totals, j, axis=0), j, axis=1)
    return sorted(sorted(group) for group in groups)


def _name(outlines: Sequence[Outline], odds: Matrix, i: int, rest: Sequence[int], number: int) -> OtherEvent:
    closest = max(rest, key=lambda j: float(odds[i, j]))
    mean = math.fsum(odds[i, j] for j in rest) / len(rest)
    return OtherEvent(
        article=outlines[i].article,
        group=number,
        score=round(1 / (1 + math.exp(mean)), 4),
        reason=_explain(outlines[i], outlines[closest], many=len(rest) > 1),
    )


def _explain(one: Outline, closest: Outline, *, many: bool) -> str:
    names = names_found(one, closest)
    facts = [
        f"{_percent(openings_alike(one, closest))} alike in its opening",
        f"{_percent(words_alike(one, closest) ** 2)} in its words",
        *([f"{_percent(names)} in the names of the openings"] if names is not None else []),
        *(["published more than a month apart"] if far_apart(one, closest) else []),
    ]
    than, which = ("the others", "the closest of them") if many else ("the other", "that one")
    return f"seems to report another event than {than}; {which} is {', '.join(facts)}"


def _percent(share: float) -> str:
    return f"{round(100 * max(0.0, share))} %"


def can_be_told(outline: Outline) -> bool:
    """True where the text is long enough, and in the language that the weights are for."""
    return len(outline.stems) >= FEWEST_STEMS and outline.language in ("en", "und")


def _outline(article: Article, light: LightReading, opening: str, vector: npt.NDArray[np.float32]) -> Outline:
    names = content_stems(" ".join(light.names[:_MOST_NAMES]))
    # The names too: a country's other names stand there as its usual one, so that it is found under either.
    stems = _weigh(content_stems(article.text[:_BODY_CHARACTERS]) | names)
    return Outline(
        article=article.id,
        published=article.published,
        language=article.language,
        vector=vector,
        stems=stems,
        length=math.sqrt(math.fsum(telling**2 for telling in stems.values())) or 1.0,
        opening_names=_weigh(content_stems(opening) & names),
    )


def _opening(article: Article, light: LightReading) -> str:
    spans: list[Span] = [*([light.title] if light.title else []), *light.lead]
    return " ".join(stretch(article.text, span) for span in spans)[:_OPENING_CHARACTERS]


def _share_found(names: Mapping[str, float], stems: Set[str]) -> float | None:
    whole = math.fsum(names.values())
    return math.fsum(names[name] for name in names.keys() & stems) / whole if whole else None


def _weigh(stems: Iterable[str]) -> dict[str, float]:
    """How telling each stem is: 0 for one that stands in every report."""
    return {stem: max(0.0, weight(stem) - 1) for stem in stems}


def _canonical(article: Article) -> tuple[str, str]:
    return (article.published.isoformat() if article.published else "9999", article.id)


def _table() -> dict[str, float]:
    weights: dict[str, float] = load_table("same_event")["weights"]
    return weights
