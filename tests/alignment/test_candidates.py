from __future__ import annotations

import numpy as np
from tests.builders import make_claim, make_profile

from rashomon.alignment.candidates import find_candidates


def unit(*values: float):
    vector = np.zeros(384, dtype=np.float32)
    vector[: len(values)] = values
    return vector / np.linalg.norm(vector)


def profiles(article: str, *vectors):
    return [
        make_profile(make_claim(f"{article}{i}", article=article), vector=unit(*v), sentence_vector=unit(*v))
        for i, v in enumerate(vectors)
    ]


def test_each_claim_keeps_its_closest():
    left = profiles("a", (1, 0, 0), (0, 1, 0))
    right = profiles("b", (0, 1, 0.1), (1, 0.1, 0), (0, 0, 1))
    found = {(c.left.claim.id, c.right.claim.id): c for c in find_candidates(left, right, keep=1)}
    best = found[left[0].claim.id, right[1].claim.id]
    assert (best.left_rank, best.right_rank) == (0, 0)
    assert best.left_margin > 0
    assert len(found) <= 5


def test_keeping_all_gives_every_pair():
    left, right = profiles("a", (1, 0), (0, 1)), profiles("b", (1, 0), (0, 1), (1, 1))
    assert len(find_candidates(left, right, keep=10)) == 6


def test_exchanging_the_reports_exchanges_the_sides():
    left, right = profiles("a", (1, 0), (0, 1)), profiles("b", (1, 0.2), (0.3, 1), (1, 1))
    one = {(c.left.claim.id, c.right.claim.id, c.left_rank, c.right_rank) for c in find_candidates(left, right, keep=1)}
    two = {(c.right.claim.id, c.left.claim.id, c.right_rank, c.left_rank) for c in find_candidates(right, left, keep=1)}
    assert one == two


def test_a_report_without_claims_has_no_candidates():
    assert find_candidates([], profiles("b", (1, 0)), keep=3) == []
