"""The example reports and what must come out of them.

The first tests only read files: every expected stretch stands exactly once in its report. The others run the whole
comparison, once an event, and look for each expectation by itself. Two stretches meet when they share at least half
of the shorter one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import rashomon
from rashomon.records import Article, Claim, Dossier, Entity, Link, Mention, Point, Reading, Relation, Span
from rashomon.text import fold, overlap, stretch, words

EXAMPLES = Path(__file__).parents[1] / "examples"
EVENTS = ("state-visit", "ferry-accident", "court-ruling")
REPORT_ENDINGS = {".txt", ".html", ".jsonl"}
PAIRED = ("conflicts", "links", "not_conflicts", "not_same")
PLACED = ("quotes", "unclaimed", "points", "stances", "times")

Item = dict[str, Any]


def read_expected(event: str) -> Item:
    expected: Item = json.loads((EXAMPLES / "expected" / f"{event}.json").read_text(encoding="utf-8"))
    return expected


def expectations(part: str) -> list[Any]:
    """One pytest parameter for each expectation of `part`, over all events: (event, item).

    An item with `beyond` is what a careful reader finds and the program does not yet; the test fails once it does.
    """
    return [
        pytest.param(event, item, id=f"{event}-{number}-{label_of(item)}", marks=marks_of(item))
        for event in EVENTS
        for number, item in enumerate(read_expected(event)[part], start=1)
    ]


def marks_of(item: Item) -> list[Any]:
    return [pytest.mark.xfail(strict=True, reason=str(item["beyond"]))] if "beyond" in item else []


def label_of(item: Item) -> str:
    """A few words that tell which expectation it is."""
    label = item.get("why") or item.get("text") or item.get("article") or item.get("report") or item["names"][0]
    return "-".join(words(str(label))[:6])


def report_texts(event: str) -> dict[str, str]:
    """The text of each report as it stands in its file, by the key that expectations use."""
    texts: dict[str, str] = {}
    for path in sorted((EXAMPLES / event).iterdir()):
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            for line in content.splitlines():
                row = json.loads(line)
                texts[f"{path.name}#{row['id']}"] = f"{row['title']}\n\n{row['text']}"
        else:
            texts[path.name] = content
    return texts


def stretches(expected: Item) -> Iterator[Item]:
    """Every {"report", "text"} of an expectation file."""
    for part in PAIRED:
        for item in expected[part]:
            yield from (item["left"], item["right"])
    for part in PLACED:
        yield from expected[part]


# --- the files alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", EVENTS)
def test_reports_are_those_listed(event: str) -> None:
    assert set(report_texts(event)) == set(read_expected(event)["reports"])
    assert {path.suffix for path in (EXAMPLES / event).iterdir()} <= REPORT_ENDINGS


@pytest.mark.parametrize("event", EVENTS)
def test_expected_stretches_stand_once_in_their_reports(event: str) -> None:
    texts = report_texts(event)
    wrong = [
        (found["report"], found["text"], texts[found["report"]].count(found["text"]))
        for found in stretches(read_expected(event))
        if texts[found["report"]].count(found["text"]) != 1
    ]
    assert wrong == []


@pytest.mark.parametrize("event", EVENTS)
def test_reports_have_the_length_of_news(event: str) -> None:
    for key, text in report_texts(event).items():
        body = re.sub(r"(?s)^.*<article>|</article>.*$|<[^>]+>", " ", text)
        assert 180 <= len(body.split()) <= 450, f"{key} has {len(body.split())} words"


@pytest.mark.parametrize("event", EVENTS)
def test_expectations_do_not_contradict_each_other(event: str) -> None:
    expected = read_expected(event)

    def key(item: Item) -> frozenset[tuple[str, str]]:
        return frozenset((side["report"], side["text"]) for side in (item["left"], item["right"]))

    conflicts = {key(item) for item in expected["conflicts"]}
    assert conflicts.isdisjoint(key(item) for item in expected["not_conflicts"])
    assert conflicts.isdisjoint(key(item) for item in expected["links"] if "conflict" not in item["relations"])
    for item in expected["conflicts"] + expected["links"]:
        assert item["left"]["report"] != item["right"]["report"]


# --- the whole comparison --------------------------------------------------------------------------------------------


class Findings:
    """A dossier with the look-ups that the expectations need."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.readings: dict[str, Reading] = {key_of(r.article): r for r in dossier.readings}
        self.keys = {article.id: key_of(article) for article in dossier.articles}
        self.claims: dict[str, Claim] = {c.id: c for r in dossier.readings for c in r.claims}
        self.names: dict[str, set[str]] = {}
        every: list[Entity] = [*dossier.entities, *(e for r in dossier.readings for e in r.entities)]
        for entity in every:
            self.names.setdefault(entity.id, set()).update({entity.name, *entity.names})

    def span_of(self, place: Item) -> Span:
        text = self.readings[place["report"]].article.text
        assert text.count(place["text"]) == 1, f"{place['text']!r} does not stand once in {place['report']}"
        start = text.index(place["text"])
        return Span(start=start, end=start + len(place["text"]))

    def claims_at(self, place: Item) -> set[str]:
        span = self.span_of(place)
        return {c.id for c in self.readings[place["report"]].claims if meet(c.span, span)}

    def links_between(self, item: Item) -> list[tuple[Link, bool]]:
        """The links that join both stretches, with True where the link's left is the expectation's left."""
        left, right = self.claims_at(item["left"]), self.claims_at(item["right"])
        forward = [(link, True) for link in self.dossier.links if link.left in left and link.right in right]
        return forward + [(link, False) for link in self.dossier.links if link.left in right and link.right in left]

    def points_at(self, place: Item) -> list[Point]:
        claims = self.claims_at(place)
        return [point for point in self.dossier.points if claims.intersection(point.claims)]

    def names_of(self, mention: Mention | None, text: str) -> set[str]:
        """All that the speaker at `mention` is called, folded; empty where there is none."""
        if mention is None:
            return set()
        known = self.names.get(mention.entity, set()) if mention.entity else set()
        return {fold(stretch(text, mention.span)), *(fold(name) for name in known)}

    def tell(self, links: list[tuple[Link, bool]]) -> str:
        rows = []
        for link, _ in links:
            left, right = self.claims[link.left].text_resolved, self.claims[link.right].text_resolved
            rows.append(f"{link.relation}/{link.kind} {link.values}: {left!r} | {right!r}")
        return "\n".join(rows) or "no link"


