"""The frozen records that flow through Rashomon. Standard library only.

Every offset is a half-open pair of Unicode code points into `Article.text`. Every instant is UTC-aware. A tuple that
is empty means "looked for, none found"; `None` means "not known". Records are never changed: a stage takes records and
returns new ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

EntityKind = Literal["person", "organisation", "place", "group", "event", "work", "other"]
QuoteKind = Literal["direct", "indirect", "mixed"]
Stance = Literal["asserted", "hedged", "denied", "planned", "reported"]
Polarity = Literal["positive", "negative"]
ClaimKind = Literal["body", "headline", "caption"]
Grain = Literal[
    "second",
    "minute",
    "hour",
    "part",
    "day",
    "week",
    "month",
    "season",
    "quarter",
    "half",
    "year",
    "decade",
    "century",
    "duration",
    "set",
    "unknown",
]
Relation = Literal["same", "partial", "conflict"]
LinkKind = Literal["claim", "quantity", "time", "place", "participant", "status", "attribution", "update", "other"]
CopyKind = Literal["exact", "near", "abridged", "extended", "version"]
CreditKind = Literal["agency", "contribution", "speaker"]
EventChangeKind = Literal["opened", "joined", "merged", "split", "moved"]
CorrectionKind = Literal["join", "reject", "split", "relate", "merge", "part", "move", "review", "note"]
PointStatus = Literal["corroborated", "contested", "single-source"]
QuoteForm = Literal["full", "cut", "altered", "paraphrased"]
ChangeKind = Literal["number", "claim", "quote", "stance", "cosmetic"]
EventKind = Literal[
    "accident", "attack", "protest", "meeting", "treaty", "trial", "election", "disaster", "other"
]  # fmt: skip
PloverEvent = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
CheckStatus = Literal["confirmed", "contradicted", "stated otherwise", "not found"]
PluginKind = Literal["source", "evidence"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of one article's text: code points `start` (included) to `end` (excluded)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One report as it was received. `text` is never changed after this record is made.

    `id` is a digest of the url (else of the path or the given id) and the text. `body_start` is the code point where
    the text that was handed over begins: 0 unless a title that came apart was put in front of it. `published` and
    `fetched` are UTC-aware or None where unknown; `day_only` tells that `published` names a calendar day and no
    clock time. `given_id` is the id that came with the input, if any.
    """

    id: str
    source: str
    title: str
    text: str
    language: str = "und"
    published: datetime | None = None
    fetched: datetime | None = None
    url: str | None = None
    path: str | None = None
    given_id: str | None = None
    body_start: int = 0
    day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The bytes that an article came as, unchanged: a page, a document, a line of JSON lines, a row with its header.

    `media_type` is the one of `content` ("text/html"). `url` is where it was fetched from, None for a local file.
    `retrieved` (UTC-aware) is when: what a web archive or a saved page says, else the moment it was read here.
    """

    content: bytes
    media_type: str
    url: str | None
    retrieved: datetime

    @property
    def sha256(self) -> str:
        """The SHA-256 of `content`, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article that came in, with the bytes that it was made of."""

    article: Article
    received: Received


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """What to tell the server of `url` at the next visit, so that it need not send what has not changed.

    `etag` and `last_modified` are its own words, None where it gave none. `fetched` is the last visit (UTC-aware).
    """

    url: str
    etag: str | None
    last_modified: str | None
    fetched: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch that names or refers to somebody or something.

    `entity` is the id of the Entity that is meant, or None where that is left open ("officials", an unclear "he").
    """

    span: Span
    entity: str | None
    kind: EntityKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One real person, organisation or place; `name` is its fullest name, `names` all names seen, sorted."""

    id: str
    name: str
    kind: EntityKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time expression. `value` is its TIMEX3 value ("2024-06-19", "P24Y", "PRESENT_REF"), None where unresolved.

    `start` and `end` are the half-open interval it denotes (UTC-aware), given the publication date; None where
    unknown: durations have none, and a weekday has none without a date to count from. `type` is the TIMEX3 type.
    """

    span: Span
    value: str | None
    start: datetime | None
    end: datetime | None
    grain: Grain
    type: Literal["DATE", "TIME", "DURATION", "SET"] = "DATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """An amount: low..high (both included, `inf` where there is no bound) of `unit` or of the counted `noun`.

    "hundreds of residents" = 200..999 residents; "at least 7" = 7..inf; "$3 million" = 3000000..3000000 USD.
    `role` tells which set of the noun is counted where the words say so ("killed", "injured", "arrested"), else None.
    `exact` is False where the words give a bound, a vague amount or an approximation. `part` is True where the words
    count a part of a whole ("15 people, including 13 students"; "13 students and two teachers"): it is no rival of a
    count of the whole.
    """

    span: Span
    low: float
    high: float
    unit: str | None
    noun: str | None
    role: str | None = None
    exact: bool = True
    part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody is reported to have said. `span` is the content, quotation marks included.

    `speaker` is the stretch that names the source, with its entity where that is known; None where nobody is said to
    speak (a treaty's or a letter's words). `cue` is the reporting word ("said"), None where there is none.
    """

    span: Span
    speaker: Mention | None
    cue: Span | None
    kind: QuoteKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One fact that a report states: a stretch within one sentence, usually a clause.

    `subject`, `predicate` and `objects` are stretches of the same sentence and may lie outside `span` where a clause
    leaves its subject out ("... and thanked the crowd"). `speaker` is who states it, None for the outlet's own voice.
    `text_resolved` is the claim verbatim, but that pronouns and left-out subjects carry names in square brackets.
    """

    id: str
    article: str
    span: Span
    sentence: Span
    subject: Span | None
    predicate: Span | None
    objects: tuple[Span, ...]
    speaker: Mention | None
    stance: Stance
    polarity: Polarity
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    entities: tuple[str, ...]
    text_resolved: str
    lemma: str | None = None
    kind: ClaimKind = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read in one article. Spans are sorted by start; headings and boilerplate lie outside sentences."""

    article: Article
    sentences: tuple[Span, ...]
    headings: tuple[Span, ...]
    boilerplate: tuple[Span, ...]
    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    quotes: tuple[Quote, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightReading:
    """An article's title and lead as spans of its text, and the names in its body, folded, most often named first.

    `title` is None where no headline was found. `names` come from capital letters alone; a country's other names stand
    as its usual one.
    """

    article: str
    title: Span | None
    lead: tuple[Span, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Articles that report one event; `first` and `last` are their earliest and latest publication, None if unknown.

    There are no articles and the label is empty where no two reports share an event.
    """

    id: str
    articles: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """`article` prints the text of `origin`; `contained` is the share of the shorter one's word 3-grams that match.

    `kind`: exact, the same words; near, most of each is in the other; abridged, the article is a part of its origin;
    extended, the article has its origin's text and more; version, both are by one outlet, or of one page.
    """

    article: str
    origin: str
    contained: float
    kind: CopyKind = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`article` is the next version of `previous`, by the same outlet or at the same address.

    `added` are the sentences of `article` that `previous` has not, `removed` those of `previous` that `article` has
    not: spans of the text of the one that has them. Both are empty where only the words' order or marks have changed.
    """

    article: str
    previous: str
    added: tuple[Span, ...]
    removed: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """`article` leans on `name` (an agency, a speaker, a document) for `claim`, or as a whole where that is None.

    `kind`: agency, the article is that agency's text; contribution, the agency had an unknown part in it; speaker, the
    claim is put down to this one. `span` is where the article says so, None where the outlet is the agency.
    """

    article: str
    claim: str | None
    name: str
    span: Span | None
    kind: CreditKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamItem:
    """An article of a stream, as far as grouping by event needs it.

    `text` may be empty (a headline only), and so may `title`. `published` is UTC-aware, None where unknown.
    """

    id: str
    title: str
    text: str
    published: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The event that the article `id` of a stream is put to, and the article whose text it prints, if any.

    A copy is in the event of its origin. `headline` is the beginning of its title, else of its text; `published` is
    UTC-aware, None where unknown.
    """

    id: str
    event: str
    copy_of: str | None
    headline: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """What the arrival of `article` did to `event`; all are ids.

    opened: `event` is new. joined: the article went to `event`. merged: all of `event` went to `into`, for good.
    split: `event` is new and has `moved`, articles that were in `origin` until then. moved: a person put `moved`, which
    are `article` and its copies, from `origin` to `event`. `at` is the stream's time (UTC), None while no article with
    a date has come; of what a person did it is when.
    """

    kind: EventChangeKind
    event: str
    article: str
    at: datetime | None
    into: str | None = None
    origin: str | None = None
    moved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent:
    """`article` reports another event than the rest, so that nothing is compared with it.

    Articles with the same `group` (counted from 1) seem to report one event among themselves. `score` is the
    probability (0..1) that the article's event is another one; `reason` says what that rests on.
    """

    article: str
    group: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for or against a link. `agreement` runs from -1 (contradicts) to 1 (agrees); 0 is neutral.

    `left` and `right` are the stretches it rests on, None where it rests on the whole claims. Where there is nothing
    to go on there is no Evidence at all.
    """

    feature: str
    agreement: float
    detail: str
    left: Span | None
    right: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two claims of two articles that state the same fact, or contradict each other about it.

    `score` is the probability (0..1) that the two are linked. `values` are the two normalised values that a conflict
    sets against each other, or that arithmetic found equal; None where no value is at stake.
    """

    id: str
    left: str
    right: str
    relation: Relation
    kind: LinkKind
    values: tuple[str, str] | None
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Claims of several reports that speak of one fact.

    `independent_sources` counts the origins that back each other, at least 1: a plan, a denial or a hedge belongs to
    the point and backs nothing. Prints of one text are one origin, and so are claims that are credited to one agency,
    speaker or document. `origins` names them, sorted: whom the claims are credited to, else the outlet; it is empty
    where several claims back each other nowhere.
    """

    id: str
    claims: tuple[str, ...]
    status: PointStatus
    sources: tuple[str, ...]
    independent_sources: int
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """Claims that happened in one interval (UTC-aware, half-open).

    `background` where it is no part of the event itself: well before it, or told as earlier. `conflicts` are the ids of
    the links by which a claim of it is contradicted.
    """

    start: datetime
    end: datetime
    grain: Grain
    claims: tuple[str, ...]
    background: bool = False
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One outlet's words for a referent: the first place where they stand, and at how many places the report has them.

    `quoted` where that first place is within quotation marks, so that the words are not the outlet's own.
    """

    article: str
    span: Span
    text: str
    count: int = 1
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One referent and the different words the outlets have for it.

    `referent` is an entity's id; of a thing without a name, the first report's words for it. `links` are those between
    the claims that hold the words, where these told that one thing is meant.
    """

    referent: str
    labels: tuple[Label, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The report `article` says nothing of `point`; `nearest` is the claim of it that comes closest, if any.

    `sources` counts the independent sources that have the point. `centrality` (0..1) tells how near to the top they
    tell it: 1 in the lede or headline of all, 0 in their last sentences. `closeness` tells how close `nearest` comes,
    about 0 (nothing in common) to 1 (the same words); `otherwise` where it is so close that the point may be said there
    in other words.
    """

    point: str
    article: str
    nearest: str | None = None
    sources: int = 1
    centrality: float = 0.0
    closeness: float = 0.0
    otherwise: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePrint:
    """How one report gives an utterance; `span` is its quote.

    `form`, against the fullest direct quote of any report: full, its words; cut, a part of them; altered, other words
    within quotation marks (`changed` are those that the fullest one has not); paraphrased, not in quotation marks.
    `speaker` is the entity that this report puts it down to, None where that is not known.
    """

    article: str
    span: Span
    form: QuoteForm
    speaker: str | None = None
    changed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """The same words of one speaker in at least two reports; the fullest direct quote first, then by report."""

    speaker: str | None
    prints: tuple[QuotePrint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedShare:
    """How much one report quotes one speaker: how many quotes, and how many words stand in direct ones.

    `speaker` is an entity, None for all whom the report does not identify. `role` is a role of data/quote_roles.json
    that the report's words for the speaker tell ("police", "witness"), None where they tell none.
    """

    article: str
    speaker: str | None
    role: str | None
    quotes: int
    direct_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLedger:
    """Who is quoted, by whom, how: utterances that several reports give, and each report's share of each speaker."""

    utterances: tuple[Utterance, ...] = ()
    shares: tuple[QuotedShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """One change between two versions: `before` is in the earlier text, `after` in the later, None where nothing is.

    `kinds` are sorted as in ChangeKind: what is cosmetic is nothing else. `values` are amounts that differ, before and
    after.
    """

    kinds: tuple[ChangeKind, ...]
    before: Span | None
    after: Span | None
    values: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionComparison:
    """What changed from `previous` to `article`, its next version: numbers, claims, quotes, stance, then cosmetics."""

    article: str
    previous: str
    changes: tuple[VersionChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentContrast:
    """One act that a report tells with who did it, and another, linked to it, without.

    `passive` is the claim that leaves the agent out, `verb` its words for the act; `active` is the claim that names
    the agent, `agent` the stretch of it that does.
    """

    passive: str
    verb: Span
    active: str
    agent: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedWord:
    """A word of `article` that the lexicon has; `category` is the lexicon's. `quoted` where others' words hold it."""

    article: str
    span: Span
    category: str
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """How the reports word it: acts with and without an agent, and words of a named lexicon. No score, no label."""

    lexicon: str = ""
    agents: tuple[AgentContrast, ...] = ()
    loaded: tuple[LoadedWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """What no report gives; `kind` names the question ("cause", "count", "place", "speaker").

    `event` is the kind of event that the question belongs to, "other" for one that is asked of every event.
    """

    question: str
    kind: str
    event: EventKind = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCode:
    """What a claim tells, as an event of PLOVER: its type, and mode and contexts where the words tell them.

    `words` is the verb or noun that tells it. `actors` did it to `targets`; of what people do together (meet, sign)
    both are actors and there may be no target. `score` (0..1) orders codes by how much the words ask for: a verb with
    its object most, a noun alone least, a hedge less. It is no measured probability.
    """

    claim: str
    event: PloverEvent
    mode: str | None
    contexts: tuple[str, ...]
    words: Span
    actors: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCodes:
    """The codes of the claims, those of the event's main claims first.

    `conflicts` are the ids of links between claims whose codes are at odds.
    """

    codes: tuple[EventCode, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to who, what, when ...: `text` stands at `span` of the first of `articles`, or is a name or date.

    `conflicts` are the ids of the links by which a rival answer contradicts it.
    """

    text: str
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    span: Span | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveW:
    """Answers by question, best supported first."""

    who: tuple[Answer, ...] = ()
    what: tuple[Answer, ...] = ()
    when: tuple[Answer, ...] = ()
    where: tuple[Answer, ...] = ()
    why: tuple[Answer, ...] = ()
    how: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An input that could not be used, and why."""

    input: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A model that a result rests on, with the SHA-256 of its file or package data."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """A plugin that a result rests on: its name, the package and version it came in, the SHA-256 of its code.

    A source has read at least one of the reports; an evidence function was asked about every candidate pair.
    """

    kind: PluginKind
    name: str
    package: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """Two claims (ids) that would have been linked, with this `score`, and that the evidence `plugin` keeps apart.

    `detail` is the plugin's own word for why.
    """

    left: str
    right: str
    plugin: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a dossier was made. `started` and `seconds` are None in a reproducible run."""

    version: str
    models: tuple[ModelFile, ...]
    settings: dict[str, str | int | float | bool | None]
    started: datetime | None
    seconds: float | None
    plugins: tuple[Plugin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DateNote:
    """Where the date that an undated report's weekdays are counted from was taken: the `claim` of article `origin`."""

    article: str
    origin: str
    date: datetime
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A stretch of a report, told so that it is found again after a new ingest, in a new version, by a new model.

    The report is the one at `url`, else the one of `given_id`, else the one whose text has the SHA-256 `digest` (hex);
    `article` is the id that it had. `start` and `end` are the offsets in that text and `text` what stands there, with
    the characters around it: the text position and text quote selectors of the W3C Web Annotation Data Model. Where
    `start` is `end`, the whole report is meant.
    """

    article: str
    url: str | None
    given_id: str | None
    digest: str
    start: int
    end: int
    text: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person set right, who did so, when (UTC-aware) and why.

    join, reject, relate: the claims at two anchors belong together, don't, or stand in the relation `value` ("same",
    "partial", "conflict"). split: the claim at the first anchor is parted from those at the others. merge, part: the
    names at two anchors mean one, or two. review, note: the point of the claims at the anchors was read by a person, or
    has the note `value`. move: the report belongs to the event `value`, to one of its own where that is "".

    `event` is the one that it was made in. `number` is 0 until it is kept. One that was undone stays on record:
    `undone_at` is None while it holds.
    """

    kind: CorrectionKind
    anchors: tuple[Anchor, ...]
    who: str
    why: str
    at: datetime
    event: str | None = None
    value: str = ""
    number: int = 0
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What became of a correction in a dossier. `places` are its anchors as they were found: article id and stretch.

    Where it is not `applied`, `reason` says why. `claims` and `entities` are the ids of what it is about by now, and
    `links` those of the links that it made or changed (one that was taken away has none).
    """

    correction: Correction
    applied: bool
    reason: str = ""
    places: tuple[tuple[str, Span], ...] = ()
    claims: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that was found about one event.

    `articles` and `readings` are of all reports. Those in `other_events` report another event: they are in nothing that
    compares (links, points, timeline, wording, silences, open questions, five_w, dates). `corrections` are those that
    people made, in order; all else is as they left it. `vetoes` are links that an evidence plugin refused.
    """

    event: Event
    articles: tuple[Article, ...]
    copies: tuple[Copy, ...]
    readings: tuple[Reading, ...]
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    points: tuple[Point, ...]
    timeline: tuple[TimelineEntry, ...] = ()
    wording: tuple[Wording, ...] = ()
    silences: tuple[Silence, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    five_w: FiveW = field(default_factory=FiveW)
    dates: tuple[DateNote, ...]
    skipped: tuple[Skipped, ...]
    run: Run
    other_events: tuple[OtherEvent, ...] = ()
    revisions: tuple[Revision, ...] = ()
    corrections: tuple[Corrected, ...] = ()
    quote_ledger: QuoteLedger = field(default_factory=QuoteLedger)
    versions: tuple[VersionComparison, ...] = ()
    phrasing: Phrasing = field(default_factory=Phrasing)
    event_codes: EventCodes = field(default_factory=EventCodes)
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a parsed sentence, as plain data.

    `head` is the place, in the sentence's tuple of words, of the word that it hangs on; the root's is its own. `label`
    is the ClearNLP label of that ("nsubj"), `tag` the Penn Treebank tag ("VBD"), `pos` the universal part of speech.
    """

    span: Span
    lemma: str
    pos: str
    tag: str
    label: str
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedClaim:
    """How one claim of a draft stands to the reports. Nothing here says that it is true or false.

    `confirmed_by`, `contradicted_by` and `otherwise` are ids of links, the most probable first; their left claim is
    this one, or the whole of its sentence. `independent_sources` counts the origins of the claims that confirm it, and
    `origins` names them; `contradicting_sources` counts those of the claims that contradict it. `nearest` is the
    report's claim that comes closest where nothing was found, None where there is none at all.
    """

    claim: str
    status: CheckStatus
    independent_sources: int
    origins: tuple[str, ...]
    contradicting_sources: int
    confirmed_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    otherwise: tuple[str, ...]
    nearest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A draft laid beside reports. The draft is no source: it confirms nothing, itself least of all.

    `claims` are in the order of its text; besides them `draft` may hold claims that stand for whole sentences.
    `readings` are of the reports that it was compared with, in an order of their own. `own_prints` are reports that
    print the draft's text, and `other_events` those that report another event than it; neither were compared. `vetoes`
    are links that an evidence plugin refused.
    """

    draft: Reading
    articles: tuple[Article, ...]
    readings: tuple[Reading, ...]
    copies: tuple[Copy, ...]
    entities: tuple[Entity, ...]
    links: tuple[Link, ...]
    claims: tuple[CheckedClaim, ...]
    own_prints: tuple[str, ...]
    other_events: tuple[OtherEvent, ...]
    dates: tuple[DateNote, ...]
    skipped: tuple[Skipped, ...]
    run: Run
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedArticle:
    """An article with what the archive knows of it.

    `event` is None until it has been grouped. `copy_of` is the article whose text it prints, `version_of` the one that
    stood at the same address before; both are ids. `received` is when its bytes were received (UTC), `sha256` their
    digest and `media_type` what they are.
    """

    article: Article
    event: str | None
    copy_of: str | None
    version_of: str | None
    received: datetime | None
    sha256: str | None
    media_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSummary:
    """An event of the archive in one line. `headline` is that of its earliest original.

    `first` and `last` are its earliest and latest publication, None where no article is dated. `sources` counts the
    outlets with a text of their own: copies are folded into their origin, versions into one. `conflicts` counts those
    of the newest dossier that is kept of it, None where none is.
    """

    id: str
    headline: str
    first: datetime | None
    last: datetime | None
    articles: int
    sources: int
    conflicts: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSide:
    """One side of a conflict: what a report states, where, and its value in a reader's words ("" where none)."""

    article: str
    source: str
    url: str | None
    published: datetime | None
    span: Span
    text: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConflict:
    """A conflict as the archive knows it: `found` (UTC) is when a dossier of `event` first had it.

    `number` counts the conflicts of the archive in the order in which they were found. `links` are those that it is
    made of, sorted.
    """

    number: int
    event: str
    kind: LinkKind
    sides: tuple[ConflictSide, ConflictSide]
    found: datetime
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventAccount:
    """An event of the archive with its articles, in order of publication, and what has changed it, in order.

    `asked` is the id that was asked for; it differs from the event's own where that one has been merged into this.
    """

    asked: str
    summary: EventSummary
    articles: tuple[ArchivedArticle, ...]
    history: tuple[EventChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """An article that was found. `span` is the stretch of its text that answers best; `score` ranks, larger first.

    `copies` are the ids of the articles that print the same text and were found too.
    """

    article: Article
    event: str | None
    span: Span
    score: float
    copies: tuple[str, ...] = ()
