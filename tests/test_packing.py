"""Readings and dossiers as bytes and back: equal to the last field, and never taken for another's."""

from __future__ import annotations

import math
from dataclasses import asdict, replace

import pytest
from tests.builders import make_article, make_claim, make_day, make_quantity, make_reading
from tests.dossiers import bridge_dossier, plain_dossier

from rashomon import packing
from rashomon.errors import DataError
from rashomon.packing import (
    dossier_digest,
    pack_dossier,
    pack_reading,
    reading_digest,
    unpack_dossier,
    unpack_reading,
)
from rashomon.records import ModelFile, Plugin, Skipped
from rashomon.settings import Settings

TEXT = "At least 7 of 9 boats sank on Tuesday."
ARTICLE = make_article(TEXT)
READING = make_reading(
    ARTICLE,
    (make_claim(TEXT, quantities=(make_quantity(7, math.inf, noun="boats"),), times=(make_day("2024-06-18"),)),),
)
MODELS = (ModelFile(name="encoder", sha256="ab"), ModelFile(name="parser 1", sha256="cd"))


def test_a_reading_comes_back_as_it_was():
    assert unpack_reading(pack_reading(READING), ARTICLE) == READING


def test_no_text_is_kept_twice():
    assert TEXT.encode() not in packing.zlib.decompress(pack_reading(make_reading(ARTICLE)))


@pytest.mark.parametrize("dossier", [bridge_dossier(), plain_dossier(TEXT)], ids=["bridge", "plain"])
def test_a_dossier_comes_back_as_it_was(dossier):
    articles = {article.id: article for article in dossier.articles}
    assert unpack_dossier(pack_dossier(dossier), articles) == dossier


@pytest.mark.parametrize("data", [b"", b"\x00", pack_reading(READING)[:-9], packing.zlib.compress(b"\xc1")], ids=repr)
def test_damaged_bytes_are_an_error(data):
    with pytest.raises(DataError, match="no Reading"):
        unpack_reading(data, ARTICLE)
    with pytest.raises(DataError, match="no Dossier"):
        unpack_dossier(data, {})


def test_what_was_kept_of_another_article_is_an_error():
    with pytest.raises(DataError, match="is of article a, not of b"):
        unpack_reading(pack_reading(READING), replace(ARTICLE, id="b"))
    with pytest.raises(DataError, match="not given"):
        unpack_dossier(pack_dossier(plain_dossier(TEXT)), {})


def test_a_reading_rests_on_the_models_and_on_the_program(monkeypatch):
    digest = reading_digest(MODELS)
    assert reading_digest(MODELS) == digest
    assert reading_digest((replace(MODELS[0], sha256="ac"), MODELS[1])) != digest
    monkeypatch.setattr(packing, "digest_of_sources", lambda rooms: "another program")
    assert reading_digest(MODELS) != digest


def test_the_program_s_own_files_are_in_the_digest(tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "_HERE", tmp_path)
    digest = packing.digest_of_sources.__wrapped__
    (tmp_path / "reading").mkdir()
    (tmp_path / "reading" / "times.py").write_text("one")
    (tmp_path / "text.py").write_text("one")
    rooms = ("reading", "text.py")
    before = digest(rooms)
    (tmp_path / "text.py").write_text("two")
    other_text = digest(rooms)
    (tmp_path / "reading" / "times.py").write_text("two")
    other_times = digest(rooms)
    (tmp_path / "cli.py").write_text("two")
    assert len({before, other_text, other_times}) == 3 and digest(rooms) == other_times


@pytest.mark.parametrize(
    "change",
    [
        {"articles": (replace(ARTICLE, text="Another."),)},
        {"articles": (replace(ARTICLE, published=make_day("2024-06-18").start),)},
        {"articles": ()},
        {"skipped": (Skipped(input="a", reason="b"),)},
        {"settings": asdict(Settings(min_score=0.5))},
        {"models": MODELS[:1]},
        {"version": "2"},
        {"plugins": (Plugin(kind="evidence", name="a", package="b", version="1", sha256="c"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_dossier_rests_on_all_that_went_into_it(change):
    given = {"articles": (ARTICLE,), "skipped": (), "settings": asdict(Settings()), "models": MODELS, "version": "1"}
    assert dossier_digest(**given) == dossier_digest(**given)
    assert dossier_digest(**given | change) != dossier_digest(**given)
