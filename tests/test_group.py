"""`rashomon group` and `compare --event`: every article once and in place, bad lines named, the rest grouped.

Which event an article belongs to is measured elsewhere. Here a simple grouper stands in where a test must know the
answer; the tests that run the command as a process take the real one and ask only for what holds for any.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rashomon
from rashomon.cli import main
from rashomon.errors import InputError, TooFewReportsError
from rashomon.grouping.copies import TextPrint
from rashomon.pipeline import compare, compare_event, group
from rashomon.records import Copy, Grouped, StreamItem
from rashomon.rendering import render_json
from rashomon.settings import Settings

MILL = (
    "The old paper mill in Tessel burned down on Tuesday. Three firefighters were injured, the fire service said. "
    "The mill was built in 1911 and stood empty since the spring. Nobody knows yet how the fire began."
)
BARN = (
    "A fire destroyed the paper mill in Tessel on Tuesday. Five firefighters were hurt, a nurse at the hospital said. "
    "The police questioned a man who had slept in the building. He denied that he had lit a fire."
)
VOTE = (
    "The parliament of Karsovia passed the new budget on Thursday by two votes. The opposition left the hall. "
    "The finance minister called the budget a step towards lower debts for the whole country."
)
FEED: list[dict[str, Any]] = [
    {"id": "mill-late", "title": "fire: Mill burns again", "text": BARN, "published": "2031-05-09T10:00:00+02:00"},
    {"id": "vote", "title": "vote: Budget passed", "text": VOTE, "published": 1936094400000},
    {"id": "undated", "title": "fire: Nothing left of the mill", "text": "", "published": None},
    {"id": "mill", "title": "fire: Old mill burns down", "text": MILL, "date": "2031-05-08"},
    {"id": "reprint", "title": "fire: A mill is gone", "text": MILL, "published": "2031-05-10"},
]
EVENTS = {"mill-late": "fire", "vote": "vote", "undated": "fire", "mill": "fire", "reprint": "fire"}


class TopicGrouper:
    """Puts an item to the event that its title begins with ("fire: ..."); notes what came, in which order."""

    came: ClassVar[list[StreamItem]] = []
    windows: ClassVar[list[float]] = []

    def __init__(self, *, window_days: float = 14.0) -> None:
        TopicGrouper.came = []
        TopicGrouper.windows.append(window_days)
        self.events: dict[str, str] = {}

    def add(self, item: StreamItem) -> str:
        TopicGrouper.came.append(item)
        self.events[item.id] = item.title.partition(":")[0] or "none"
        return self.events[item.id]

    def event_of(self, article_id: str) -> str:
        return self.events[article_id]

    def resolve(self, event_id: str) -> str:
        return event_id.removeprefix("old-")


class EqualTexts:
    """Takes equal texts for copies."""

    def __init__(self) -> None:
        self.origins: dict[bytes, str] = {}

    def add_print(self, article_id: str, text: TextPrint) -> Copy | None:
        origin = self.origins.setdefault(text.words, article_id)
        return None if origin == article_id else Copy(article=article_id, origin=origin, contained=1.0)

    def forget(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        self.origins = {text: article for text, article in self.origins.items() if article not in gone}


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.grouping.events.EventGrouper", TopicGrouper)


@pytest.fixture
def stand_ins(topics: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rashomon.grouping.copies.CopyIndex", EqualTexts)


def put(folder: Path, rows: list[Any], name: str = "feed.jsonl") -> Path:
    path = folder / name
    lines = (row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """The exit status of the command line, run in this process."""
    monkeypatch.setattr(sys, "argv", ["rashomon", *map(str, arguments)])
    with pytest.raises(SystemExit) as exit:
        main()
    return int(exit.value.code or 0)


# --- the pipeline ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_ins")
def test_each_article_comes_once_in_the_order_of_the_input(tmp_path: Path) -> None:
    groups, skipped = group([put(tmp_path, FEED)])
    assert skipped == ()
    assert {one.id: one.event for one in groups} == EVENTS and [one.id for one in groups] == [row["id"] for row in FEED]
    assert [one.id for one in groups if one.copy_of] == ["reprint"] and groups[4].copy_of == "mill"
    assert groups[0] == Grouped(
        id="mill-late", event="fire", copy_of=None, headline="fire: Mill burns again",
        published=datetime(2031, 5, 9, 8, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.usefixtures("stand_ins")
def test_articles_meet_the_events_in_order_of_time(tmp_path: Path) -> None:
    group([put(tmp_path, FEED)])
    assert [item.id for item in TopicGrouper.came] == ["mill", "mill-late", "vote", "undated", "reprint"]


@pytest.mark.usefixtures("stand_ins")
def test_short_texts_are_copies_only_with_their_headline(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "title": "fire: Mill burns", "text": "Video"},
        {"id": "b", "title": "vote: Budget passed", "text": "Video"},
        {"id": "c", "title": "fire: Mill burns", "text": "Video"},
        {"id": "d", "title": "fire: Mill burns"},
        {"id": "e", "title": "vote: Budget passed"},
    ]
    groups, _ = group([put(tmp_path, rows)])
    assert [one.copy_of for one in groups] == [None, None, "a", None, None]


@pytest.mark.usefixtures("stand_ins")
def test_a_copy_is_in_the_event_of_its_origin(tmp_path: Path) -> None:
    rows = [*FEED, {"id": "elsewhere", "title": "vote: A fire", "text": MILL, "published": "2031-05-11"}]
    groups, _ = group([put(tmp_path, rows)])
    assert (groups[-1].event, groups[-1].copy_of) == ("fire", "mill")


@pytest.mark.usefixtures("stand_ins")
def test_a_reprint_after_the_window_is_an_article_of_its_own(tmp_path: Path) -> None:
    days = [None, 1, None, 12, 20, None, 40, 41]
    rows = [
        {
            "id": f"n{number}",
            "title": "fire: Mill",
            "text": MILL,
            "published": day and f"2031-0{5 + day // 31}-{day % 31 or 1:02}",
        }
        for number, day in enumerate(days)
    ]
    groups, _ = group([put(tmp_path, rows)])
    assert [one.copy_of for one in groups] == [None, "n0", "n0", "n0", "n0", "n0", None, "n6"]
    groups, _ = group([put(tmp_path, rows)], settings=Settings(window_days=9))
    assert [one.copy_of for one in groups] == [None, "n0", "n0", None, "n3", "n3", None, "n6"]


@pytest.mark.usefixtures("stand_ins")
def test_a_flood_of_copies_is_one_text_in_one_event(tmp_path: Path) -> None:
    rows = [{"id": f"n{number}", "title": "fire: Mill", "text": MILL, "published": None} for number in range(10_000)]
    groups, skipped = group([put(tmp_path, [*rows, FEED[1]])])
    assert skipped == () and len(groups) == 10_001
    assert {one.event for one in groups[:-1]} == {"fire"} and {one.copy_of for one in groups[1:-1]} == {"n0"}


def texts_in_many_scripts() -> list[str]:
    """A line of made-up words in each script of Unicode that has letters enough, over a hundred of them."""
    letters: dict[str, list[str]] = defaultdict(list)
    for code in range(0x110000):
        if chr(code).isalpha():
            letters[unicodedata.name(chr(code), "NONE").split()[0]].append(chr(code))
    words = ("".join(known[n % len(known)] for n in range(20)) for known in letters.values() if len(known) >= 10)
    return [f"{word[:7]} {word[7:12]} {word[12:]}." for word in words]


@pytest.mark.usefixtures("stand_ins")
def test_texts_in_any_script_are_kept(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts_in_many_scripts())]
    groups, skipped = group([put(tmp_path, rows)])
    assert len(rows) > 100 and skipped == ()
    assert [one.id for one in groups] == [row["id"] for row in rows]


@pytest.mark.usefixtures("stand_ins")
def test_the_window_is_a_setting(tmp_path: Path) -> None:
    path = put(tmp_path, FEED)
    group([path])
    group([path], settings=Settings(window_days=3.5))
    assert TopicGrouper.windows[-2:] == [14.0, 3.5]


@pytest.mark.usefixtures("stand_ins")
def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = put(tmp_path, FEED)
    group([path], progress=lambda *step: told.append(step))
    size = path.stat().st_size
    assert told == [("Reading", size, size), *(("Grouping", done, len(FEED)) for done in range(len(FEED) + 1))]


BAD = st.sampled_from([b"{", b"null", b"[1]", b'"x"', b"{}", b'{"id": "z", "text": 4}', b'{"id": [], "text": "x"}',
                       b"\xfe\xfe",
                       b'{"id": "same", "text": "x"}', b'{"text": "x", "published": "never"}'])  # fmt: skip
GOOD = st.builds(
    lambda topic, text, date: {"title": f"{topic}: news", "text": text, "published": date},
    st.sampled_from(["fire", "vote", "flood"]),
    st.sampled_from([MILL, BARN, VOTE, "", "Video", "Видео дня"]),
    st.none() | st.sampled_from(["2031-05-08", "9998-01-01", "0001-01-01", 1936137600000, 0]),
)


@given(st.lists(BAD | GOOD, max_size=15))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_article_is_lost_whatever_stands_between(tmp_path: Path, lines: list[Any]) -> None:
    rows = [line if isinstance(line, bytes) else {"id": f"n{number}", **line} for number, line in enumerate(lines)]
    rows = [{"id": "same", "title": "fire: news"}, *rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rashomon.grouping.events.EventGrouper", TopicGrouper)
        patch.setattr("rashomon.grouping.copies.CopyIndex", EqualTexts)
        groups, skipped = group([put(tmp_path, rows)])
    assert [one.id for one in groups] == [row["id"] for row in rows if isinstance(row, dict)]
    bad = [number for number, row in enumerate(rows, start=1) if isinstance(row, bytes)]
    assert [one.input.rsplit(" ", 1)[1] for one in skipped] == list(map(str, bad))
    event_of = {one.id: one.event for one in groups}
    own = {one.id for one in groups if one.copy_of is None}
    assert all(one.copy_of in own and event_of[one.copy_of] == one.event for one in groups if one.copy_of is not None)


# --- one event of a stream compared ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("topics")
def test_an_event_of_a_stream_compares_as_its_articles_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [row for row in FEED if EVENTS[row["id"]] == "fire"]
    reproducible = Settings(reproducible=True)
    for name, rows in (("stream", [b"{", *FEED, b"[]"]), ("alone", ours)):
        (tmp_path / name).mkdir()
        put(tmp_path / name, rows)
    monkeypatch.chdir(tmp_path / "stream")
    dossier, unread = compare_event(["feed.jsonl"], "fire", settings=reproducible)
    monkeypatch.chdir(tmp_path / "alone")
    assert render_json(dossier) == render_json(compare(["feed.jsonl"], settings=reproducible)).replace(
        "line 1", "line 1"
    )
    assert [one.input for one in unread] == ["feed.jsonl, line 1", "feed.jsonl, line 7"]
    assert [copy.article for copy in dossier.copies] and len(dossier.articles) == 4


@pytest.mark.usefixtures("topics")
def test_the_id_of_a_merged_event_still_resolves(tmp_path: Path) -> None:
    dossier, _ = compare_event([put(tmp_path, FEED)], "old-fire", settings=Settings(reproducible=True))
    assert len(dossier.articles) == 4


@pytest.mark.usefixtures("topics")
def test_what_cannot_be_compared_is_in_the_dossier_with_its_reason(tmp_path: Path) -> None:
    german = (
        "fire: Die alte Papiermühle in Tessel ist am Dienstag abgebrannt. Drei Feuerwehrleute wurden dabei verletzt."
    )
    long = {"id": "long", "title": "fire: All of it", "text": f"{MILL} " * 40}
    path = put(tmp_path, [*FEED, {"id": "de", "title": german, "text": german}, long])
    dossier, unread = compare_event([path], "fire", settings=Settings(reproducible=True, max_characters=4000))
    assert unread == ()
    assert len(dossier.skipped) == 2
    assert dossier.skipped[0].input == f"{path}, line 6" and "German" in dossier.skipped[0].reason
    assert "max_characters" in dossier.skipped[1].reason


@pytest.mark.usefixtures("topics")
def test_an_event_that_is_not_there_and_one_with_a_single_article(tmp_path: Path) -> None:
    path = put(tmp_path, FEED)
    with pytest.raises(InputError, match=r"no event 'e99'.*the events are: fire, vote \("):
        compare_event([path], "e99")
    with pytest.raises(TooFewReportsError, match="at least two"):
        compare_event([path], "vote")


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_ins")
def test_json_lines_hold_three_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "group", put(tmp_path, FEED), "--format", "jsonl") == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert [json.loads(line) for line in told.out.splitlines()] == [
        {"id": row["id"], "event": EVENTS[row["id"]], "copy_of": "mill" if row["id"] == "reprint" else None}
        for row in FEED
    ]


@pytest.mark.usefixtures("stand_ins")
def test_the_list_of_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "group", put(tmp_path, FEED)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["5 articles in 2 events; 1 copy", "1 event with several articles, 1 with one"]
    assert lines[4:8] == [
        "4  “fire: Old mill burns down”",
        "   event fire; 8 May 2031 to 10 May 2031; 1 undated; 3 texts, 1 copy",
        "1  “vote: Budget passed”",
        "   event vote; 9 May 2031",
    ]


@pytest.mark.usefixtures("stand_ins")
@pytest.mark.parametrize(("strict", "status"), [((), 0), (("--strict",), 1)])
def test_bad_lines_are_named_and_counted(
    strict: tuple[str, ...], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = put(tmp_path, [b"{", FEED[0], {"id": "mill-late", "text": "x"}, *[b"[]"] * 40, *FEED[1:]])
    assert call(monkeypatch, "group", path, "--format", "jsonl", *strict) == status
    told = capsys.readouterr()
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == [row["id"] for row in FEED]
    lines = told.err.splitlines()
    assert lines[0].startswith(f"skipped {path}, line 1: is no valid JSON")
    assert lines[1].startswith(f"skipped {path}, line 3: has the id 'mill-late' of {path}, line 2")
    assert lines[-2:] == ["skipped 22 more", "42 skipped, 5 articles grouped"] and len(lines) == 22


@pytest.mark.usefixtures("stand_ins")
def test_strict_asks_nothing_of_good_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, "group", put(tmp_path, FEED), "--strict") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("stand_ins")
def test_an_empty_stream_is_no_error_and_a_stream_of_bad_lines_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert call(monkeypatch, "group", put(tmp_path, []), "--format", "jsonl") == 0
    assert capsys.readouterr() == ("", "")
    assert call(monkeypatch, "group", put(tmp_path, [b"{"]), tmp_path / "gone.jsonl") == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.splitlines()[-1] == "Error: no article could be read"
    assert "gone.jsonl: does not exist" in told.err


@pytest.mark.usefixtures("stand_ins")
def test_the_words_of_a_stream_do_not_steer_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    hostile = {
        "id": "\x1b[2J" * 99,
        "title": "fire\x1b]0;x\x07\u202e: " + "long " * 999,
        "text": "",
        "published": "2031-05-08",
    }
    assert call(monkeypatch, "group", put(tmp_path, [hostile, hostile])) == 0
    told = capsys.readouterr()
    assert not set("\x1b\x07\u202e") & set(told.out + told.err)
    assert max(map(len, (told.out + told.err).splitlines())) < 700


@pytest.mark.usefixtures("topics")
def test_compare_with_an_event_names_what_it_could_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    path = put(tmp_path, [*FEED, b"{"])
    arguments = ("compare", "--event", "fire", path, "--format", "json", "--window-days", "3")
    assert call(monkeypatch, *arguments) == 0
    told = capsys.readouterr()
    dossier = json.loads(told.out)
    assert {article["title"] for article in dossier["articles"]} == {
        row["title"] for row in FEED if row["id"] != "vote"
    }
    assert dossier["run"]["settings"]["window_days"] == 3
    assert told.err.startswith(f"skipped {path}, line 6: is no valid JSON")


@pytest.mark.parametrize(
    "arguments",
    [
        ("group",),
        ("group", "feed.jsonl", "--window-days", "0"),
        ("group", "feed.jsonl", "--format", "json"),
        ("compare", "feed.jsonl", "--window-days", "3"),
        ("compare", "feed.jsonl", "--event", "e1", "--published", "feed.jsonl=2031-05-08"),
    ],
    ids=" ".join,
)
def test_misuse_exits_with_2(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert call(monkeypatch, *arguments) == 2
    assert "Usage" in capsys.readouterr().err


# --- the real grouper, in a process of its own -----------------------------------------------------------------------


def run(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from rashomon.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, timeout=300, env=os.environ)


@pytest.fixture(scope="module")
def hard_feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good articles with everything between them that a feed goes wrong with."""
    odd = [
        {
            "id": "future",
            "title": "Mill fire: no end to questions",
            "text": BARN[:150],
            "published": "9999-12-31T23:59:59Z",
        },
        {"id": "past", "title": "Budget of Karsovia", "text": VOTE[:150], "published": "0001-01-01"},
        {"id": "headline", "title": "Storm nears the coast", "text": ""},
        {"id": "marks", "title": "?!", "text": "…"},
        {"id": "nul", "title": "\x00", "text": "\u202e\x1b[2J"},
        {"id": "pair", "text": "\ud800 lone"},
        {"id": "word", "text": "mill " * 30_000},
    ]
    scripts = [{"id": f"s{number}", "text": text} for number, text in enumerate(texts_in_many_scripts())]
    flood = [
        {"id": f"f{number}", "title": "Fire in Tessel", "text": MILL, "published": "2031-05-09"} for number in range(50)
    ]
    bad = [b"{", b"\x00\x00", b'{"id": "mill", "text": "x"}', b'{"id": "none"}']
    return put(tmp_path_factory.mktemp("hard"), [*FEED, *bad, *odd, *scripts, *flood], "hard.jsonl")


