"""Asks the claim-pair model, and nothing twice: prints of one text, and what several reports took from one agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rashomon.alignment.decision import Judged
from rashomon.models.claim_pairs import Passage, in_one_order, judge

Question = tuple[Passage, Passage]


class Asker:
    """The claim-pair model for the reports of one event."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        """`texts` are the texts of the passages of each report.

        An answer is kept where one of its two texts stands in more than one report: no other pair can come up again.
        """
        reports = Counter(text for own in texts for text in set(own))
        self._recurring = frozenset(text for text, count in reports.items() if count > 1)
        self._known: dict[Question, Judged] = {}

    def ask(self, pairs: Sequence[Question]) -> list[Judged]:
        """What `judge` says of each pair; to it (a, b) and (b, a) are one. Raises: ModelError."""
        keys = [in_one_order(pair) for pair in pairs]
        new = list(dict.fromkeys(key for key in keys if key not in self._known))
        rows = ((float(r[0]), float(r[1]), float(r[2]), float(r[3])) for r in judge(new))
        answers = dict(zip(new, rows, strict=True))
        found = [answers[key] if key in answers else self._known[key] for key in keys]
        self._known |= {key: answer for key, answer in answers.items() if self._may_recur(key)}
        return found

    def _may_recur(self, question: Question) -> bool:
        return any(passage.text in self._recurring for passage in question)
