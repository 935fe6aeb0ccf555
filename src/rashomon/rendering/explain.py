"""Why two claims were linked: both claims, a reason in one line, and the evidence that the link rests on.

The HTML page and `rashomon explain` show the same explanations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from rashomon.errors import InputError
from rashomon.records import Article, Evidence, Link, LinkKind, Point, Relation, Span
from rashomon.rendering.dates import show_timex
from rashomon.rendering.lookup import Lookup, Stretch, claim_stretch, same_origin, span_stretch
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import NO_REASON, RELATION_SIGN, agreement_word, show_range
from rashomon.text import fold

# What tells a reader most about why two claims were put together, first; what is not named here comes after.
_TELLING: Final = ("copy", "dates", "numbers", "roles", "act", "speaker", "actors", "wording", "rare words", "words",
                   "sentence words", "meaning", "sentence meaning")  # fmt: skip
# These say where to look for a link, or weigh all in one; they are a reason only where there is no other.
_LAST: Final = frozenset({"claim-pair model", "around", "closest", "place in report", "width"})
_NEVER = datetime.max.replace(tzinfo=UTC)
_CLEAR = 0.5
_REASON = 300
_VALUE = 80
_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One piece of evidence: how it stands to sameness (`agreement` from -1 to 1, and its `word`), and what it is.

    `left` and `right` are the stretches that it rests on, None where it rests on the whole claims.
    """

    word: str
    agreement: float
    feature: str
    detail: str
    left: Stretch | None
    right: Stretch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A link as a reader meets it. `values` are in a reader's words, None where no value is at stake.

    `chance` is the link's score as a percentage, `reason` one line that is safe to show anywhere when escaped.
    """

    id: str
    relation: Relation
    kind: LinkKind
    values: tuple[str, str] | None
    chance: str
    reason: str
    left: Stretch
    right: Stretch
    evidence: tuple[EvidenceLine, ...]

    @property
    def sign(self) -> str:
        """The sign of the relation: "=", "≈" or "≠"."""
        return RELATION_SIGN[self.relation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an id stands for: one link, or a point (None for a link) with all links between its claims."""

    point: Point | None
    links: tuple[Link, ...]


def explain_link(lookup: Lookup, link: Link) -> Explanation:
    """The explanation of `link`, whose two claims `lookup` must hold."""
    return Explanation(
        id=link.id,
        relation=link.relation,
        kind=link.kind,
        values=show_values(link),
        chance=show_chance(link.score),
        reason=_reason(lookup, link),
        left=claim_stretch(lookup, link.left),
        right=claim_stretch(lookup, link.right),
        evidence=_evidence_lines(lookup, link),
    )


def find_links(lookup: Lookup, key: str) -> Found:
    """The link or the point that `key` names: its id, or the beginning of no other one's id.

    Raises InputError where no id begins so, or more than one does.
    """
    links = {link.id: link for link in lookup.links}
    known = [*links, *lookup.points]
    fitting = [key] if key in known else sorted(one for one in known if key and one.startswith(key))
    if not fitting:
        raise InputError(f"the dossier holds no link or point {key!r}; the ids of its {len(links)} links and "
                         f"{len(lookup.points)} points stand in the HTML and the JSON dossier")  # fmt: skip
    if len(fitting) > 1:
        some = ", ".join(shorten(one_line(one), _VALUE) for one in fitting[:_CANDIDATES])
        more = ", ..." if len(fitting) > _CANDIDATES else ""
        raise InputError(f"{key!r} is the beginning of {len(fitting)} ids ({some}{more}); give more of it")
    if fitting[0] in links:
        return Found(point=None, links=(links[fitting[0]],))
    point = lookup.points[fitting[0]]
    return Found(point=point, links=links_between(lookup, point.claims))


def links_between(lookup: Lookup, claims: Iterable[str]) -> tuple[Link, ...]:
    """The links that join two of `claims`, in the order of showing."""
    inside = set(claims)
    return tuple(link for link in links_at(lookup, inside) if {link.left, link.right} <= inside)


def links_at(lookup: Lookup, claims: Iterable[str]) -> tuple[Link, ...]:
    """The links that begin or end at any of `claims`: conflicts, then the same, then partly the same, then prints of
    one text; the surest first in each."""
    order: tuple[Relation, ...] = ("conflict", "same", "partial")
    found = {link.id: link for key in claims for link in lookup.links_of.get(key, ())}
    return tuple(sorted(
        found.values(),
        key=lambda link: (same_origin(lookup, link.left, link.right), order.index(link.relation), -link.score, link.id),
    ))  # fmt: skip


def show_chance(score: float) -> str:
    """A probability as a percentage: "75 %". Only certainty is 0 % or 100 %."""
    if 0 < score < 0.01:
        return "< 1 %"
    return "> 99 %" if 0.99 < score < 1 else f"{score:.0%}".replace("%", " %")


def show_values(link: Link) -> tuple[str, str] | None:
    """The link's two values in a reader's words: "autumn 2031", "200 to 999 residents"; None where it has none."""
    if link.values is None:
        return None
    show = show_timex if link.kind == "time" else show_range
    return show(link.values[0]), show(link.values[1])


def showing_rank(lookup: Lookup, key: str, kind: LinkKind) -> tuple[datetime, int]:
    """What the two sides of a link are ordered by: by publication for updates, else in the order of reports."""
    article = lookup.articles[lookup.claims[key].article]
    order = list(lookup.articles).index(article.id)
    published = article.published
    if kind != "update" or published is None:
        return (_NEVER, order)
    return (published if published.tzinfo is not None else published.replace(tzinfo=UTC), order)


