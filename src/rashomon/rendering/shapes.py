"""The shapes of the JSON that Rashomon writes. They encode it, and the published JSON Schema is made from them.

Offsets are half-open code points into the text of the article named. Instants are ISO 8601 in UTC ("...Z"). A field
that is null is not known, or does not apply; an empty list was looked for and not found.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from rashomon.records import (
    ChangeKind,
    ClaimKind,
    CopyKind,
    CorrectionKind,
    EntityKind,
    EventKind,
    Grain,
    LinkKind,
    PloverEvent,
    PluginKind,
    PointStatus,
    Polarity,
    QuoteForm,
    QuoteKind,
    Relation,
    Stance,
)

Offset = Annotated[int, Meta(ge=0)]
Score = Annotated[float, Meta(ge=0, le=1)]
Instant = Annotated[str, Meta(description="ISO 8601, UTC", examples=["2031-03-04T16:30:00Z"])]
Bound = Annotated[int | float | None, Meta(description="null: no bound")]


class SpanShape(msgspec.Struct, frozen=True):
    """A stretch of the article's text."""

    start: Offset
    end: Offset


class PlaceShape(msgspec.Struct, frozen=True):
    """A stretch of the text of `article`."""

    article: str
    start: Offset
    end: Offset


class ArticleShape(msgspec.Struct, frozen=True):
    """One report. `copy_of` is the id of the article whose text it prints, null for an original."""

    id: str
    source: str
    title: str
    url: str | None
    path: str | None
    published: Instant | None
    language: str
    text: str
    copy_of: str | None
    given_id: str | None
    body_start: Annotated[Offset, Meta(description="where the given text begins: after a title put in front of it")]
    day_only: Annotated[bool, Meta(description="`published` names a day and no clock time")]


class TimeShape(msgspec.Struct, frozen=True):
    """A time expression, its TIMEX3 value and type, and the half-open interval that it denotes."""

    start: Offset
    end: Offset
    text: str
    value: str | None
    from_: Instant | None = field(name="from")
    to: Instant | None
    grain: Grain
    type: Literal["DATE", "TIME", "DURATION", "SET"]


class QuantityShape(msgspec.Struct, frozen=True):
    """An amount from `low` to `high`, both included; null where there is no bound ("at least 7": low 7, high null)."""

    start: Offset
    end: Offset
    text: str
    low: Bound
    high: Bound
    unit: str | None
    noun: str | None
    role: str | None
    exact: bool


class ClaimShape(msgspec.Struct, frozen=True):
    """One fact that a report states. `speaker` is an entity id; `speaker_span` the words that name who states it."""

    id: str
    article: str
    start: Offset
    end: Offset
    text: str
    sentence: SpanShape
    resolved: str
    speaker: str | None
    speaker_span: SpanShape | None
    stance: Stance
    polarity: Polarity
    kind: ClaimKind
    subject: SpanShape | None
    predicate: SpanShape | None
    objects: list[SpanShape]
    times: list[TimeShape]
    quantities: list[QuantityShape]
    entities: list[str]


class ValuesShape(msgspec.Struct, frozen=True):
    """The two normalised values that a link sets side by side."""

    left: str
    right: str


class EvidenceShape(msgspec.Struct, frozen=True):
    """One reason. `agreement`: -1 contradicts, 1 agrees. `left`, `right`: null where it rests on the whole claims."""

    feature: str
    agreement: Annotated[float, Meta(ge=-1, le=1)]
    detail: str
    left: SpanShape | None
    right: SpanShape | None


class LinkShape(msgspec.Struct, frozen=True):
    """Two claims of two articles that state the same fact, or contradict each other about it."""

    id: str
    left: str
    right: str
    relation: Relation
    kind: LinkKind
    values: ValuesShape | None
    score: Score
    evidence: list[EvidenceShape]


class ExplainedLinkShape(LinkShape, frozen=True):
    """A link with its two claims, the left one first."""

    claims: list[ClaimShape]


class PointShape(msgspec.Struct, frozen=True):
    """Claims that speak of one fact. `independent_sources` counts copies of one text once, and so all claims that are
    credited to one agency, speaker or document; `origins` names them."""

    id: str
    status: PointStatus
    claims: list[str]
    sources: list[str]
    independent_sources: int
    origins: list[str] = field(default_factory=list)


