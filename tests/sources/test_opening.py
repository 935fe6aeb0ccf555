from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rashomon.errors import InputError
from rashomon.records import Span
from rashomon.sources import load_articles, open_source
from rashomon.text import stretch

BODY = "The mayor of Ashford resigned on Monday, her office said. She gave no reason for it.\n"


def put(folder: Path, name: str, content: str | bytes = BODY) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_plain_text_goes_out_unchanged(tmp_path: Path) -> None:
    text = f"Mayor resigns\r\n\r\n\tPublished: 2024-06-19\r\n“{BODY}\x07\u202e😀"
    [article] = open_source(put(tmp_path, "post.txt", text)).articles
    assert article.text == text and article.body_start == 0
    assert (article.title, article.source, article.path) == ("Mayor resigns", "post", str(tmp_path / "post.txt"))
    assert article.published == datetime(2024, 6, 19, tzinfo=UTC) and article.day_only
    assert len(article.id) == 16 and int(article.id, 16) >= 0


def test_a_title_that_comes_apart_stands_before_the_text(tmp_path: Path) -> None:
    lines = [{"id": "a", "title": "Mayor  resigns ", "text": BODY}, {"id": "b", "title": "The Mayor of", "text": BODY},
             {"id": "c", "text": BODY}, {"id": "d", "title": "Only a headline of five words", "text": ""}]  # fmt: skip
    path = put(tmp_path, "all.jsonl", "\n".join(map(json.dumps, lines)))
    first, second, third, fourth = open_source(path).articles
    assert first.text == f"Mayor resigns\n\n{BODY}"
    assert stretch(first.text, Span(start=first.body_start, end=len(first.text))) == BODY
    assert (second.text, second.body_start) == (BODY, 0)
    assert (third.text, third.title, third.given_id) == (BODY, "", "c")
    assert fourth.text == "Only a headline of five words\n\n" and fourth.body_start == len(fourth.text)


def test_inputs_keep_their_order_and_folders_sort_by_name(tmp_path: Path) -> None:
    late = put(tmp_path, "z.txt")
    for name in ("in/b.txt", "in/a.txt", "in/sub/c.txt", "in/.hidden", "in/page.html", "in/page_files/x.txt"):
        put(tmp_path, name, "<html></html>" if name.endswith("html") else BODY)
    loaded = load_articles([late, tmp_path / "in"])
    assert [Path(article.path or "").name for article in loaded.articles] == ["z.txt", "a.txt", "b.txt", "c.txt"]
    assert [Path(entry.input).name for entry in loaded.skipped] == ["page.html"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", "", "empty"),
        ("a.txt", " \n\t\n", "empty"),
        ("a.txt", "12 34\n56", "no sentence"),
        ("a.txt", b"%PDF-1.4 something", "PDF"),
        ("a.txt", b"\0\1\2\3" * 50, "binary"),
        ("a.txt", "x" * 2000, "larger than the limit"),
        ("a.txt", "Городской совет решил во вторник закрыть старый мост.", "Russian"),
        ("a.html", "<html><body><nav>Home</nav></body></html>", "without an article"),
        ("a.txt", "<!doctype html><html><body></body></html>", "without an article"),
        ("a.mhtml", f"From: <Saved by Blink>\nContent-Type: multipart/related;\n\n{BODY}", "MHTML"),
        ("a.jsonl", "\n\n", "empty"),
        ("a.json", "[]", "no article"),
    ],
)
def test_what_cannot_be_used_is_skipped_with_its_reason(
    tmp_path: Path, name: str, content: str | bytes, reason: str
) -> None:
    loaded = load_articles([put(tmp_path, name, content), put(tmp_path, "good.txt")], size_limit=1000)
    assert [article.source for article in loaded.articles] == ["good"]
    [entry] = loaded.skipped
    assert entry.input == str(tmp_path / name) and reason in entry.reason


