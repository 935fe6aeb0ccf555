"""The JSON line of a reading."""

import json
from dataclasses import replace

import jsonschema

from dossiers import POST, bridge_dossier
from rashomon.rendering import render_reading_json
from rashomon.rendering.schema import reading_schema

DESIGN_KEYS = {"schema", "id", "text", "title", "source", "published", "language", "sentences", "headings",
               "boilerplate", "entities", "mentions", "times", "quantities", "quotes", "claims"}  # fmt: skip


def test_is_one_line_that_follows_its_schema():
    for reading in bridge_dossier().readings:
        line = render_reading_json(reading)
        assert line.endswith("}\n") and line.count("\n") == 1
        parsed = json.loads(line)
        jsonschema.validate(parsed, reading_schema())
        assert parsed.keys() >= DESIGN_KEYS


def test_offsets_are_exact_and_the_text_is_unchanged():
    parsed = json.loads(render_reading_json(bridge_dossier().readings[0]))
    assert parsed["text"] == POST
    for part in ("times", "quantities", "quotes", "claims"):
        assert parsed[part]
        for item in parsed[part]:
            assert POST[item["start"] : item["end"]] == item["text"]
    assert [POST[span["start"] : span["end"]] for span in parsed["headings"]] == ["What comes next"]
    quote = parsed["quotes"][0]
    assert POST[quote["speaker_span"]["start"] : quote["speaker_span"]["end"]] == "Mayor Ines Duarte"
    assert POST[quote["cue_span"]["start"] : quote["cue_span"]["end"]] == "told"


def test_times_have_value_and_interval():
    times = {t["text"]: t for t in json.loads(render_reading_json(bridge_dossier().readings[0]))["times"]}
    assert times["Tuesday"]["value"] == "2031-03-04"
    assert (times["1998"]["from"], times["1998"]["to"]) == ("1998-01-01T00:00:00Z", "1999-01-01T00:00:00Z")
    assert times["1998"]["grain"] == "year"


def test_the_given_id_goes_before_our_own():
    reading = bridge_dossier().readings[0]
    assert json.loads(render_reading_json(reading))["id"] == "post"
    given = replace(reading, article=replace(reading.article, given_id="row-17"))
    parsed = json.loads(render_reading_json(given))
    assert (parsed["id"], parsed["article"]) == ("row-17", "post")
