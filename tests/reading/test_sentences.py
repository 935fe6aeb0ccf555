from __future__ import annotations

import pytest

from rashomon.reading.sentences import split_sentences

# Sentences are written with a bar between them; the bar stands for a space, a double bar for no space at all.
CASES = [
    "Mr. Smith met Dr. Jones on Jan. 5 in Washington.|They left.",
    "The U.S. Navy sent a ship.|It left the U.S. on Monday.",
    "He lives in the U.S.|The house is for sale.",
    "The toll rose to 3.5 million.|Prices fell by .5 percent.",
    "She arrived at 9 a.m. Tuesday.|Nobody met her.",
    "She left at 9 p.m.|Police came an hour later.",
    "Judge David C. Bury heard the case.|He ruled at noon.",
    "“It is over.”|The crowd went home.",
    '"It is over," he said.|"We won."',
    "“Are you mad?” Smith asked.|Nobody answered.",
    '"Stop!" he cried.|Then it went dark.',
    "We will see ... and then decide.|That is all.",
    "The firm (est. 1990. It was small.) grew.|It moved.",
    "Yahoo! said on Monday that it would pay.|Shares rose.",
    "No. 5 won the race.|No. 7 came last.",
    "The bill, S. 1020, passed.|It goes to the House.",
    "She was reported missing on Friday.||Police searched the woods.",
    "Visit Space.com or www.example.org for more.|It is free.",
    "Acme Inc. bought the firm.|Beta Corp. did not.",
    "It cost $3.2 million.|“Too much,” she said.",
    "Rep. Ann Lee (D-Ohio) voted no.|Sen. Bo Ray voted yes.",
    "Is it safe?|Nobody knows!|We wait.",
    "1. The first point is short.|It ends here.",
    "He said he was “tired. and sad” at the end.|She agreed.",
    "The road is shut. — Police|Nobody knows why.",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case):
    wanted = case.replace("||", "|").split("|")
    text = case.replace("||", "\0").replace("|", " ").replace("\0", "")
    if "— Police" in case:
        wanted = [text[: text.index(" — ")], "— Police Nobody knows why."]
    assert [text[s.start : s.end] for s in split_sentences(text, 0, len(text))] == wanted


def test_offsets_count_from_the_text_not_the_line():
    text = "Above.\nOne here. Two here."
    assert [text[s.start : s.end] for s in split_sentences(text, 7, len(text))] == ["One here.", "Two here."]


@pytest.mark.parametrize(
    "line", ["." * 10_000, '"' * 10_000, "(" * 10_000, "A. " * 5_000, "a" * 10_000, "(a. B " * 2_000]
)
def test_hostile_lines_are_split_without_loss(line):
    spans = list(split_sentences(line, 0, len(line)))
    assert "".join(line[s.start : s.end] for s in spans).replace(" ", "") == line.replace(" ", "")