def key_of(article: Article) -> str:
    """The key of an article in the expectations: its file name, with its id where the file holds several."""
    assert article.path is not None
    name = Path(article.path).name
    return f"{name}#{article.given_id}" if name.endswith(".jsonl") else name


def meet(left: Span, right: Span) -> bool:
    return 2 * overlap(left, right) >= min(left.end - left.start, right.end - right.start)


def numbers_in(value: str) -> set[float]:
    """The plain numbers of a normalised value, thousands separators taken out."""
    return {float(number) for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d)[,_](?=\d{3})", "", value))}


@pytest.fixture(scope="module")
def findings_of() -> Any:
    """A function from an event to its Findings; every event is compared once."""
    found: dict[str, Findings] = {}

    def compare(event: str) -> Findings:
        if event not in found:
            paths = sorted((EXAMPLES / event).iterdir())
            found[event] = Findings(rashomon.compare(paths))
        return found[event]

    return compare


@pytest.mark.parametrize("event", EVENTS)
def test_reports_are_read_with_their_dates(event: str, findings_of: Any) -> None:
    expected = read_expected(event)
    dossier: Dossier = findings_of(event).dossier
    dates = {key_of(a): a.published.date().isoformat() if a.published else None for a in dossier.articles}
    assert dates == expected["reports"]
    assert [skipped.input for skipped in dossier.skipped] == expected["skipped"]


