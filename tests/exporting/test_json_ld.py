"""The JSON-LD formats are expanded by pyld: no network, every key is a term, every selector finds its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS, reloaded

from rashomon.exporting import FORMATS
from rashomon.exporting.annotations import CONTEXT

jsonld = pytest.importorskip("pyld.jsonld", reason="needs pyld")

ANNO = json.loads((Path(__file__).parent / "anno_terms.json").read_text(encoding="utf-8"))
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"


def load_locally(url: str, options: Any) -> dict[str, Any]:
    assert url == CONTEXT, f"{url} would be fetched"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": ANNO}


OPTIONS = {"documentLoader": load_locally, "processingMode": "json-ld-1.1"}


def rendered(name: str, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS[name].render(DOSSIERS[kind]()))
    return found


def each(value: Any) -> Any:
    """Every object within `value`."""
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from each(one)
    elif isinstance(value, list):
        for one in value:
            yield from each(one)


# --- annotations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DOSSIERS)
def test_annotations_come_back_whole_from_expansion(kind: str) -> None:
    """What is no term of the context is lost when it is expanded, and so would be missing here."""
    shape = rendered("annotations", kind)
    expanded = jsonld.expand(shape, OPTIONS)
    back = jsonld.compact(expanded, CONTEXT, OPTIONS)
    assert as_lists(back) == as_lists(shape)


def as_lists(value: Any) -> Any:
    """One value or a list of it are the same in JSON-LD."""
    if isinstance(value, dict):
        return {name: [as_lists(one) for one in (part if isinstance(part, list) else [part])]
                for name, part in value.items()}  # fmt: skip
    return value


@pytest.mark.parametrize("kind", DOSSIERS)
def test_every_annotation_is_one_by_the_model(kind: str) -> None:
    (collection,) = jsonld.expand(rendered("annotations", kind), OPTIONS)
    page = collection["http://www.w3.org/ns/activitystreams#first"][0]
    items = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    total = collection["http://www.w3.org/ns/activitystreams#totalItems"][0]["@value"]
    made = DOSSIERS[kind]()
    assert total == len(items) == sum(len(one.claims) for one in made.readings) + len(made.links)
    assert len({one["@id"] for one in items}) == len(items)
    for one in items:
        assert one["@type"] == [f"{OA}Annotation"]
        assert one[f"{OA}motivatedBy"][0]["@id"] in (f"{OA}tagging", f"{OA}linking")
        assert len(one[f"{OA}hasTarget"]) == 1
        for body in one[f"{OA}hasBody"]:
            assert body["@type"][0] in (f"{OA}TextualBody", f"{OA}SpecificResource")


@pytest.mark.parametrize("kind", DOSSIERS)
def test_every_selector_finds_its_words(kind: str) -> None:
    texts = {f"urn:rashomon:article:{one.id}": one.text for one in reloaded(DOSSIERS[kind]()).articles}
    found = 0
    for one in each(rendered("annotations", kind)):
        if one.get("type") != "SpecificResource":
            continue
        text = texts[one["source"]["canonical"]]
        place, quote = one["selector"]
        assert (place["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert text[place["start"] : place["end"]] == quote["exact"]
        assert text[: place["start"]].endswith(quote["prefix"]) and text[place["end"] :].startswith(quote["suffix"])
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        found += 1
    assert found > 5


def test_a_conflict_leads_from_one_stretch_to_the_other() -> None:
    made = bridge_dossier()
    link = next(one for one in made.links if one.relation == "conflict" and one.values)
    items = {one["id"]: one for one in rendered("annotations", "bridge")["first"]["items"]}
    item = items[f"urn:rashomon:link:{link.id}"]
    tags = [one["value"] for one in item["body"] if one["type"] == "TextualBody"]
    assert tags == ["relation: conflict", f"kind: {link.kind}", f"left value: {link.values[0]}",
                    f"right value: {link.values[1]}"]  # fmt: skip
    (other,) = (one for one in item["body"] if one["type"] == "SpecificResource")
    assert other["purpose"] == "linking"
    assert item["target"]["selector"] == items[f"urn:rashomon:claim:{link.left}"]["target"]["selector"]
    assert other["selector"] == items[f"urn:rashomon:claim:{link.right}"]["target"]["selector"]


def test_a_report_goes_by_its_address_where_only_one_text_has_it() -> None:
    sources = {one["source"]["canonical"]: one["source"]["id"] for one in each(rendered("annotations", "bridge"))
               if one.get("type") == "SpecificResource"}  # fmt: skip
    assert sources["urn:rashomon:article:post"] == "https://post.example/kestrel"
    assert sources["urn:rashomon:article:courier"] == "urn:rashomon:article:courier"


# --- schema.org ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DOSSIERS)
def test_schema_org_expands_to_its_own_words(kind: str) -> None:
    shape = rendered("schema-org", kind)
    nodes = jsonld.expand(shape, OPTIONS)
    assert len(nodes) == len(shape["@graph"])
    types = {one["@id"]: one["@type"] for one in nodes}
    made = DOSSIERS[kind]()
    assert sum(one == [f"{SCHEMA}NewsArticle"] for one in types.values()) == len(made.articles)
    claims = [one for one in nodes if one["@type"] == [f"{SCHEMA}Claim"]]
    assert len(claims) == sum(len(one.claims) for one in made.readings)
    for one in claims:
        assert types[one[f"{SCHEMA}appearance"][0]["@id"]] == [f"{SCHEMA}NewsArticle"]
        assert one[f"{SCHEMA}text"][0]["@value"]
    for one in each(nodes):
        assert all(key.startswith(("@", SCHEMA)) for key in one)


def test_schema_org_has_no_rating_and_no_review() -> None:
    for kind in DOSSIERS:
        for one in each(rendered("schema-org", kind)):
            assert not any("rating" in name.lower() or "review" in name.lower() for name in one)
            assert one.get("@type") not in ("ClaimReview", "Review", "Rating")


def test_schema_org_says_who_speaks_and_what_is_a_copy() -> None:
    nodes = {one["@id"]: one for one in rendered("schema-org", "bridge")["@graph"]}
    assert nodes["urn:rashomon:claim:a-bolt"]["author"] == {"@id": "urn:rashomon:entity:duarte"}
    assert nodes["urn:rashomon:entity:duarte"]["@type"] == "Person"
    assert nodes["urn:rashomon:claim:a-dead"]["creditText"] == "the fire service"
    assert "author" not in nodes["urn:rashomon:claim:a-dead"]
    assert nodes["urn:rashomon:article:wire"]["isBasedOn"] == {"@id": "urn:rashomon:article:post"}
    assert nodes["urn:rashomon:article:courier"]["datePublished"] == "2031-03-05"
    assert nodes["urn:rashomon:article:post"]["url"] == "https://post.example/kestrel"


def test_an_address_that_is_none_is_no_identifier() -> None:
    nodes = {one["@id"]: one for one in rendered("schema-org", "hostile")["@graph"]}
    urls = [nodes[f"urn:rashomon:article:t{n}"].get("url") for n in range(4)]
    assert urls[0] is urls[2] is urls[3] is None
    assert urls[1] == "https://a.example/?q=%7Bx%7D&y=%20%0A%E2%80%AE"