@pytest.fixture(scope="module")
def hard_run(hard_feed: Path) -> subprocess.CompletedProcess[bytes]:
    return run("group", hard_feed, "--format", "jsonl")


def test_the_command_groups_what_can_be_read(hard_feed: Path, hard_run: subprocess.CompletedProcess[bytes]) -> None:
    assert hard_run.returncode == 0, hard_run.stderr.decode()
    groups = [json.loads(line) for line in hard_run.stdout.splitlines()]
    rows = [json.loads(line) for line in hard_feed.read_bytes().splitlines() if line.startswith(b'{"id"')]
    wanted = dict.fromkeys(row["id"] for row in rows if row["id"] != "none")
    assert [one["id"] for one in groups] == list(wanted) and len(groups) > 150
    assert all(set(one) == {"id", "event", "copy_of"} and isinstance(one["event"], str) for one in groups)
    event_of = {one["id"]: one["event"] for one in groups}
    assert all(event_of[one["copy_of"]] == one["event"] for one in groups if one["copy_of"])
    assert {one["copy_of"] for one in groups if one["id"].startswith("f") and one["id"][1:].isdigit()} == {"mill"}
    assert len(hard_run.stderr.decode().splitlines()) == 5 and "Traceback" not in hard_run.stderr.decode()


def test_the_same_bytes_come_from_gzip_standard_input_and_another_run(
    hard_feed: Path, hard_run: subprocess.CompletedProcess[bytes], tmp_path: Path
) -> None:
    packed = tmp_path / "hard.jsonl.gz"
    packed.write_bytes(gzip.compress(hard_feed.read_bytes()))
    assert run("group", packed, "--format", "jsonl").stdout == hard_run.stdout
    assert run("group", "-", "--format", "jsonl", given=hard_feed.read_bytes()).stdout == hard_run.stdout


def test_the_list_of_a_hard_feed_is_safe(hard_feed: Path) -> None:
    done = run("group", hard_feed)
    assert done.returncode == 0 and b"\x1b" not in done.stdout + done.stderr


def test_group_is_public() -> None:
    assert rashomon.group is group and "group" in rashomon.__all__