@pytest.mark.parametrize(("event", "item"), expectations("conflicts"))
def test_conflict_is_found(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    links = findings.links_between(item)
    conflicts = [(link, same) for link, same in links if link.relation == "conflict" and link.kind in item["kinds"]]
    assert conflicts, f"wanted a conflict of kind {item['kinds']}; found {findings.tell(links)}"
    if "values" not in item:
        return
    for link, same in conflicts:
        assert link.values is not None
        left, right = link.values if same else link.values[::-1]
        if set(item["values"][0]) <= numbers_in(left) and set(item["values"][1]) <= numbers_in(right):
            return
    pytest.fail(f"wanted the values {item['values']}; found {findings.tell(conflicts)}")


@pytest.mark.parametrize(("event", "item"), expectations("links"))
def test_link_is_found(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    links = findings.links_between(item)
    relations: set[Relation] = {link.relation for link, _ in links}
    assert relations.intersection(item["relations"]), f"wanted {item['relations']}; found {findings.tell(links)}"


@pytest.mark.parametrize(("event", "item"), expectations("not_conflicts"))
def test_agreement_is_no_conflict(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    alarms = [(link, same) for link, same in findings.links_between(item) if link.relation == "conflict"]
    assert not alarms, findings.tell(alarms)


@pytest.mark.parametrize(("event", "item"), expectations("not_same"))
def test_difference_is_no_confirmation(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    confirmed = [(link, same) for link, same in findings.links_between(item) if link.relation == "same"]
    assert not confirmed, findings.tell(confirmed)


@pytest.mark.parametrize(("event", "item"), expectations("quotes"))
def test_quote_has_its_speaker(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    reading = findings.readings[item["report"]]
    span = findings.span_of(item)
    quotes = [quote for quote in reading.quotes if meet(quote.span, span) and quote.kind != "indirect"]
    assert quotes, "no quote there"
    called = set().union(*(findings.names_of(quote.speaker, reading.article.text) for quote in quotes))
    wanted = {fold(name) for name in item["speakers"]}
    assert any(name in call for name in wanted for call in called), f"wanted {wanted}; found {called}"


@pytest.mark.parametrize(("event", "item"), expectations("unclaimed"))
def test_furniture_is_in_no_claim(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    reading = findings.readings[item["report"]]
    if item["text"] not in reading.article.text:
        return  # the page's furniture was left behind when its text was taken out
    span = findings.span_of(item)
    assert [stretch(reading.article.text, c.span) for c in reading.claims if overlap(c.span, span)] == []


@pytest.mark.parametrize(("event", "item"), expectations("entities"))
def test_names_are_one_entity(event: str, item: Item, findings_of: Any) -> None:
    dossier: Dossier = findings_of(event).dossier
    wanted = {fold(name) for name in item["names"]}
    near = [
        (entity.kind, entity.names)
        for entity in dossier.entities
        if wanted & {fold(name) for name in (entity.name, *entity.names)}
    ]
    assert len(near) == 1, f"one entity should be called {item['names']}; found {near}"
    kind, names = near[0]
    assert kind == item["kind"]
    assert wanted <= {fold(name) for name in names}


@pytest.mark.parametrize(("event", "item"), expectations("points"))
def test_point_has_its_status(event: str, item: Item, findings_of: Any) -> None:
    found = [(point.status, point.independent_sources) for point in findings_of(event).points_at(item)]
    sources = item.get("independent_sources")
    assert any(status == item["status"] and sources in (None, count) for status, count in found), found


@pytest.mark.parametrize(("event", "item"), expectations("stances"))
def test_claim_has_its_stance(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    stances = {findings.claims[claim].stance for claim in findings.claims_at(item)}
    assert stances.intersection(item["stances"]), stances


@pytest.mark.parametrize(("event", "item"), expectations("times"))
def test_weekday_has_its_date(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    span = findings.span_of(item)
    times = [time for time in findings.readings[item["report"]].times if overlap(time.span, span)]
    days = {time.start.date().isoformat() if time.start else None for time in times}
    assert item["day"] in days


@pytest.mark.parametrize(("event", "item"), expectations("dates"))
def test_undated_report_says_where_its_date_came_from(event: str, item: Item, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    notes = [note for note in findings.dossier.dates if findings.keys[note.article] == item["report"]]
    assert len(notes) == 1
    assert findings.keys[notes[0].origin] in item["origins"]


@pytest.mark.parametrize("event", EVENTS)
def test_copies_are_those_expected(event: str, findings_of: Any) -> None:
    findings: Findings = findings_of(event)
    copies = {(findings.keys[copy.article], findings.keys[copy.origin]) for copy in findings.dossier.copies}
    assert copies == {(item["article"], item["origin"]) for item in read_expected(event)["copies"]}


@pytest.mark.parametrize("event", EVENTS)
def test_comparing_the_folder_finds_the_same(event: str, findings_of: Any) -> None:
    folder = rashomon.compare([EXAMPLES / event])
    files: Dossier = findings_of(event).dossier
    assert {link.id for link in folder.links} == {link.id for link in files.links}
    assert {key_of(article) for article in folder.articles} == set(read_expected(event)["reports"])
