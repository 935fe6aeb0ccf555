"""The measure of times: reading TimeML, matching, and the figures on a text of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.shared_data import shared

from rashomon.bench.times import GoldTime, count_matches, measure, paragraphs, read_timeml
from rashomon.errors import DataError
from rashomon.records import Span, Time

TIMEML = """<?xml version="1.0" ?>
<TimeML><DOCID>d</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2024-06-20" functionInDocument="CREATION_TIME">June 20</TIMEX3></DCT>
<TEXT>
The <EVENT eid="e1">vote</EVENT> fell on <TIMEX3 tid="t1" type="DATE" value="2024-06-19">Wednesday</TIMEX3> after
<TIMEX3 tid="t2" type="DURATION" value="P3D">three days</TIMEX3>, as in <TIMEX3 tid="t3" type="DATE" value="1998"
>1999</TIMEX3> &amp; once before.
</TEXT></TimeML>
"""


def make_time(start: int, end: int, value: str) -> Time:
    return Time(span=Span(start=start, end=end), value=value, start=None, end=None, grain="unknown")


def make_gold(start: int, end: int, value: str) -> GoldTime:
    return GoldTime(span=Span(start=start, end=end), value=value, type="DATE")


def test_timeml_gives_text_date_and_exact_offsets(tmp_path: Path) -> None:
    path = tmp_path / "d.tml"
    path.write_text(TIMEML, encoding="utf-8")
    gold = read_timeml(path)
    assert gold.published == datetime(2024, 6, 20, tzinfo=UTC)
    assert [gold.text[t.span.start : t.span.end] for t in gold.times] == ["Wednesday", "three days", "1999"]
    assert gold.text.endswith("& once before.\n")


def test_figures_on_a_small_text(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.tml").write_text(TIMEML, encoding="utf-8")
    figures = measure(tmp_path).figures
    assert (figures["gold"], figures["found"]) == (3, 3)
    assert figures["strict"] == figures["relaxed"] == 1.0
    assert figures["value"] == pytest.approx(2 / 3)


def test_each_expression_is_matched_once_and_overlap_is_relaxed() -> None:
    gold = [make_gold(0, 10, "2024"), make_gold(20, 30, "2023")]
    found = [make_time(0, 4, "2023"), make_time(5, 10, "2024"), make_time(20, 30, "2023")]
    total, by_type = count_matches(gold, found)
    assert (total["relaxed"], total["strict"], total["value"], total["found"]) == (2, 1, 2, 3)
    assert by_type["DATE"]["gold"] == 2


def test_paragraphs_are_what_stands_between_blank_lines() -> None:
    text = "\none\ntwo\n\n\n three \n"
    assert [text[span.start : span.end] for span in paragraphs(text)] == ["one\ntwo", "three"]


@pytest.mark.parametrize("content", ["", "<TimeML></TimeML>", "no xml"])
def test_a_file_that_is_no_timeml_is_an_error_with_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.tml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.tml"):
        measure(path)


def test_a_folder_without_timeml_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No TimeML"):
        measure(tmp_path)


def test_development_data_reaches_the_floors() -> None:
    figures = measure(shared("data/times/tbaq")).figures
    assert figures["strict"] >= 0.86
    assert figures["relaxed"] >= 0.92
    assert figures["value"] >= 0.78