def test_missing_paths_and_empty_folders_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    loaded = load_articles([tmp_path / "none.txt", tmp_path / "empty", "bad\0path", "x" * 5000])
    assert loaded.articles == ()
    reasons = [entry.reason for entry in loaded.skipped]
    assert "does not exist" in reasons[0] and "without files" in reasons[1] and len(reasons) == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; run as another user")
def test_a_file_without_permission_is_skipped(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    Path(path).chmod(0)
    assert "no permission" in open_source(path).skipped[0].reason


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, "all.jsonl", json.dumps({"text": BODY}) + '\n{"text": 5}\n{"text"\n')
    loaded = open_source(path)
    assert len(loaded.articles) == 1
    assert [entry.input for entry in loaded.skipped] == [f"{path}, line 2", f"{path}, line 3"]


def test_keep_all_drops_no_language_and_no_length(tmp_path: Path) -> None:
    lines = [{"id": "1", "title": "Brücke zu", "text": ""}, {"id": "2", "text": "Городской совет решил закрыть мост."}]
    path = put(tmp_path, "all.jsonl", "\n".join(map(json.dumps, lines)))
    loaded = open_source(path, keep_all=True)
    assert [article.language for article in loaded.articles] == ["und", "ru"] and loaded.skipped == ()


def test_the_same_file_twice_has_two_ids(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt")
    first, second, third = load_articles([path, path, path]).articles
    assert (second.id, third.id) == (f"{first.id}-2", f"{first.id}-3") and first.text == second.text


def test_ids_rest_on_url_or_path_and_text(tmp_path: Path) -> None:
    one = {"url": "https://p.example/1", "text": BODY}
    first, second = load_articles(
        [put(tmp_path, "a.json", json.dumps(one)), put(tmp_path, "b.json", json.dumps(one))]
    ).articles
    assert second.id == f"{first.id}-2" and first.source == "p.example"
    left, right = load_articles([put(tmp_path, "a.txt"), put(tmp_path, "b.txt")]).articles
    assert left.id != right.id


def test_given_dates_come_first_and_may_name_a_path_or_a_file(tmp_path: Path) -> None:
    path, other = put(tmp_path, "a.txt", f"Published: 2020-01-01\n\n{BODY}"), put(tmp_path, "b.txt")
    by_name = load_articles([path, other], published={"a.txt": "June 19, 2024", other: "2024-06-19T10:00Z"}).articles
    assert [article.published for article in by_name] == [
        datetime(2024, 6, 19, tzinfo=UTC),
        datetime(2024, 6, 19, 10, tzinfo=UTC),
    ]
    assert [article.day_only for article in by_name] == [True, False]


def test_a_date_for_a_skipped_input_is_no_error(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.txt")
    assert load_articles([missing], published={"none.txt": "2024-06-19"}).articles == ()


@pytest.mark.parametrize(
    ("published", "message"),
    [({"c.txt": "2024-06-19"}, "belongs to no input; the inputs are: .*one/a.txt, .*two/a.txt"),
     ({"a.txt": "2024-06-19"}, "fits several inputs"), ({"one/a.txt": "2024-06-19"}, "belongs to no input")],
)  # fmt: skip
def test_a_date_that_names_no_single_input_is_an_error(tmp_path: Path, published: dict[str, str], message: str) -> None:
    inputs = [put(tmp_path, "one/a.txt"), put(tmp_path, "two/a.txt")]
    with pytest.raises(InputError, match=message):
        load_articles(inputs, published=published)


def test_a_date_that_is_none_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no date; write 2024-06-19"):
        load_articles([put(tmp_path, "a.txt")], published={"a.txt": "soon"})


def test_standard_input_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BODY.encode())))
    [article] = load_articles(["-"], published={"-": "2024-06-19"}).articles
    assert article.text == BODY and article.source == "standard input" and article.published is not None


def test_lone_surrogates_in_json_can_be_written_again(tmp_path: Path) -> None:
    [article] = open_source(put(tmp_path, "a.json", '{"text": "He said \\ud800 no, they all left."}')).articles
    assert article.text == "He said \ufffd no, they all left."
    article.text.encode()
