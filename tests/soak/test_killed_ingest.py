"""Ingest killed at 200 random moments, on both databases."""

from __future__ import annotations

import pytest
from tests.contract.conftest import address, postgres_address, postgres_server  # noqa: F401
from tests.killing import survive_kills

pytestmark = pytest.mark.soak


def test_two_hundred_kills_lose_nothing(address, tmp_path):  # noqa: F811
    met = survive_kills(address, tmp_path, kills=200)
    assert met["killed"] == 200
    # The moments have met each step: articles that were not yet grouped, and such without a vector.
    assert met["waiting"] > 10 and met["without vector"] > 10
