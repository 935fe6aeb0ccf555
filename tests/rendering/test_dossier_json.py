"""The JSON of a dossier."""

import copy
import json
from dataclasses import replace

import jsonschema
import pytest

from dossiers import bridge_dossier, plain_dossier
from rashomon.records import Dossier, Quantity, Span
from rashomon.rendering import render_json
from rashomon.rendering.reading_json import shape_quantity
from rashomon.rendering.schema import dossier_schema

DESIGN_KEYS = {
    "": ["schema", "articles", "claims", "links", "points", "quotes", "entities", "timeline", "wording", "silences",
         "open_questions", "five_w", "skipped", "run"],
    "articles": ["id", "source", "title", "url", "path", "published", "language", "text", "copy_of"],
    "claims": ["id", "article", "start", "end", "text", "sentence", "resolved", "speaker", "stance", "polarity",
               "times", "quantities", "entities"],
    "links": ["id", "values", "left", "right", "relation", "kind", "score", "evidence"],
    "points": ["id", "status", "claims", "sources", "independent_sources"],
    "quotes": ["article", "start", "end", "text", "speaker", "speaker_span", "cue_span", "kind"],
    "entities": ["id", "name", "kind", "names", "mentions"],
    "timeline": ["start", "end", "grain", "claims"],
    "wording": ["referent", "labels"],
    "silences": ["point", "article"],
    "open_questions": ["question", "kind"],
    "skipped": ["input", "reason"],
}  # fmt: skip


@pytest.fixture(scope="module")
def parsed() -> dict:
    return json.loads(render_json(bridge_dossier()))


def test_has_every_key_of_the_design(parsed):
    for part, keys in DESIGN_KEYS.items():
        for item in [parsed] if part == "" else parsed[part]:
            assert set(keys) <= set(item), part
    assert list(parsed["five_w"]) == ["who", "what", "when", "where", "why", "how"]
    assert parsed["run"].keys() == {"version", "models", "settings"}


def test_is_one_object_with_a_newline_at_its_end():
    text = render_json(bridge_dossier())
    assert text.startswith("{") and text.endswith("}\n")
    assert json.JSONDecoder().raw_decode(text)[1] == len(text) - 1


def test_follows_its_schema(parsed):
    jsonschema.validate(parsed, dossier_schema())
    wrong = copy.deepcopy(parsed)
    wrong["claims"][0]["stance"] = "shouted"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, dossier_schema())


def test_text_at_every_offset_is_the_text_given(parsed):
    texts = {article["id"]: article["text"] for article in parsed["articles"]}
    seen = 0

    def check(value, article):
        nonlocal seen
        if isinstance(value, list):
            for item in value:
                check(item, article)
        elif isinstance(value, dict):
            article = value.get("article", article)
            if isinstance(value.get("start"), int) and "text" in value:
                assert texts[article][value["start"] : value["end"]] == value["text"]
                seen += 1
            for item in value.values():
                check(item, article)

    for part in ("claims", "quotes", "wording"):
        check(parsed[part], None)
    for note in parsed["dates"]:
        assert texts[note["origin"]][note["start"] : note["end"]] == note["text"]
    for answer in parsed["five_w"]["what"]:
        place = answer["place"]
        assert texts[place["article"]][place["start"] : place["end"]] == answer["text"]
    assert seen > 40


def test_no_bound_is_null_and_whole_numbers_have_no_decimal_point(parsed):
    amounts = {q["text"]: (q["low"], q["high"]) for claim in parsed["claims"] for q in claim["quantities"]}
    assert amounts["at least six weeks"] == (6, None)
    assert amounts["Hundreds of commuters"] == (200, 999)
    assert '"low": 6,' in render_json(bridge_dossier())
    half = shape_quantity("x", Quantity(span=Span(start=0, end=1), low=0.5, high=1e300, unit=None, noun=None))
    assert (half.low, half.high) == (0.5, 1e300)


def shuffled(dossier: Dossier) -> Dossier:
    return replace(
        dossier,
        articles=dossier.articles[::-1],
        readings=dossier.readings[::-1],
        links=dossier.links[::-1],
        points=dossier.points[::-1],
        entities=dossier.entities[::-1],
        silences=dossier.silences[::-1],
    )


def test_the_order_of_inputs_shows_in_the_articles_only(parsed):
    other = json.loads(render_json(shuffled(bridge_dossier())))
    assert [article["id"] for article in other["articles"]] == [article["id"] for article in parsed["articles"]][::-1]
    for key in parsed.keys() - {"articles"}:
        assert other[key] == parsed[key], key


def test_a_run_that_is_not_reproducible_says_when_and_how_long():
    run = json.loads(render_json(bridge_dossier(reproducible=False)))["run"]
    assert run["started"] == "2031-03-06T08:00:00Z" and run["seconds"] == 3.25


def test_copies_and_speakers(parsed):
    assert {article["id"]: article["copy_of"] for article in parsed["articles"]}["wire"] == "post"
    claims = {claim["id"]: claim for claim in parsed["claims"]}
    assert claims["a-bolt"]["speaker"] == "duarte" and claims["a-dead"]["speaker"] is None
    assert claims["a-dead"]["speaker_span"] is not None and claims["b-ice"]["speaker_span"] is None


@pytest.mark.parametrize("text", ["a \ud800 b", "\x00\x1b[31m", "\u202eabc", "é👩‍🚒", '"\\', "\u2028"])
def test_any_text_goes_out_and_comes_back(text):
    back = json.loads(render_json(plain_dossier(text, "other")).encode("utf-8"))["articles"][0]["text"]
    assert back == text.replace("\ud800", "\ufffd")
    assert len(back) == len(text)
