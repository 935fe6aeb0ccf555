"""What grouping keeps of an article, so that another process can go on: packed small, and put back.

A grouper that was restored knows each article by its profile, in the event where it is now. It decides as the one that
was cut off would have, but for three things: an event that took in another one or was parted is the sum of its present
articles and not of what was sampled then; of an event that is older than the window only the articles within it count,
for all of them; and a copy counts for the event of its origin.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from functools import cache
from hashlib import blake2b
from sys import intern

import msgspec
import numpy as np

from rashomon.errors import DataError
from rashomon.grouping.copies import CopyIndex, TextPrint
from rashomon.grouping.event_features import Profile
from rashomon.grouping.events import EventGrouper
from rashomon.grouping.shingles import Shingles
from rashomon.records import StreamItem

_PROBE = StreamItem(
    id="probe",
    title="Harbour of Tarnmouth closed after a crane fell",
    text="The harbour of Tarnmouth was closed on Monday after a crane fell on two barges, the port's captain Ada Quill "
    "said. Divers were looking for 3 workers. The crane had been inspected in May, and Quill spoke of a riddle.",
    published=None,
)


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """A profile in columns: each stem once, and where it stands in what."""

    article: str
    stems: bytes
    keys: bytes
    words: tuple[bytes, bytes]
    opening: tuple[bytes, bytes]
    names: tuple[bytes, bytes]
    length: int
    published: float | None


def pack_article(profile: Profile, text: TextPrint | None) -> bytes:
    """What is kept of an article, None as the `text` of a copy; about 2 kB for 400 words, half of it the text's.

    Its numbers are kept to seven digits.
    """
    kept = (_to_columns(profile), None if text is None else (text.words, pack_shingles(text.shingles)))
    return msgspec.msgpack.encode(kept)


def unpack_article(packed: bytes) -> tuple[Profile, TextPrint | None]:
    """What `pack_article` packed. Raises: DataError where it is damaged."""
    try:
        columns, text = msgspec.msgpack.decode(packed, type=tuple[_Columns, tuple[bytes, bytes] | None])
        shingles = None if text is None else TextPrint(words=text[0], shingles=unpack_shingles(text[1]))
        return _from_columns(columns), shingles
    except (msgspec.MsgspecError, zlib.error, IndexError, ValueError) as error:
        raise DataError("what was kept of an article for grouping is damaged") from error


@cache
def profile_format() -> str:
    """A digest of how articles are packed and profiled: what was kept under another one is made anew from the text."""
    grouper, index = EventGrouper(), CopyIndex()
    index.add(_PROBE.id, _PROBE.text)
    packed = pack_article(grouper.profile_of(_PROBE), index.print_of(_PROBE.id))
    return blake2b(packed, digest_size=8).hexdigest()


def _to_columns(profile: Profile) -> _Columns:
    stems = list(dict.fromkeys((*profile.words, *profile.keys, *profile.opening, *profile.names)))
    place = {stem: i for i, stem in enumerate(stems)}
    return _Columns(
        article=profile.article,
        stems=zlib.compress("\n".join(stems).encode("utf-8", "surrogatepass"), 1),
        keys=_places(profile.keys, place),
        words=(_places(profile.words, place), _numbers(profile.words)),
        opening=(_places(profile.opening, place), _numbers(profile.opening)),
        names=(_places(profile.names, place), _numbers(profile.names)),
        length=profile.length,
        published=profile.published,
    )


def _from_columns(columns: _Columns) -> Profile:
    # Interned: the same few stems stand in most articles.
    stems = [intern(stem) for stem in zlib.decompress(columns.stems).decode("utf-8", "surrogatepass").split("\n")]
    return Profile(
        article=columns.article,
        keys=tuple(_pick(stems, columns.keys)),
        words=_vector(stems, *columns.words),
        opening=_vector(stems, *columns.opening),
        names=_vector(stems, *columns.names),
        length=columns.length,
        published=columns.published,
    )


def pack_shingles(shingles: Shingles) -> bytes:
    """3-grams as bytes, about a kilobyte for 400 words.

    They are the distances of the sorted 3-grams, in planes of like bytes: the first plane is nearly empty and deflates.
    """
    steps = np.diff(shingles, prepend=np.uint32(0)).astype("<u4")
    return zlib.compress(steps.view(np.uint8).reshape(-1, 4).T.tobytes(), 1)


def unpack_shingles(packed: bytes) -> Shingles:
    """The 3-grams that were packed."""
    planes = np.frombuffer(zlib.decompress(packed), dtype=np.uint8).reshape(4, -1)
    return np.cumsum(np.ascontiguousarray(planes.T).view("<u4").ravel(), dtype=np.uint32)


def _places(stems: Collection[str], place: Mapping[str, int]) -> bytes:
    return np.fromiter((place[stem] for stem in stems), dtype="<u2", count=len(stems)).tobytes()


def _numbers(vector: Mapping[str, float]) -> bytes:
    return np.fromiter(vector.values(), dtype="<f4", count=len(vector)).tobytes()


def _pick(stems: list[str], places: bytes) -> list[str]:
    return [stems[i] for i in np.frombuffer(places, dtype="<u2").tolist()]


def _vector(stems: list[str], places: bytes, numbers: bytes) -> dict[str, float]:
    return dict(zip(_pick(stems, places), np.frombuffer(numbers, dtype="<f4").tolist(), strict=True))
