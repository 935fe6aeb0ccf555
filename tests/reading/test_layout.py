from __future__ import annotations

from itertools import pairwise

import pytest
from tests.builders import make_article

from rashomon.reading.layout import Layout, lay_out
from rashomon.records import Article, Span

BODY = "The council met on Monday. It approved the plan by nine votes to four."


def parts(article: Article) -> dict[str, list[str]]:
    layout = lay_out(article)
    return {name: [article.text[s.start : s.end] for s in getattr(layout, name)] for name in Layout.__slots__}


def read(text: str, **fields) -> dict[str, list[str]]:
    return parts(make_article(text, **fields))


def test_title_deck_headings_and_a_closing_notice():
    found = read(
        "River town votes for a new bridge\n"
        "Residents had waited eleven years for a crossing that carries lorries\n"
        f"{BODY}\nThe long wait\nThe old bridge was shut in 2013.\nComments are closed."
    )
    assert found["headlines"] == [
        "River town votes for a new bridge",
        "Residents had waited eleven years for a crossing that carries lorries",
    ]
    assert found["headings"] == ["The long wait"]
    assert found["boilerplate"] == ["Comments are closed."]
    assert found["sentences"][2:] == [
        "The council met on Monday.",
        "It approved the plan by nine votes to four.",
        "The old bridge was shut in 2013.",
    ]


def test_a_text_of_one_line_has_no_headline():
    found = read(BODY)
    assert found["headlines"] == []
    assert found["sentences"] == ["The council met on Monday.", "It approved the plan by nine votes to four."]


def test_a_first_line_with_a_full_stop_is_no_title():
    assert read(f"The mayor resigned on Friday.\n{BODY}")["headlines"] == []


def test_a_title_that_came_apart_is_a_headline_whatever_it_ends_with():
    title = "The mayor has resigned."
    found = read(f"{title}\n\n{BODY}", title=title, body_start=len(title) + 2)
    assert found["headlines"] == [title]


def test_a_title_repeated_at_the_top_of_the_text_is_a_headline_too():
    title = "Mayor resigns"
    assert read(f"{title}\n\n{title}\n{BODY}", title=title, body_start=15)["headlines"] == [title, title]


@pytest.mark.parametrize(
    "line",
    [
        "Published: 19 June 2024",
        "Source: The River Post",
        "By Jane Doe",
        "By Jane Doe and Ali al-Masri, The River Post",
        "Jane Doe, Reuters",
        "June 19, 2024 10:32 am EST",
        "2024-06-19",
        "Read more: Why the bridge was shut",
        "Sign up for our newsletter to get the day's news",
        "Share this on Facebook",
        "We use cookies to make this site better.",
        "Reporting by Jane Doe; editing by John Roe",
        "© 2024 The River Post. All rights reserved.",
        "Advertisement",
        "3 comments",
        "***",
        "https://example.org/bridge",
        "Follow us on Twitter",
        "Advertisement Continue reading the main story",
        "[Video shows the bridge before the storm]",
        "Update: This story has been updated with the mayor's words.",
    ],
)
def test_furniture_is_boilerplate(line):
    found = read(f"River town votes for a new bridge\n{line}\n{BODY}\n{BODY}")
    assert line in found["boilerplate"]
    assert line not in found["sentences"]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had reached the market.",
        "Share prices fell after the announcement.",
        "Read by millions, the paper was shut in May.",
        "Source code for the game was stolen on Tuesday.",
        "Comments by the minister angered the union.",
        "Watch makers in the valley lost their jobs.",
        "Follow-up talks were held in Geneva.",
    ],
)
def test_sentences_that_look_like_furniture_stay(line):
    assert line in read(f"{BODY}\n{line}\n{BODY}")["sentences"]


def test_news_after_the_word_update_stays():
    found = read(f"{BODY}\nUPDATE: The Morning Post now reports that the mayor has resigned.\n{BODY}")
    assert "The Morning Post now reports that the mayor has resigned." in found["sentences"]


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("LONDON (Reuters) -", "The mayor of the town resigned."),
        ("PYONGYANG, NORTH KOREA -", "The two leaders met in the city."),
        ("Paris (AFP) -", "The court rejected the appeal."),
        ("NEW YORK —", "The shares of the bank fell."),
        ("CHENGDU, Dec. 9 (Xinhua) --", "Two men were held by the police."),
        ("(CNN) --", "Two men were held by the police."),
        ("SINGAPORE:", "Two men were held by the police."),
    ],
)
def test_a_dateline_is_boilerplate_and_the_sentence_starts_after_it(dateline, rest):
    found = read(f"Headline of the day\n{dateline} {rest}\n{BODY}")
    assert found["boilerplate"] == [dateline]
    assert rest in found["sentences"]