class ExplainedPointShape(PointShape, frozen=True, kw_only=True):
    """A point with the links between its claims."""

    links: list[ExplainedLinkShape]


class QuoteShape(msgspec.Struct, frozen=True):
    """What somebody is reported to have said, quotation marks included. `speaker` is an entity id."""

    article: str
    start: Offset
    end: Offset
    text: str
    speaker: str | None
    speaker_span: SpanShape | None
    cue_span: SpanShape | None
    kind: QuoteKind


class EntityShape(msgspec.Struct, frozen=True):
    """One real person, organisation or place, and where it is mentioned."""

    id: str
    name: str
    kind: EntityKind
    names: list[str]
    mentions: list[PlaceShape]


class TimelineShape(msgspec.Struct, frozen=True):
    """Claims that happened from `start` to `end` (excluded).

    `background`: no part of the event itself, well before it. `conflicts` are links that contradict a claim of it.
    """

    start: Instant
    end: Instant
    grain: Grain
    claims: list[str]
    background: bool = False
    conflicts: list[str] = field(default_factory=list)


class LabelShape(msgspec.Struct, frozen=True):
    """One outlet's words for a referent: the first of the `count` places that have them, and whether it is quoted."""

    article: str
    start: Offset
    end: Offset
    text: str
    count: Annotated[int, Meta(ge=1)] = 1
    quoted: bool = False


class WordingShape(msgspec.Struct, frozen=True):
    """One referent (an entity's id, else one report's words) and the outlets' words for it.

    `links` are those between the claims that hold the words, where these told that one thing is meant.
    """

    referent: str
    labels: list[LabelShape]
    links: list[str] = field(default_factory=list)


class SilenceShape(msgspec.Struct, frozen=True):
    """`article` says nothing of `point`; `nearest` is the claim of it that comes closest.

    `sources` independent sources have the point; `centrality` is 1 where all tell it in the lede, 0 where at the end.
    `closeness` is how close `nearest` comes; `otherwise`: so close that it may be said there in other words.
    """

    point: str
    article: str
    nearest: str | None
    sources: int = 1
    centrality: Score = 0.0
    closeness: Score = 0.0
    otherwise: bool = False


class QuotePrintShape(msgspec.Struct, frozen=True):
    """How one report gives an utterance, against the fullest direct quote; `changed` are words that one has not."""

    article: str
    start: Offset
    end: Offset
    text: str
    form: QuoteForm
    speaker: str | None
    changed: list[SpanShape]


class UtteranceShape(msgspec.Struct, frozen=True):
    """The same words of one speaker in several reports, the fullest direct quote first."""

    speaker: str | None
    prints: list[QuotePrintShape]


class QuotedShareShape(msgspec.Struct, frozen=True):
    """How much `article` quotes `speaker` (null: not identified), and the role that its words for the speaker tell."""

    article: str
    speaker: str | None
    role: str | None
    quotes: int
    direct_words: int


class QuoteLedgerShape(msgspec.Struct, frozen=True):
    """Who is quoted, by whom, how."""

    utterances: list[UtteranceShape] = field(default_factory=list)
    shares: list[QuotedShareShape] = field(default_factory=list)


class VersionChangeShape(msgspec.Struct, frozen=True):
    """A change: `before` is in the earlier version, `after` in the later; null where nothing is."""

    kinds: list[ChangeKind]
    before: SpanShape | None
    after: SpanShape | None
    values: ValuesShape | None


class VersionComparisonShape(msgspec.Struct, frozen=True):
    """What changed from `previous` to `article`: substantial changes first, then cosmetic ones."""

    article: str
    previous: str
    changes: list[VersionChangeShape]


class AgentContrastShape(msgspec.Struct, frozen=True):
    """The claim `passive` tells an act (`verb`) without who did it, `active` with it (`agent`)."""

    passive: str
    verb: SpanShape
    active: str
    agent: SpanShape


class LoadedWordShape(msgspec.Struct, frozen=True):
    """A word of the lexicon; `quoted` where it stands within quotation marks."""

    article: str
    start: Offset
    end: Offset
    text: str
    category: str
    quoted: bool


