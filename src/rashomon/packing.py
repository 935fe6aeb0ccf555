"""Readings and dossiers as bytes to be kept, and back, to the last field.

The JSON of a dossier is for others and holds less. What is packed here is for the same program again: MessagePack,
compressed. The articles are left out, since whoever keeps the bytes has them already.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from rashomon.errors import DataError
from rashomon.records import Article, Dossier, ModelFile, Plugin, Reading, Skipped

_Kept = TypeVar("_Kept")
_LEVEL = 6
_HERE = Path(__file__).parent
# The rooms that a reading rests on, besides the models.
READS = ("records.py", "text.py", "vocabulary.py", "naming", "data", "reading")
# Those that a dossier rests on: how it is shown and kept changes nothing in it.
COMPARES = (*READS, "models", "grouping", "alignment", "comparing", "dossier.py", "dating.py", "pipeline.py",
             "plugins")  # fmt: skip


def pack_reading(reading: Reading) -> bytes:
    """`reading` without its article's text. Raises: UnicodeEncodeError where it holds half a surrogate pair."""
    return _pack(replace(reading, article=_mark(reading.article)))


def unpack_reading(data: bytes, article: Article) -> Reading:
    """The reading that was packed, of `article`. Raises: DataError where `data` is none, or another article's."""
    reading = _unpack(data, Reading)
    if reading.article.id != article.id:
        raise DataError(f"the kept reading is of article {reading.article.id}, not of {article.id}")
    return replace(reading, article=article)


def pack_dossier(dossier: Dossier) -> bytes:
    """`dossier` without its articles' texts. Raises: UnicodeEncodeError where it holds half a surrogate pair."""
    return _pack(
        replace(
            dossier,
            articles=tuple(_mark(article) for article in dossier.articles),
            readings=tuple(replace(reading, article=_mark(reading.article)) for reading in dossier.readings),
        )
    )


def unpack_dossier(data: bytes, articles: Mapping[str, Article]) -> Dossier:
    """The dossier that was packed, with its `articles` by id.

    Raises: DataError where `data` is no dossier, or one of an article that is not given.
    """
    dossier = _unpack(data, Dossier)
    try:
        return replace(
            dossier,
            articles=tuple(articles[article.id] for article in dossier.articles),
            readings=tuple(replace(reading, article=articles[reading.article.id]) for reading in dossier.readings),
        )
    except KeyError as error:
        raise DataError(f"the kept dossier has an article {error} that is not given") from error


def reading_digest(models: Sequence[ModelFile]) -> str:
    """A digest of all that a reading rests on, but for the article: the models and the program that reads."""
    return hashlib.sha256(_pack((tuple(models), digest_of_sources(READS)))).hexdigest()


def dossier_digest(
    articles: Sequence[Article],
    skipped: Sequence[Skipped],
    settings: Mapping[str, object],
    models: Sequence[ModelFile],
    version: str,
    plugins: Sequence[Plugin] = (),
) -> str:
    """A digest of all that a dossier rests on: what was compared (in its order), how, by which program and plugins."""
    program = (version, digest_of_sources(COMPARES), *plugins)
    parts = (tuple(articles), tuple(skipped), dict(settings), tuple(models), program)
    return hashlib.sha256(_pack(parts)).hexdigest()


def _mark(article: Article) -> Article:
    """What stands for an article in packed bytes: its id."""
    return Article(id=article.id, source="", title="", text="")


def _pack(record: object) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(record), _LEVEL)


def _unpack(data: bytes, kind: type[_Kept]) -> _Kept:
    try:
        return msgspec.msgpack.decode(zlib.decompress(data), type=kind)
    except (zlib.error, msgspec.DecodeError, RecursionError) as error:
        raise DataError(f"what was kept is damaged: it holds no {kind.__name__} ({error})") from error


@cache
def digest_of_sources(rooms: tuple[str, ...]) -> str:
    """A digest of the program's own files in `rooms` (folders and files of the package).

    So a new version of it reads anew, released or not.
    """
    digest = hashlib.sha256()
    for room in rooms:
        place = _HERE / room
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for path in files:
            if path.suffix in (".py", ".json"):
                digest.update(f"{path.relative_to(_HERE).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
