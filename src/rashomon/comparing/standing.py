"""How near to the top of its report a claim stands: what is told first is what the report is about."""

from __future__ import annotations

from rashomon.records import Claim, Reading

LEDE = 3
"""The first sentences of a report: what they tell is as central as can be."""


def height(claim: Claim, reading: Reading) -> float:
    """1 for what stands in a headline or the lede, then down to 0 for a report's last sentence."""
    if claim.kind == "headline" or claim.sentence not in reading.sentences:
        return 1.0
    place = reading.sentences.index(claim.sentence) - (LEDE - 1)
    return 1.0 - max(0, place) / max(1, len(reading.sentences) - LEDE)
