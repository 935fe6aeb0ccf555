from __future__ import annotations

from tests.builders import make_article

from rashomon.reading.light import read_light
from rashomon.text import stretch

TEXT = """Harbour bridge shut after crack is found

The harbour bridge was closed on Monday. Mayor Ana Ruiz blamed the rain. Divers from the United Kingdom helped.

Ruiz spoke again later, and Ana Ruiz promised ferries. The U.K. sent none.
"""


def test_title_and_lead_are_stretches_of_the_text():
    light = read_light(make_article(TEXT))
    assert light.title and stretch(TEXT, light.title) == "Harbour bridge shut after crack is found"
    assert [stretch(TEXT, span) for span in light.lead] == [
        "The harbour bridge was closed on Monday.",
        "Mayor Ana Ruiz blamed the rain.",
        "Divers from the United Kingdom helped.",
    ]


def test_names_come_from_capital_letters_and_countries_under_one_name():
    names = read_light(make_article(TEXT)).names
    assert "ana ruiz" in names and "united kingdom" in names
    assert "u.k" not in names and "the" not in names


def test_a_text_without_a_sentence_is_read_all_the_same():
    light = read_light(make_article("...", id="x"))
    assert (light.article, light.lead, light.names) == ("x", (), ())
