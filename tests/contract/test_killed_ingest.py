"""kill -9 in the middle of an ingest loses nothing that was acknowledged; `make soak` does it 200 times."""

from __future__ import annotations

from tests.killing import survive_kills


def test_ten_kills_lose_nothing(address, tmp_path):
    met = survive_kills(address, tmp_path, kills=10)
    assert met["killed"] == 10
