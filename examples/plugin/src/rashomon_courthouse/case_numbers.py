"""An evidence function: claims about different cases do not tell the same, however alike their words are."""

from __future__ import annotations

import re

from rashomon.plugins import ClaimPair, Finding, Side
from rashomon.records import Span

# "case 24-1187", "Case No. C-311/18", "No. 2:21-cv-00345", "docket number 19/2031"
_NUMBER = re.compile(
    r"\b(?:cases?|dockets?|no\.|number|file)\s+(?:(?:no\.?|nos\.?|number)\s+)?"
    r"(?P<number>[A-Z]{0,3}-?\d{1,4}(?:[:/-][A-Za-z]{0,3}-?\d{1,6}){1,3})",
    re.IGNORECASE,
)


def compare_case_numbers(pair: ClaimPair) -> Finding | None:
    """A veto where both claims' sentences name case numbers and share none; evidence where they share one."""
    left, right = find_numbers(pair.left), find_numbers(pair.right)
    if not left or not right:
        return None
    shared = left.keys() & right.keys()
    if shared:
        number = min(shared)
        return Finding(
            detail=f"both are about case {number}", agreement=1.0, weight=2.0, left=left[number], right=right[number]
        )
    one, other = min(left), min(right)
    return Finding(
        detail=f"case {one} is not case {other}", agreement=-1.0, veto=True, left=left[one], right=right[other]
    )


def find_numbers(side: Side) -> dict[str, Span]:
    """The case numbers in the sentence of a claim, in capitals, and where each stands in the article's text."""
    start = side.claim.sentence.start
    return {
        found["number"].upper(): Span(start=start + found.start("number"), end=start + found.end("number"))
        for found in _NUMBER.finditer(side.sentence)
    }
