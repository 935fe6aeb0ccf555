import gzip
import json
from pathlib import Path

import pytest

from rashomon.bench.extract import measure, score
from rashomon.errors import DataError

PAGES = Path(__file__).parents[2] / "examples" / "pages"
STORY = "Crews worked until four in the morning, and two of them were treated for smoke and sent home."


def write_pages(folder, truth, pages):
    (folder / "html").mkdir()
    (folder / "ground-truth.json").write_text(json.dumps(truth))
    for key, page in pages.items():
        (folder / "html" / f"{key}.html.gz").write_bytes(gzip.compress(page.encode()))


def test_the_example_pages_are_extracted_well():
    found = measure(PAGES)
    assert found.figures["pages"] == 3
    assert found.figures["recall"] > 0.98
    assert found.figures["F1"] > 0.95


def test_a_run_that_was_not_found_and_one_too_many_cost_their_share():
    assert score("a b c d e", "a b c d e") == (1.0, 1.0)
    assert score("a b c d e", "b c d e f") == (0.5, 0.5)
    assert score("a b c d a b c d", "a b c d") == (1.0, pytest.approx(0.2))
    assert score("", "a b c d") == (0.0, None)
    assert score("a b c d", "") == (None, 0.0)


def test_a_page_without_an_article_counts_as_empty(tmp_path):
    paragraphs = "".join(f"<p>{STORY}</p>" for _ in range(6))
    pages = {"full": f"<html><body><article>{paragraphs}</article></body></html>", "bare": "<html></html>"}
    write_pages(tmp_path, {key: {"articleBody": STORY} for key in pages}, pages)
    found = measure(tmp_path)
    assert found.figures["no article found"] == 1
    assert found.figures["recall"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("truth", "reason"),
    [
        ("no json", "not the benchmark"),
        ("{}", "no pages"),
        ('{"a": {"text": "x"}}', "no articleBody"),
        ('{"a": {"articleBody": "x"}}', "there is no page 'a'"),
        ('{"../../outside": {"articleBody": "x"}}', "there is no page"),
        ('{"a\\u0000": {"articleBody": "x"}}', "there is no page"),
        ('{"a": {"articleBody": "x", "url": 3}}', "is no text"),
    ],
)
def test_a_folder_that_is_not_in_the_format_is_an_error(tmp_path, truth, reason):
    write_pages(tmp_path, {}, {})
    (tmp_path / "ground-truth.json").write_text(truth)
    with pytest.raises(DataError, match=reason):
        measure(tmp_path)
