from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft
from rashomon.sources.json_lines import read_json

ONE = {"id": 7, "title": "Mayor resigns", "text": "The mayor resigned.", "source": "Post", "url": "https://p.example/1",
       "published": 1718832600000, "cluster": "left alone"}  # fmt: skip


def test_all_fields_of_a_line() -> None:
    [(place, draft, _)] = read_json(json.dumps(ONE))
    assert place == "line 1" and isinstance(draft, Draft)
    assert draft == Draft(
        text="The mayor resigned.", title="Mayor resigns", title_apart=True, source="Post", url="https://p.example/1",
        published=datetime(2024, 6, 19, 21, 30, tzinfo=UTC), given_id="7",
    )  # fmt: skip


@pytest.mark.parametrize("text", [json.dumps([ONE, ONE]), json.dumps([ONE, ONE], indent=1)])
def test_an_array_gives_its_articles(text: str) -> None:
    assert [place for place, _, _ in read_json(text)] == ["article 1", "article 2"]


def test_one_object_over_several_lines() -> None:
    [(_, draft, _)] = read_json(json.dumps(ONE, indent=2))
    assert isinstance(draft, Draft) and draft.title == "Mayor resigns"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "cut', "no valid JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"text": ' + "1" * 5000 + "}", "number too long"),
        ("[1, 2]", "a list, not an object"),
        ("null", "null, not an object"),
        ('{"text": 5}', 'a number as "text"'),
        ('{"text": "x", "title": ["a"]}', 'a list as "title"'),
        ('{"text": "x", "id": true}', 'a truth value as "id"'),
        ('{"text": "x", "published": "someday"}', "names no date"),
        ('{"text": "x", "published": [1]}', "names no date"),
        ('{"title": " "}', "neither"),
    ],
)
def test_a_bad_line_costs_that_line(line: str, reason: str) -> None:
    good = json.dumps(ONE)
    (_, first, _), (place, error, _), (_, last, _) = read_json(f"{good}\n{line}\n\n{good}\n")
    assert isinstance(first, Draft) and isinstance(last, Draft)
    assert place == "line 2" and isinstance(error, InputError) and reason in str(error)


def test_date_stands_in_for_published() -> None:
    [(_, draft, _)] = read_json('{"text": "x", "date": "2024-06-19", "published": null}')
    assert isinstance(draft, Draft) and draft.day_only and draft.published is not None


def test_line_separators_inside_a_text_end_no_line() -> None:
    [(_, draft, _)] = read_json(json.dumps({"text": "one\u2028two\x85three"}, ensure_ascii=False))
    assert isinstance(draft, Draft) and draft.text == "one\u2028two\x85three"
