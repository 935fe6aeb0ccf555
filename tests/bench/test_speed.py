from tests.builders import make_article

from rashomon.bench import speed_parts
from rashomon.bench.instead import measure_instead
from rashomon.bench.speed import describe_machine
from rashomon.bench.speed_parts import draw_report, grouping

SENTENCES = [
    f"The ferry number {n} left the harbour of Aldona at noon with {n + 20} people on board." for n in range(40)
]


def test_drawn_reports_are_the_same_in_each_run_and_share_hardly_a_sentence():
    pattern = make_article("text")
    one, again, other = (draw_report(pattern, SENTENCES, seed) for seed in (1, 1, 2))
    assert one == again
    assert one.text != other.text
    assert len(set(one.text.split("\n\n")) & set(other.text.split("\n\n"))) <= 4
    assert 450 <= len(one.text.split()) <= 550


def test_grouping_tells_what_it_left_out(monkeypatch):
    monkeypatch.setattr(speed_parts, "ARTICLES", (5, 10, 15))
    article = make_article(" ".join(SENTENCES))
    assert [row["size"] for row in grouping([article]).rows] == [5, 10, 15]
    monkeypatch.setattr(speed_parts, "GROUPING_BUDGET", 0.0)
    found = grouping([article])
    assert [row["size"] for row in found.rows] == [5]
    assert "left out" in found.notes[0]


def test_a_program_that_is_not_installed_is_named_with_the_reason(monkeypatch):
    monkeypatch.setattr(
        "rashomon.bench.instead._OTHERS", {"no_such_program": ("quotes", lambda other, articles: (1, 1))}
    )
    assert list(measure_instead([])) == [
        ({}, "no_such_program (quotes) is left out: No module named 'no_such_program'")
    ]


def test_the_machine_is_described():
    assert "cores" in describe_machine()
