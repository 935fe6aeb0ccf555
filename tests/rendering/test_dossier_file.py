"""A dossier back from its JSON, and what bad files are answered with."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import bridge_dossier, plain_dossier
from rashomon.errors import InputError
from rashomon.rendering import load_dossier, render_json
from rashomon.rendering.dossier_file import parse_dossier

WRITTEN = render_json(bridge_dossier())
LINES = st.text(alphabet='ab \n\x00\x1b\u202e\ud800é🚒"\\', max_size=30)


@pytest.mark.parametrize("reproducible", [True, False])
def test_a_dossier_that_comes_back_is_written_the_same(reproducible):
    written = render_json(bridge_dossier(reproducible=reproducible))
    assert render_json(parse_dossier(written.encode())) == written


@given(st.lists(LINES, min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_and_is_written_the_same(texts):
    written = render_json(plain_dossier(*texts))
    assert render_json(parse_dossier(written.encode())) == written


def test_all_that_links_rest_on_comes_back():
    dossier = bridge_dossier()
    back = parse_dossier(WRITTEN.encode())
    assert back.articles == dossier.articles
    assert sorted(back.links, key=lambda link: link.id) == sorted(dossier.links, key=lambda link: link.id)
    assert back.points == dossier.points
    known = {claim.id: claim for reading in back.readings for claim in reading.claims}
    for reading in dossier.readings:
        for claim in reading.claims:
            speaker = claim.speaker and replace(claim.speaker, kind="other")
            assert known[claim.id] == replace(claim, lemma=None, speaker=speaker)


def test_keys_of_a_later_minor_version_are_passed_over():
    dossier = json.loads(WRITTEN)
    dossier["remarks"] = [{"who": "me"}]
    dossier["links"][0]["note"] = "x"
    assert render_json(parse_dossier(json.dumps(dossier).encode())) == WRITTEN


def test_a_byte_order_mark_is_no_obstacle():
    assert parse_dossier(b"\xef\xbb\xbf" + WRITTEN.encode()).links


def changed(*path: str | int, to: object) -> bytes:
    """The bridge's JSON with one value changed."""
    dossier = part = json.loads(WRITTEN)
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = to
    return json.dumps(dossier).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no dossier"),
        (b"Kestrel Bridge closed", "is no dossier"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe", "is no dossier"),
        (b"[]", "is no dossier"),
        (b"{}", "is no dossier"),
        (b'{"schema": 1}', "is no dossier"),
        (WRITTEN.encode()[:9000], "is no dossier"),
        (WRITTEN.encode() * 2, "is no dossier"),
        (b'{"schema": ' + b"[" * 100_000, "is no dossier"),
        (b'{"schema": "rashomon/dossier/1"}', "is a damaged dossier"),
        (changed("schema", to="rashomon/dossier/2"), "says that it is 'rashomon/dossier/2'"),
        (changed("schema", to="rashomon/reading/1"), "says that it is 'rashomon/reading/1'"),
        (changed("schema", to="\x1b[31m\n" * 99), "says that it is '␛"),
        (changed("links", 0, "relation", to="cousin"), "is a damaged dossier"),
        (changed("links", 0, "score", to=7), "is a damaged dossier"),
        (changed("links", 0, "left", to="nobody"), "between claims that are not there"),
        (changed("links", 0, "evidence", 0, "left", to={"start": 5, "end": 10**6}), "leads out of its text"),
        (changed("claims", 0, "article", to="nothing"), "of an article that is not there"),
        (changed("claims", 0, "start", to=3), "is not what stands at its offsets"),
        (changed("timeline", 0, "start", to="soon"), "is a damaged dossier"),
    ],
)
def test_what_is_no_dossier_is_answered_in_one_line(data, reason):
    with pytest.raises(InputError) as caught:
        parse_dossier(data)
    message = str(caught.value)
    assert reason in message and "rashomon compare ... --format json" in message
    assert "\n" not in message and "\x1b" not in message and len(message) < 500


@given(st.integers(0, len(WRITTEN) - 1), st.sampled_from(['"', "}", "0", "-", "null", "", "\\", "9" * 5000]))
@settings(max_examples=200, deadline=None)
def test_damage_anywhere_is_an_input_error_or_none(at, put):
    data = (WRITTEN[:at] + put + WRITTEN[at + 1 :]).encode()
    try:
        back = parse_dossier(data)
    except InputError:
        return
    assert back.articles


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    for path, reason in ((tmp_path / "gone.json", "does not exist"), (tmp_path, "cannot be read"),
                         ("a\0b", "cannot be read")):  # fmt: skip
        with pytest.raises(InputError, match=reason):
            load_dossier(str(path))
    monkeypatch.setattr("rashomon.rendering.dossier_file._LARGEST", 100)
    whole = tmp_path / "whole.json"
    whole.write_text(WRITTEN, encoding="utf-8")
    with pytest.raises(InputError, match=r"whole\.json: is larger than"):
        load_dossier(str(whole))


def test_standard_input_is_a_file_too(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRITTEN.encode())))
    assert render_json(load_dossier("-")) == WRITTEN
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"x")))
    with pytest.raises(InputError, match=r"^standard input: is no dossier"):
        load_dossier("-")
