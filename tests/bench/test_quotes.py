from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import span_of

from rashomon.bench.polnear import Attribution, load_polnear
from rashomon.bench.quotes import agree, attributions_of, kind_of, match, measure
from rashomon.errors import DataError
from rashomon.reading.quote_marks import find_marked
from rashomon.records import Mention, Quote, Span

TEXT = 'Reed said the pool was closed. "It loses money," Bell said. "We know."'


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


def quote(start: int, end: int, *, cue: Span | None = None, speaker: Span | None = None, kind="indirect") -> Quote:
    mention = Mention(span=speaker, entity=None, kind="person") if speaker else None
    return Quote(span=span(start, end), speaker=mention, cue=cue, kind=kind)


def write_folder(folder: Path, annotations: dict[str, str], text: str = TEXT) -> Path:
    (folder / "text").mkdir(parents=True)
    (folder / "attributions").mkdir()
    (folder / "text" / "one.txt").write_text(text, encoding="utf-8")
    for annotator, lines in annotations.items():
        (folder / "attributions" / f"one_{annotator}.ann").write_text(lines, encoding="utf-8")
    return folder


def annotate(*attributions: tuple[str, str, str], text: str = TEXT) -> str:
    """Stand-off lines for (source, cue, content), each named by its words; "|" parts two pieces of a content."""
    lines = []
    for k, (source, cue, content) in enumerate(attributions):
        at = 3 * k
        for name, words, number in (("Source", source, at + 1), ("Cue", cue, at + 2), ("Content", content, at + 3)):
            pieces = [span_of(text, piece) for piece in words.split("|")]
            lines.append(f"T{number}\t{name} {';'.join(f'{p.start} {p.end}' for p in pieces)}\t{words}")
        lines.append(f"E{k}\tAttribution:T{at + 2} Content:T{at + 3} Cue:T{at + 2} Source:T{at + 1}")
    return "\n".join(lines) + "\n"


BOTH = (("Reed", "said", "the pool was closed"), ("Bell", "said.", '"It loses money,"|"We know."'))


def test_the_folder_is_loaded_with_pieces_and_annotators(tmp_path):
    folder = write_folder(tmp_path / "data", {"00ab": annotate(*BOTH), "00cd": annotate(BOTH[0])})
    (article,) = load_polnear(folder)
    assert (article.name, len(article.annotations)) == ("one", 2)
    first, second = article.annotations[0]
    assert first.content == (span_of(TEXT, "the pool was closed"),)
    assert second.content == (span_of(TEXT, '"It loses money,"'), span_of(TEXT, '"We know."'))


def test_a_folder_without_articles_is_an_error_that_names_the_format(tmp_path):
    with pytest.raises(DataError, match="PolNeAR"):
        load_polnear(tmp_path)


def test_offsets_that_are_no_numbers_are_an_error(tmp_path):
    folder = write_folder(tmp_path / "data", {"00ab": "T1\tContent x y\twords\nE1\tAttribution:T1 Content:T1\n"})
    with pytest.raises(DataError, match="one_00ab"):
        load_polnear(folder)


def test_half_of_the_shorter_one_is_enough_to_agree():
    assert agree((span(0, 10),), (span(5, 100),))
    assert not agree((span(0, 10),), (span(6, 100),))
    assert agree((span(0, 4), span(20, 24)), (span(20, 60),))
    assert not agree((), (span(0, 3),))


def test_one_content_serves_one_gold_content_and_the_best_pairs_come_first():
    read = [(span(0, 100),), (span(0, 20),)]
    gold = [(span(0, 20),), (span(0, 90),)]
    assert sorted(match(read, gold)) == [(0, 1), (1, 0)]
    assert match(read[:1], gold) == [(0, 1)]


def test_quotes_of_one_cue_are_one_attribution_with_pieces():
    cue, speaker = span_of(TEXT, "said."), span_of(TEXT, "Bell")
    first, second = span_of(TEXT, '"It loses money,"'), span_of(TEXT, '"We know."')
    quotes = [quote(s.start, s.end, cue=cue, speaker=speaker, kind="direct") for s in (first, second)]
    assert attributions_of(quotes, TEXT) == [Attribution(content=(first, second), source=(speaker,), cue=(cue,))]


def test_a_quote_within_another_of_its_cue_is_not_counted_again():
    cue = span(0, 4)
    made = attributions_of([quote(5, 50, cue=cue, kind="mixed"), quote(20, 30, cue=cue, kind="direct")], TEXT)
    assert [a.content for a in made] == [(span(5, 50),)]
    nested = attributions_of([quote(5, 50, cue=cue), quote(20, 30, cue=span(15, 19))], TEXT)
    assert len(nested) == 2


def test_the_cue_and_the_source_are_cut_out_of_a_content_around_them():
    text = "The pool, Reed said - last May - loses money."
    speaker, cue = span_of(text, "Reed"), span_of(text, "said")
    made = attributions_of([quote(0, 44, cue=cue, speaker=speaker)], text)
    assert made[0].content == (span_of(text, "The pool"), span_of(text, "last May - loses money"))


def test_a_quote_with_neither_cue_nor_speaker_is_no_attribution():
    assert attributions_of([quote(0, 10, kind="direct")], TEXT) == []
    assert len(attributions_of([quote(0, 10, speaker=span(20, 24), kind="direct")], TEXT)) == 1


def test_the_kind_follows_the_marks():
    marks = find_marked(TEXT)

    def kind(piece: str) -> str:
        return kind_of(Attribution(content=(span_of(TEXT, piece),), source=(), cue=()), marks)

    assert kind('"It loses money,"') == "direct"
    assert kind('closed. "It loses') == "mixed"
    assert kind("the pool was closed") == "indirect"


def test_a_perfect_reading_measures_one(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "data", {"00ab": annotate(*BOTH)})
    gold = load_polnear(folder)[0].annotations[0]
    monkeypatch.setattr("rashomon.bench.quotes._found", lambda _: list(gold))
    taken = measure(folder)
    assert taken.figures["attributions"] == 2
    assert taken.figures["content_exact_f1"] == 1
    assert taken.figures["source_accuracy"] == 1
    assert {row["kind"]: row["gold"] for row in taken.rows} == {"direct": 1, "indirect": 1, "mixed": 0}


def test_an_article_with_two_annotations_counts_once(tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "data", {"00ab": annotate(*BOTH), "00cd": annotate(BOTH[0])})
    gold = load_polnear(folder)[0].annotations[1]
    monkeypatch.setattr("rashomon.bench.quotes._found", lambda _: list(gold))
    taken = measure(folder)
    assert taken.figures["attributions"] == 1.5
    assert taken.figures["content_overlapping_precision"] == 1
    assert taken.figures["content_overlapping_recall"] == pytest.approx(2 / 3, abs=1e-4)


def test_the_reader_finds_plain_attributions(tmp_path):
    taken = measure(write_folder(tmp_path / "data", {"00ab": annotate(*BOTH)}))
    assert taken.figures["content_overlapping_f1"] == 1
    assert taken.figures["source_accuracy"] == 1
