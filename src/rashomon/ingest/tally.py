"""What an ingest has done so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rashomon.records import Skipped
from rashomon.store import Outcome

MOST_NAMED = 1_000
"""So many skipped inputs are kept with their reasons; the archive has them all."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of one ingest, which rise as it goes on.

    `new` and `versions` were kept (a version has other text at an address that was known), `known` were there already,
    `deleted` had been deleted on record. `grouped` may hold articles of earlier runs; `copies` are those of them that
    print another one's text. `waiting` is set at the end: how many are yet to be grouped. `stage` is what is done now.
    """

    stage: str = "Receiving"
    new: int = 0
    versions: int = 0
    known: int = 0
    deleted: int = 0
    skipped: int = 0
    grouped: int = 0
    copies: int = 0
    vectors: int = 0
    waiting: int = 0
    to_group: int = 0
    held_by: str = ""
    stopped: bool = False
    seconds: float = 0.0
    named: list[Skipped] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles have come, whatever became of them."""
        return self.new + self.versions + self.known + self.deleted

    def count(self, outcomes: Sequence[Outcome]) -> None:
        """Adds what became of some articles."""
        for outcome in outcomes:
            if outcome.kind == "new":
                self.new += 1
            elif outcome.kind == "version":
                self.versions += 1
            elif outcome.kind == "known":
                self.known += 1
            else:
                self.deleted += 1

    def skip(self, skipped: Sequence[Skipped]) -> None:
        """Adds inputs that could not be used."""
        self.skipped += len(skipped)
        self.named += skipped[: max(0, MOST_NAMED - len(self.named))]
