"""Holds written JSON against the texts that it points into: every offset of a dossier or a reading is exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]


def untraced_in_reading(reading: Item) -> list[str]:
    """What in a "rashomon/reading/1" does not stand where it says; empty where all does."""
    text = reading["text"]
    faults = []
    for part in ("sentences", "headings", "boilerplate"):
        for span in reading[part]:
            faults += _bad_span(part, span, text)
            if "\n" in text[span["start"] : span["end"]]:
                faults.append(f"{part} {span} runs over a line break")
    for part in ("mentions", "times", "quantities", "quotes"):
        for item in reading[part]:
            faults += _bad_item(part, item, text)
    for claim in reading["claims"]:
        faults += _bad_claim(claim, text)
        if claim["sentence"] not in reading["sentences"]:
            faults.append(f"claim {claim['id']} names a sentence that is none: {claim['sentence']}")
    known = {entity["id"] for entity in reading["entities"]}
    faults += [
        f"unknown entity {item['entity']}" for item in reading["mentions"] if item["entity"] not in {*known, None}
    ]
    faults += [
        f"unknown speaker {item['speaker']}" for item in reading["quotes"] if item["speaker"] not in {*known, None}
    ]
    return faults


def untraced_in_dossier(dossier: Item) -> list[str]:
    """What in a "rashomon/dossier/1" does not stand where it says, or names what is not there."""
    texts = {article["id"]: article["text"] for article in dossier["articles"]}
    claims = {claim["id"]: claim for claim in dossier["claims"]}
    faults = []
    for claim in claims.values():
        faults += _bad_claim(claim, texts[claim["article"]])
    for quote in dossier["quotes"]:
        faults += _bad_item("quote", quote, texts[quote["article"]])
    for entity in dossier["entities"]:
        for mention in entity["mentions"]:
            faults += _bad_item(f"mention of {entity['name']}", mention, texts[mention["article"]])
    for wording in dossier["wording"]:
        for label in wording["labels"]:
            faults += _bad_item("label", label, texts[label["article"]])
    for note in dossier["dates"]:
        faults += _bad_item("date", note, texts[note["origin"]])
    for question, answers in dossier["five_w"].items():
        for answer in answers:
            if answer["place"]:
                faults += _bad_item(
                    question, answer["place"] | {"text": answer["text"]}, texts[answer["place"]["article"]]
                )
    for link in dossier["links"]:
        for evidence in link["evidence"]:
            for side in ("left", "right"):
                claim = claims[link[side]]
                if evidence[side]:
                    what = f"evidence {evidence['feature']} ({side}) of link {link['id']}"
                    faults += _bad_span(what, evidence[side], texts[claim["article"]])
                    faults += _outside(what, evidence[side], claim["sentence"])
    return faults + _unknown_claims(dossier, claims)


def _bad_claim(claim: Item, text: str) -> list[str]:
    what = f"claim {claim['id']}"
    faults = _bad_item(what, claim, text) + _bad_span(what, claim["sentence"], text)
    faults += _outside(what, claim, claim["sentence"])
    if "\n" in text[claim["start"] : claim["end"]]:
        faults.append(f"{what} runs over a line break")
    for part in ("subject", "predicate"):
        if claim[part]:
            faults += _outside(f"{part} of {what}", claim[part], claim["sentence"])
    for span in claim["objects"]:
        faults += _outside(f"object of {what}", span, claim["sentence"])
    for part in ("times", "quantities"):
        for item in claim[part]:
            faults += _bad_item(f"{part} of {what}", item, text)
    if claim["speaker_span"]:
        faults += _bad_span(f"speaker of {what}", claim["speaker_span"], text)
    return faults


def _bad_item(what: str, item: Item, text: str) -> list[str]:
    faults = _bad_span(what, item, text)
    if "text" in item and text[item["start"] : item["end"]] != item["text"]:
        faults.append(f"{what}: {item['text']!r} is not what stands at {item['start']}..{item['end']}")
    for part in ("speaker_span", "cue_span"):
        if item.get(part):
            faults += _bad_span(f"{part} of {what}", item[part], text)
    return faults


def _bad_span(what: str, span: Item, text: str) -> list[str]:
    piece = text[span["start"] : span["end"]]
    if 0 <= span["start"] < span["end"] <= len(text) and piece == piece.strip():
        return []
    return [f"{what}: {span['start']}..{span['end']} is no trimmed stretch of a text of {len(text)}"]


def _outside(what: str, inner: Item, outer: Item) -> list[str]:
    if outer["start"] <= inner["start"] and inner["end"] <= outer["end"]:
        return []
    return [f"{what}: {inner['start']}..{inner['end']} leaves its sentence {outer['start']}..{outer['end']}"]


def _unknown_claims(dossier: Item, claims: Item) -> list[str]:
    return [f"unknown claim {name} in {part}" for part, name in _named_claims(dossier) if name not in claims]


def _named_claims(dossier: Item) -> Iterator[tuple[str, str]]:
    for link in dossier["links"]:
        yield from (("links", link["left"]), ("links", link["right"]))
    for part in ("points", "timeline"):
        for item in dossier[part]:
            yield from ((part, name) for name in item["claims"])
    for answers in dossier["five_w"].values():
        yield from (("five_w", name) for answer in answers for name in answer["claims"])
    for silence in dossier["silences"]:
        if silence["nearest"] is not None:
            yield "silences", silence["nearest"]
