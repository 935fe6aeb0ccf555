from __future__ import annotations

import gzip
import io

import pytest

from rashomon.errors import InputError
from rashomon.sources import unpacking
from rashomon.sources.unpacking import DamagedError, Unpacked, inflate

PARTS = [b"one\n" * 40_000, b"two\n", b"three\n" * 50_000]
MEMBERS = [gzip.compress(part) for part in PARTS]


def unpack(data: bytes, *, ratio: int = 10_000, over_damage: bool = False) -> tuple[bytes, int]:
    unpacked = Unpacked(io.BytesIO(data), ratio=ratio, over_damage=over_damage)
    return io.BufferedReader(unpacked).read(), unpacked.damages


@pytest.mark.parametrize("padding", [b"", b"\0" * 1000, b"\0" * 200_000], ids=["none", "little", "much"])
def test_all_members_come_out(padding: bytes) -> None:
    assert unpack(b"".join(MEMBERS) + padding) == (b"".join(PARTS), 0)


def test_a_file_cut_short_gives_what_it_has_and_says_so() -> None:
    reader = io.BufferedReader(Unpacked(io.BytesIO(MEMBERS[0] + MEMBERS[2][:-20]), ratio=10_000))
    assert reader.read(len(PARTS[0])) == PARTS[0]
    with pytest.raises(DamagedError, match="cut short"):
        while reader.read(10_000):
            pass


def test_damage_costs_one_member_where_that_is_wanted() -> None:
    broken = bytearray(MEMBERS[0])
    broken[40:60] = b"\xff" * 20
    whole, damages = unpack(bytes(broken) + MEMBERS[1] + MEMBERS[2], over_damage=True)
    assert whole.endswith(PARTS[1] + PARTS[2]) and damages == 1
    with pytest.raises(DamagedError, match="damaged"):
        unpack(bytes(broken) + MEMBERS[1])


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_ALWAYS_ALLOWED", 1_000_000)
    bomb = gzip.compress(b"0" * 5_000_000)
    with pytest.raises(InputError, match="more than 200 times its size"):
        unpack(bomb, ratio=200)
    assert len(unpack(bomb, ratio=2000)[0]) == 5_000_000


def test_an_http_body_comes_in_bounded_pieces() -> None:
    pieces = list(inflate([gzip.compress(b"0" * 1_000_000)], "gzip"))
    assert max(map(len, pieces)) <= 1 << 16 and sum(map(len, pieces)) == 1_000_000