def test_a_short_capital_word_with_a_hyphen_is_no_dateline():
    assert read("A-level results fell this year in all of the country.")["boilerplate"] == []


def test_captions_are_sentences_without_their_credits():
    found = read(
        f"Bridge opens\n{BODY}\nPhoto: Hundreds walk over the new bridge on Sunday.\n"
        "Cars queue at the ferry on Monday. (AP Photo/Jane Doe)\n" + BODY
    )
    assert found["captions"] == ["Hundreds walk over the new bridge on Sunday.", "Cars queue at the ferry on Monday."]
    assert set(found["captions"]) <= set(found["sentences"])
    assert found["boilerplate"] == ["Photo:", "(AP Photo/Jane Doe)"]


def test_an_outlets_name_after_the_title_is_boilerplate():
    found = read(f"Mayor resigns over the bridge - The River Tribune\n{BODY}\n{BODY}")
    assert found["headlines"] == ["Mayor resigns over the bridge"]
    assert found["boilerplate"] == ["- The River Tribune"]


def test_lines_of_a_list_are_sentences():
    found = read(f"{BODY}\nThe dead are:\n- Jane Doe, 31, of Millbrook\n- John Roe, 54\n- A girl of nine\n{BODY}")
    assert "Jane Doe, 31, of Millbrook" in found["sentences"]
    assert found["headings"] == []


def test_a_wrapped_line_is_no_heading():
    found = read(f"{BODY}\nPolice shut the road\nafter the storm had passed.\n{BODY}")
    assert found["headings"] == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n\n", "\u2028"])
def test_no_sentence_runs_over_a_line_break(newline):
    text = newline.join(["A title of some words", BODY, "and a last line that runs on", BODY])
    layout = lay_out(make_article(text))
    assert all(len(text[s.start : s.end].splitlines()) == 1 for s in layout.sentences)


def test_every_character_lies_in_one_part():
    text = f"Title here\nBy Jane Doe\nLONDON (AP) - {BODY}\nA heading\n{BODY}\nComments are closed."
    layout = lay_out(make_article(text))
    spans = sorted([*layout.sentences, *layout.headings, *layout.boilerplate])
    assert all(left.end <= right.start for left, right in pairwise(spans))
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert all(char.isspace() or i in covered for i, char in enumerate(text))


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b", "…"])
def test_next_to_nothing_breaks_nothing(text):
    assert lay_out(make_article(text)).headlines == ()


def test_spans_are_records():
    assert lay_out(make_article("One sentence here.")).sentences == (Span(start=0, end=18),)


def test_header_lines_may_stand_above_the_title():
    found = read(
        f"Source: The River Post\nPublished: 2024-06-19\nMayor resigns over bridge\nBy Jane Doe\n{BODY}\n{BODY}"
    )
    assert found["headlines"] == ["Mayor resigns over bridge"]
    assert found["boilerplate"] == ["Source: The River Post", "Published: 2024-06-19", "By Jane Doe"]


@pytest.mark.parametrize(
    "line",
    [
        "By Carla Mendes, science editor",
        "By Ann Lee and Tom Reed, our staff in Lisbon",
        "By Ida Voss, freelance writer in Oslo",
    ],
)
def test_a_byline_may_tell_what_the_writer_does(line):
    found = read(f"Mayor resigns over bridge\n{line}\n{BODY}\n{BODY}")
    assert line in found["boilerplate"]


@pytest.mark.parametrize("line", ["By contrast, the writer stayed at home", "By Monday, the editor had resigned"])
def test_a_line_that_begins_with_by_may_be_text(line):
    assert line not in read(f"Mayor resigns over bridge\n{BODY}\n{line}\n{BODY}")["boilerplate"]


def test_calls_to_write_in_are_furniture_with_the_question_before_them():
    found = read(
        f"Mayor resigns over bridge\n{BODY}\n{BODY}\nWere you at the bridge that night? Contact our reporters."
    )
    assert found["boilerplate"] == ["Were you at the bridge that night?", "Contact our reporters."]


def test_a_question_and_a_call_in_the_text_stay_text():
    text = (
        f"Mayor resigns over bridge\n{BODY}\nWere you at the bridge that night? That is what the judge asked.\n{BODY}"
    )
    assert read(text)["boilerplate"] == []


def test_two_lines_of_a_sign_off_are_both_furniture():
    found = read(f"Mayor resigns over bridge\n{BODY}\n{BODY}\nPosted by the webmaster. Filed under: town life.")
    assert found["boilerplate"] == ["Posted by the webmaster.", "Filed under: town life."]
