"""Sources among the plugins: they read what they recognise, and their failures cost nobody else anything."""

from __future__ import annotations

import pytest
from tests.plugins.installing import install, install_example

from rashomon.settings import Settings
from rashomon.sources import load_articles, receive, source_options

TEXT = "The council of Ostmark voted on Tuesday to close the old harbour bridge for a year."
NOTE = b"NOTE 1\nThe ferry to Callow was late on Monday, and the pier was closed for an hour.\n"
READER = """
from datetime import UTC, datetime
from rashomon.plugins import Report

def recognises(name, head):
    return head.startswith(b"NOTE")

def read(name, content):
    {body}
"""
ONE = "yield Report(text=content.decode().split('\\n', 1)[1], source='Notes')"
OPTIONS = source_options(Settings(fetch=False, plugin_seconds=5))


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """A function that installs a source of notes with this body of `read`, and gives the paths of a note and a text."""

    def make(body: str = ONE, code: str | None = None):
        install(monkeypatch, tmp_path / "site", "notes", code or READER.format(body=body), sources={"notes": "notes"})
        (tmp_path / "a.note").write_bytes(NOTE)
        (tmp_path / "b.txt").write_text(TEXT)
        return [tmp_path / "a.note", tmp_path / "b.txt"]

    return make


def load(paths, options=OPTIONS):
    return load_articles(paths, options=options, keep_all=True)


def without(paths):
    return load(paths, source_options(Settings(fetch=False, plugins=False)))


def test_a_source_reads_what_it_recognises_and_nothing_else(reader):
    paths = reader()
    loaded = load(paths)
    assert [(article.source, article.text[:9]) for article in loaded.articles] == [
        ("Notes", "The ferry"), ("b", "The counc"),
    ]  # fmt: skip
    assert [(plugin.kind, plugin.name, plugin.version) for plugin in loaded.plugins] == [("source", "notes", "1.0")]
    assert loaded.skipped == ()


def test_switched_off_it_takes_no_part(reader):
    loaded = without(reader())
    assert loaded.articles[0].text.startswith("NOTE 1") and loaded.plugins == ()


def test_one_that_recognises_nothing_has_no_part_in_the_result(reader):
    paths = reader()
    loaded = load(paths[1:])
    assert loaded == without(paths[1:])
    assert loaded.plugins == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise KeyError('date')", "raised KeyError: 'date'"),
        ("return 7", "TypeError"),
        ("return ['words']", "gave a str, and no Report"),
        ("return [Report(text=5)]", "gave what is no answer"),
        ("return [Report(text='a', published=3)]", "gave what is no answer"),
        ("import os; os._exit(1)", "ended without an answer"),
        ("yield Report(text='half'); raise OSError('cut')", "raised OSError: cut"),
    ],
    ids=["raises", "a-number", "texts", "no-text", "no-date", "ends", "half-way"],
)
def test_where_it_fails_the_input_is_read_as_without_it_and_that_is_told(reader, body, reason):
    paths = reader(body)
    loaded = load(paths)
    assert loaded.articles == without(paths).articles
    (told,) = loaded.skipped
    assert told.input == f"{paths[0]}, plugin notes (notes 1.0)"
    assert reason in told.reason and told.reason.endswith("the input is read without it")
    assert loaded.plugins == ()


def test_one_that_cannot_even_be_loaded_is_told(reader):
    paths = reader(code="import nothing_of_this_name")
    loaded = load(paths)
    assert loaded.articles == without(paths).articles
    (told,) = loaded.skipped
    assert "raised ModuleNotFoundError" in told.reason and told.reason.endswith("it is not asked any more")


