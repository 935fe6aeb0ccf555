"""The measure of who, what, when, where, why, how: both formats, and the figures on a small set of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rashomon.bench.fivew import load_marked, measure
from rashomon.bench.measures import run_measure
from rashomon.errors import DataError

OWN = [
    {
        "title": "Kestrel Bridge closed after crack is found",
        "text": "Mayor Ines Duarte closed the Kestrel Bridge in Port Ila on Tuesday because of a crack in a pier. "
        "Engineers had found the crack by using sonar.",
        "published": "2031-03-05",
        "answers": {
            "who": ["Mayor Ines Duarte"],
            "what": ["closed the Kestrel Bridge"],
            "when": ["on Tuesday"],
            "where": ["Port Ila"],
            "why": ["because of a crack in a pier"],
            "how": ["by using sonar"],
        },
    },
    {
        "title": "Nurses walk out in Velden",
        "text": "Hundreds of nurses walked out of Velden General Hospital on 3 May 2031 in response to a cut in pay. "
        "The union said the strike would last two days.",
        "published": "2031-05-04",
        "answers": {"who": ["nurses"], "what": ["walked out"], "when": ["3 May 2031"], "where": ["Velden"],
                    "why": ["a cut in pay"]},
    },
]  # fmt: skip


def as_gold_standard(one: dict[str, object]) -> dict[str, object]:
    """The same article as the files of Giveme5W1H's gold standard have it."""
    answers: dict[str, list[str]] = one["answers"]  # type: ignore[assignment]
    return {
        "title": one["title"],
        "description": "",
        "text": one["text"],
        "date_publish": f"{one['published']} 10:00:00",
        "fiveWoneH": {
            question: {"annotated": [{"text": text, "coderPhraseCount": 2} for text in several], "label": question}
            for question, several in answers.items()
        },
    }


@pytest.fixture(params=["lines", "gold standard"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "lines":
        (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, OWN)), encoding="utf-8")
    else:
        for number, one in enumerate(OWN):
            (tmp_path / f"{number}.json").write_text(json.dumps(as_gold_standard(one)), encoding="utf-8")
        (tmp_path / "notes.json").write_text('{"license": "none"}', encoding="utf-8")
    return tmp_path


def test_both_formats_give_the_same_figures(data: Path) -> None:
    found = run_measure("fivew", data)
    assert (found.figures["articles"], found.figures["marked questions"]) == (2, 11)
    assert found.figures["first right of who, what, when, where"] >= 6 / 8
    assert found.figures["one of five right"] >= 9 / 11
    assert [row["question"] for row in found.rows] == ["who", "what", "when", "where", "why", "how"]


def test_a_wrong_answer_is_counted_as_wrong(tmp_path: Path) -> None:
    wrong = OWN[0] | {"answers": {"who": ["Pavel Orlik"], "when": ["on Friday"], "where": ["Meridia"]}}
    (tmp_path / "wrong.jsonl").write_text(json.dumps(wrong), encoding="utf-8")
    figures = measure(tmp_path).figures
    assert (figures["marked questions"], figures["first right"]) == (3, 0)


def test_gold_standard_reads_dates_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(as_gold_standard(OWN[0])), encoding="utf-8")
    (article,) = load_marked(path)
    assert article.published is not None
    assert (article.published.isoformat(), article.answers["where"]) == ("2031-03-05T10:00:00+00:00", ("Port Ila",))


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"answers": {"who": 3}, "text": "x"}', '{"answers": {}}'])
def test_what_is_no_marked_article_is_an_error_with_its_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"bad|no article"):
        measure(path)