class PhrasingShape(msgspec.Struct, frozen=True):
    """Acts with and without an agent, and the words that `lexicon` has. No score, no label on an outlet."""

    lexicon: str = ""
    agents: list[AgentContrastShape] = field(default_factory=list)
    loaded: list[LoadedWordShape] = field(default_factory=list)


class OpenQuestionShape(msgspec.Struct, frozen=True):
    """What no report gives, asked of events of the kind `event` ("other": of every event)."""

    question: str
    kind: str
    event: EventKind = "other"


class PartyShape(msgspec.Struct, frozen=True):
    """Who took part in an event: an entity, null where the words name none. They stand in the claim's article."""

    entity: str | None
    start: Offset
    end: Offset
    text: str


class EventCodeShape(msgspec.Struct, frozen=True):
    """What `claim` tells as an event of PLOVER: type, mode and contexts, and who did it to whom.

    `start` and `end` are the verb or noun that tells it. `score` orders codes by how much the words ask for.
    """

    claim: str
    event: PloverEvent
    mode: str | None
    contexts: list[str]
    start: Offset
    end: Offset
    text: str
    actors: list[PartyShape]
    targets: list[PartyShape]
    score: Score


class EventCodesShape(msgspec.Struct, frozen=True):
    """The codes, those of the event's main claims first; `conflicts` are links between claims with codes at odds."""

    codes: list[EventCodeShape] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


class AnswerShape(msgspec.Struct, frozen=True):
    """An answer: a stretch of a report (`place`), or a name or date (`place` null), with the claims that carry it."""

    text: str
    claims: list[str]
    articles: list[str]
    place: PlaceShape | None
    conflicts: Annotated[list[str], Meta(description="links by which a rival answer contradicts it")] = field(
        default_factory=list
    )


class FiveWShape(msgspec.Struct, frozen=True):
    """Answers by question, best supported first."""

    who: list[AnswerShape]
    what: list[AnswerShape]
    when: list[AnswerShape]
    where: list[AnswerShape]
    why: list[AnswerShape]
    how: list[AnswerShape]


class SkippedShape(msgspec.Struct, frozen=True):
    """An input that could not be used."""

    input: str
    reason: str


class CopyShape(msgspec.Struct, frozen=True):
    """`article` prints the text of `origin`; `contained` is the share of the shorter one found in the other.

    `kind`: exact; near, most of each is in the other; abridged, the article is a part of its origin; extended, it has
    its origin's text and more; version, both are by one outlet or of one page.
    """

    article: str
    origin: str
    contained: Score
    kind: CopyKind = "near"


class RevisionShape(msgspec.Struct, frozen=True):
    """`article` is the next version of `previous`; sentences `added` are in its text, `removed` in its forerunner's."""

    article: str
    previous: str
    added: list[SpanShape]
    removed: list[SpanShape]


class DateNoteShape(msgspec.Struct, frozen=True):
    """The date that undated `article` is read by was taken from these words of the article `origin`."""

    article: str
    origin: str
    date: Instant
    start: Offset
    end: Offset
    text: str


class OtherEventShape(msgspec.Struct, frozen=True):
    """`article` reports another event than the rest: it is in no link, point, silence, answer or time line.

    Articles with the same `group` seem to report one event among themselves. `score` is the probability that the event
    is another one.
    """

    article: str
    group: Annotated[int, Meta(ge=1)]
    score: Score
    reason: str


class EventShape(msgspec.Struct, frozen=True):
    """The event; `label` is the words of a report, empty where no two reports share an event."""

    id: str
    label: str
    first: Instant | None
    last: Instant | None


class ModelShape(msgspec.Struct, frozen=True):
    """A model that the result rests on."""

    name: str
    sha256: str


class PluginShape(msgspec.Struct, frozen=True):
    """A plugin that the result rests on, and the SHA-256 of its code."""

    kind: PluginKind
    name: str
    package: str
    version: str
    sha256: str


class VetoShape(msgspec.Struct, frozen=True):
    """Two claims that would have been linked with this score, and that the evidence `plugin` keeps apart."""

    left: str
    right: str
    plugin: str
    detail: str
    score: Score


