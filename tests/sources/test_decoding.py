from __future__ import annotations

import codecs

import pytest

from rashomon.errors import InputError
from rashomon.sources.decoding import decode, replace_surrogates

TEXT = "The café’s owner said: “We lost 30 % of our trade.”\r\nHe left early.\n"
LATIN = "The café's owner said the façade was lost. Señor Peña agreed.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode("utf-8"), TEXT),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), TEXT),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("utf-16-be"), TEXT),
        (LATIN.encode("latin-1"), LATIN),
        (TEXT.encode("cp1252"), TEXT),
        (b"plain words\x81 and caf\xe9", "plain words\x81 and caf\xe9"),
        (b"", ""),
    ],
    ids=["utf8", "utf8-bom", "16le-bom", "16be-bom", "32le", "32be", "16le", "16be", "latin1", "cp1252", "c1", "empty"],
)
def test_each_encoding_gives_the_text(data: bytes, expected: str) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize(
    "odd",
    [
        "a \u202eright-to-left\u202c mark",
        "emoji 👩‍🚒🏳️‍🌈 here",
        "bell\x07 in a longer line of words",
        "“never closed",
        "x" * 10_000,
        "form\ffeed and \x1b escape",
        "zero\u200bwidth and \ufeff inside",
    ],
)
def test_odd_characters_pass_unchanged(odd: str) -> None:
    assert decode(odd.encode("utf-8")) == odd


def test_one_bad_byte_costs_one_character() -> None:
    data = TEXT.encode("utf-8").replace(b"early", b"ear\xffly")
    assert decode(data) == TEXT.replace("early", "ear\ufffdly")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 and so on", "PDF"),
        (b"PK\x03\x04word/document.xml", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0JFIF", "picture"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"RIFF1234WEBP", "picture"),
        (bytes(range(256)) * 4, "binary"),
        (b"some words \0\0\0 and more words in it", "binary"),
        (bytes(range(1, 32)) * 10, "binary"),
        (codecs.BOM_UTF16_LE + b"a\0b", "damaged"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\0", "damaged"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        decode(data)


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "'latin1'"])
def test_a_page_is_read_as_it_declares(label: str) -> None:
    page = f"<html><head><meta charset={label}></head><p>caf\xe9 \x93</p>".encode("latin-1")
    assert "café “" in decode(page, html=True)


def test_a_declared_code_page_is_used() -> None:
    page = '<?xml version="1.0" encoding="windows-1251"?><html><p>Мир и труд</p>'.encode("cp1251")
    assert "Мир и труд" in decode(page, html=True)


@pytest.mark.parametrize("label", ["no-such-code", "utf-8", "utf-16", "zlib", "rot13", "hex"])
def test_a_wrong_declaration_is_not_believed(label: str) -> None:
    page = f"<html><meta charset={label}><p>caf\xe9 closed</p>".encode("latin-1")
    assert "café closed" in decode(page, html=True)


def test_surrogates_become_one_character_each() -> None:
    assert replace_surrogates("a\ud800b\udfffc😀") == "a\ufffdb\ufffdc😀"


def test_a_few_stray_nul_bytes_are_kept_as_they_are():
    text = "The mill burned down.\0 " * 20 + "Nobody was hurt in the fire, officials said. " * 100
    assert decode(text.encode()) == text