def _evidence_lines(lookup: Lookup, link: Link) -> tuple[EvidenceLine, ...]:
    """What differs first for a conflict, what agrees first else; what is neutral last; the strongest first in each."""
    order = ("differs", "agrees", "neutral") if link.relation == "conflict" else ("agrees", "differs", "neutral")
    ordered = sorted(link.evidence, key=lambda one: (order.index(agreement_word(one.agreement)), -abs(one.agreement)))
    left, right = (lookup.articles[lookup.claims[key].article] for key in (link.left, link.right))
    return tuple(_evidence_line(lookup, left, right, evidence) for evidence in ordered)


def _evidence_line(lookup: Lookup, left: Article, right: Article, evidence: Evidence) -> EvidenceLine:
    def place(article: Article, span: Span | None) -> Stretch | None:
        return None if span is None else span_stretch(lookup, article, span)

    return EvidenceLine(
        word=agreement_word(evidence.agreement),
        agreement=evidence.agreement,
        feature=evidence.feature,
        detail=_in_words(evidence),
        left=place(left, evidence.left),
        right=place(right, evidence.right),
    )


def _in_words(evidence: Evidence) -> str:
    """The detail with its normalised values in a reader's words."""
    if evidence.feature == "dates":
        return " ".join(show_timex(word) for word in evidence.detail.split(" "))
    return show_range(evidence.detail) if evidence.feature == "numbers" else evidence.detail


def _reason(lookup: Lookup, link: Link) -> str:
    """Why, in one line, which is the same whichever way round the link is."""
    if showing_rank(lookup, link.right, link.kind) < showing_rank(lookup, link.left, link.kind):
        link = _turn(link)
    by_hand = next((one.detail for one in link.evidence if one.feature == "correction"), "")
    if by_hand:
        return shorten(one_line(by_hand), _REASON)
    sides = claim_stretch(lookup, link.left), claim_stretch(lookup, link.right)
    values, lines = show_values(link), _evidence_lines(lookup, link)
    if link.relation == "conflict":
        why = _why_conflict(lookup, link, sides, values, lines)
    else:
        why = _why_together(sides, values, lines)
    return shorten(one_line(why), _REASON)


def _turn(link: Link) -> Link:
    return replace(
        link,
        left=link.right,
        right=link.left,
        values=link.values and (link.values[1], link.values[0]),
        evidence=tuple(replace(one, left=one.right, right=one.left) for one in link.evidence),
    )


def _why_conflict(lookup: Lookup, link: Link, sides: tuple[Stretch, Stretch], values: tuple[str, str] | None,
                  lines: tuple[EvidenceLine, ...]) -> str:  # fmt: skip
    """What the one has and what the other has; without values, what differs most and what the pair model says."""
    if values is None:
        told = [line.detail for line in lines if line.agreement <= -_CLEAR and line.feature != "claim-pair model"][:1]
        told += [f"the claim-pair model says {line.detail}" for line in lines if line.feature == "claim-pair model"]
        return "; ".join(told) or NO_REASON
    codes = [side.code or side.letter for side in sides]
    short = [shorten(one_line(value), _VALUE) for value in values]
    if link.kind == "attribution":
        return f"{short[0]} in {codes[0]}, {short[1]} in {codes[1]}"
    if link.kind == "update":
        codes = [f"{code} ({side.published})" for code, side in zip(codes, sides, strict=True)]
    elif link.kind == "status":
        negated = [lookup.claims[key].polarity == "negative" for key in (link.left, link.right)]
        if fold(values[0]) == fold(values[1]) and negated[0] != negated[1]:
            no, yes = codes if negated[0] else reversed(codes)
            return f"{no} negates {in_quotes(values[0], _VALUE)}, {yes} does not"
        short = [in_quotes(value, _VALUE) for value in values]
    else:
        resting = next((line for line in lines if line.word == "differs" and line.left and line.right), None)
        if resting is not None and resting.left is not None and resting.right is not None:
            words = resting.left.text, resting.right.text
            short = [f"{value} ({in_quotes(own, _VALUE)})" for value, own in zip(short, words, strict=True)]
    return f"{codes[0]} has {short[0]}, {codes[1]} has {short[1]}"


def _why_together(sides: tuple[Stretch, Stretch], values: tuple[str, str] | None,
                  lines: tuple[EvidenceLine, ...]) -> str:  # fmt: skip
    """What agrees and tells most, in two parts at most, and what speaks against it."""
    told = []
    agreeing = sorted((line for line in lines if line.word == "agrees"), key=_how_telling)
    if values is not None:
        compared = next((line for line in agreeing if line.feature in ("dates", "numbers")), None)
        told.append(_both_values(sides, values, equal=compared is not None and compared.agreement == 1.0))
        agreeing = [line for line in agreeing if line.feature not in ("dates", "numbers")]
    told += list(dict.fromkeys(line.detail for line in agreeing))[: 2 - len(told)]
    against = min(lines, key=lambda line: line.agreement, default=None)
    if told and against is not None and against.agreement <= -_CLEAR:
        told.append(f"but {against.detail}")
    return "; ".join(told) or NO_REASON


def _both_values(sides: tuple[Stretch, Stretch], values: tuple[str, str], *, equal: bool) -> str:
    """The two values of a link that is no conflict; `equal` where arithmetic found them to agree."""
    left, right = (shorten(one_line(value), _VALUE) for value in values)
    if left == right:
        return f"both have {left}"
    codes = [side.code or side.letter for side in sides]
    return f"{codes[0]} has {left} and {codes[1]} has {right}, which {'agree' if equal else 'may both be true'}"


def _how_telling(line: EvidenceLine) -> tuple[bool, bool, int, float]:
    rank = _TELLING.index(line.feature) if line.feature in _TELLING else len(_TELLING)
    return line.feature in _LAST, line.agreement < _CLEAR, rank, -line.agreement