class RunShape(msgspec.Struct, frozen=True):
    """How the dossier was made. `started` and `seconds` are left out of a reproducible run."""

    version: str
    models: list[ModelShape]
    settings: dict[str, str | int | float | bool | None]
    started: Instant | UnsetType = UNSET
    seconds: float | UnsetType = UNSET
    plugins: Annotated[list[PluginShape] | UnsetType, Meta(description="left out where none took part")] = UNSET


class AnchorShape(msgspec.Struct, frozen=True):
    """A stretch of a report, told so that it is found again in another version of it.

    The report is the one at `url`, else of `given_id`, else the one whose text has the SHA-256 `digest` (hex), and
    `article` the id that it had. `prefix` and `suffix` stand around `text`. `start` = `end`: the whole report.
    """

    article: str
    url: str | None
    given_id: str | None
    digest: str
    start: Offset
    end: Offset
    text: str
    prefix: str
    suffix: str


class CorrectionShape(msgspec.Struct, frozen=True):
    """What a person set right. Where it is not `applied`, `reason` says why.

    `places` are the stretches of `anchors` as they were found in this dossier, `claims`, `links` and `entities` the ids
    of what it is about by now.
    """

    number: Annotated[int, Meta(ge=0)]
    kind: CorrectionKind
    value: str
    event: str | None
    who: str
    when: Instant
    why: str
    anchors: list[AnchorShape]
    applied: bool
    reason: str
    places: list[PlaceShape]
    claims: list[str]
    links: list[str]
    entities: list[str]


class DossierShape(msgspec.Struct, frozen=True):
    """All that was found about one event."""

    schema: Literal["rashomon/dossier/1"]
    event: EventShape
    articles: list[ArticleShape]
    copies: list[CopyShape]
    claims: list[ClaimShape]
    links: list[LinkShape]
    points: list[PointShape]
    quotes: list[QuoteShape]
    entities: list[EntityShape]
    timeline: list[TimelineShape]
    wording: list[WordingShape]
    silences: list[SilenceShape]
    open_questions: list[OpenQuestionShape]
    five_w: FiveWShape
    dates: list[DateNoteShape]
    skipped: list[SkippedShape]
    run: RunShape
    other_events: list[OtherEventShape] = field(default_factory=list)
    revisions: list[RevisionShape] = field(default_factory=list)
    corrections: Annotated[
        list[CorrectionShape] | UnsetType, Meta(description="left out where nobody has corrected anything")
    ] = UNSET
    quote_ledger: QuoteLedgerShape = field(default_factory=QuoteLedgerShape)
    versions: list[VersionComparisonShape] = field(default_factory=list)
    phrasing: PhrasingShape = field(default_factory=PhrasingShape)
    event_codes: EventCodesShape = field(default_factory=EventCodesShape)
    vetoes: Annotated[list[VetoShape] | UnsetType, Meta(description="left out where no plugin kept anything apart")] = (
        UNSET
    )


class NamedShape(msgspec.Struct, frozen=True):
    """One real person, organisation or place that an article names."""

    id: str
    name: str
    kind: EntityKind
    names: list[str]


class MentionShape(msgspec.Struct, frozen=True):
    """Where an entity is mentioned; `entity` is null where it is left open who is meant."""

    start: Offset
    end: Offset
    entity: str | None
    kind: EntityKind


class ReadQuoteShape(msgspec.Struct, frozen=True):
    """A quote of the article that is read."""

    start: Offset
    end: Offset
    text: str
    kind: QuoteKind
    speaker: str | None
    speaker_span: SpanShape | None
    cue_span: SpanShape | None


class ReadingShape(msgspec.Struct, frozen=True):
    """All that was read in one article. `id` is the id given with the input, else the article's."""

    schema: Literal["rashomon/reading/1"]
    id: str
    article: str
    text: str
    title: str
    source: str
    published: Instant | None
    day_only: bool
    language: str
    body_start: Offset
    sentences: list[SpanShape]
    headings: list[SpanShape]
    boilerplate: list[SpanShape]
    entities: list[NamedShape]
    mentions: list[MentionShape]
    times: list[TimeShape]
    quantities: list[QuantityShape]
    quotes: list[ReadQuoteShape]
    claims: list[ClaimShape]