def test_one_that_hangs_three_times_is_asked_no_more(reader, tmp_path):
    reader("import time; time.sleep(60)")
    paths = [tmp_path / f"{n}.note" for n in range(5)]
    for path in paths:
        path.write_bytes(NOTE)
    loaded = load(paths, source_options(Settings(fetch=False, plugin_seconds=0.8)))
    assert [article.text for article in loaded.articles] == [NOTE.decode()] * 5
    assert len(loaded.skipped) == 3
    assert loaded.skipped[2].reason.endswith("it is not asked any more")


def test_the_order_of_inputs_changes_nothing_where_one_input_makes_it_fail(reader, tmp_path):
    paths = reader("if b'bad' in content: raise ValueError\n    " + ONE)
    bad = tmp_path / "bad.note"
    bad.write_bytes(NOTE.replace(b"late", b"bad"))
    forth, back = load([bad, *paths]), load([*paths, bad])
    assert {article.text for article in forth.articles} == {article.text for article in back.articles}
    assert forth.plugins == back.plugins != ()


def test_an_input_may_hold_several_reports_and_each_its_own_bytes(reader):
    body = "for n in '123': yield Report(text=f'Report {n} of the day.', content=n.encode(), published='2021-03-04')"
    paths = reader(body)
    loaded = load(paths[:1], source_options(Settings(fetch=False, max_entries=2)))
    assert [article.text for article in loaded.articles] == ["Report 1 of the day.", "Report 2 of the day."]
    assert loaded.articles[0].published.isoformat() == "2021-03-04T00:00:00+00:00" and loaded.articles[0].day_only
    assert "1 reports more than the 2" in loaded.skipped[0].reason
    assert [one.received.content for one in receive(paths[:1], options=OPTIONS)] == [b"1", b"2", b"3"]


def test_no_report_is_told(reader):
    loaded = load(reader("return []")[:1])
    assert loaded.articles == ()
    assert [one.reason for one in loaded.skipped] == ["holds no report"]


def test_an_empty_report_is_told(reader):
    assert "is empty" in load(reader("yield Report(text='  ')")[:1]).skipped[0].reason


def test_an_address_that_is_none_is_not_taken(reader):
    (article,) = load(reader("yield Report(text='Words.', url='javascript:alert(1)')")[:1]).articles
    assert article.url is None


def test_a_packed_input_is_unpacked_for_it(reader, tmp_path):
    import gzip

    reader()
    packed = tmp_path / "a.note.gz"
    packed.write_bytes(gzip.compress(NOTE))
    assert load([packed]).articles[0].source == "Notes"


MAIL = """From: Port Desk <desk@port.example>
Date: Tue, 4 Mar 2031 10:00:00 +0100
Subject: =?utf-8?q?Br=C3=BCcke_closed?=
Message-ID: <1@port.example>

The bridge was closed on Tuesday after a crack was found in its third pier.
"""


def test_the_example_reads_mail(monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    (tmp_path / "a.eml").write_text(MAIL)
    (article,) = load([tmp_path / "a.eml"]).articles
    assert (article.source, article.title, article.given_id) == ("Port Desk", "Brücke closed", "<1@port.example>")
    assert article.published.isoformat() == "2031-03-04T09:00:00+00:00"
    assert article.text[article.body_start :].startswith("The bridge was closed")


def test_the_example_reads_a_mailbox(monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    box = "".join(f"From desk Tue Mar  4 10:00:00 2031\n{MAIL.replace('<1@', f'<{n}@')}\n" for n in range(3))
    (tmp_path / "a.mbox").write_text(box)
    loaded = load([tmp_path / "a.mbox"])
    assert [article.given_id for article in loaded.articles] == [f"<{n}@port.example>" for n in range(3)]
    assert loaded.skipped == ()


def test_the_example_leaves_other_files_alone(monkeypatch, tmp_path):
    install_example(monkeypatch, tmp_path / "site")
    (tmp_path / "a.eml").write_text("Just a text that has the wrong name, and no line of a mail's head.")
    loaded = load([tmp_path / "a.eml"])
    assert loaded.plugins == () and loaded.articles[0].text.startswith("Just a text")
