"""What takes minutes: long texts, many reports, mutated reports. Run with `make soak`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rashomon import Settings, compare, read
from rashomon.rendering import render_html, render_json, render_markdown, render_terminal

pytestmark = pytest.mark.soak
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
REPORTS = sorted((EXAMPLES / "ferry-accident").glob("*.txt"))
NOISE = "“”\"'‘’`()[]{}<>&;:.,!?-–—\u202e\u202d\u200b\ufeff\x00\x07\n\r\t 0123456789%$€\U0001f600e\u0301"


def check_offsets(dossier) -> None:
    for reading in dossier.readings:
        length = len(reading.article.text)
        for claim in reading.claims:
            assert 0 <= claim.span.start < claim.span.end <= length
            assert "\n" not in reading.article.text[claim.span.start : claim.span.end]


@pytest.mark.parametrize("seed", range(12))
def test_mutated_reports_break_nothing(seed, tmp_path):
    chance = random.Random(seed)
    paths = []
    for report in REPORTS:
        text = list(report.read_text(encoding="utf-8"))
        for _ in range(len(text) // 12):
            at = chance.randrange(len(text))
            text[at : at + chance.randrange(3)] = chance.choice(NOISE)
        paths.append(tmp_path / report.name)
        paths[-1].write_text("".join(text), encoding="utf-8", newline="")
    dossier = compare(paths)
    check_offsets(dossier)
    for render in (render_html, render_json, render_markdown, render_terminal):
        assert render(dossier)


def test_a_very_long_report_is_read(tmp_path):
    body = "\n\n".join(report.read_text(encoding="utf-8") for report in REPORTS)
    long = tmp_path / "long.txt"
    long.write_text("\n\n".join(body.replace("Orla", f"Orla{n}") for n in range(55)), encoding="utf-8")
    (none, skipped), settings = read([long]), Settings(max_characters=10_000_000)
    assert not none and "max_characters" in skipped[0].reason
    readings, skipped = read([long], settings=settings)
    assert not skipped
    assert len(readings[0].claims) > 2000


def test_thirty_reports_at_once(tmp_path):
    paths = []
    for n in range(30):
        report = REPORTS[n % len(REPORTS)]
        sentences = report.read_text(encoding="utf-8").split(". ")
        random.Random(n).shuffle(sentences)
        paths.append(tmp_path / f"{n}.txt")
        paths[-1].write_text(". ".join(sentences[: 2 + len(sentences) * 2 // 3]), encoding="utf-8")
    dossier = compare(paths)
    check_offsets(dossier)
    assert len(dossier.articles) == 30
    assert max(point.independent_sources for point in dossier.points) <= 30
