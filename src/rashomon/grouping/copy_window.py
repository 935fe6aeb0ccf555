"""Copies within a stream: each article against the texts that somebody printed lately."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from itertools import takewhile

from rashomon.grouping.copies import CopyIndex, TextPrint, make_print
from rashomon.records import Copy, StreamItem

# A text shorter than this says too little to be told for a copy without its headline.
_SHORT_TEXT = 200


def print_item(item: StreamItem) -> TextPrint:
    """What tells the text of `item`, with its headline where it says too little without."""
    return make_print(item.text if len(item.text) >= _SHORT_TEXT else f"{item.title}\n\n{item.text}")


class CopyWindow:
    """Finds the copies among articles that come in the order of time.

    A text that nobody has printed for the window is forgotten, so that memory is bounded by the window.
    """

    def __init__(self, index: CopyIndex, window: timedelta) -> None:
        """Over `index`, which is to be empty."""
        self._index = index
        self._window = window
        self._last_prints: OrderedDict[str, datetime] = OrderedDict()  # by original, the oldest first

    def add(self, item: StreamItem, now: datetime) -> Copy | None:
        """The copy that `item` is of an earlier article, None where it is of none; `now` is the stream's time."""
        return self.add_print(item.id, print_item(item), now)

    def add_print(self, article_id: str, text: TextPrint, now: datetime) -> Copy | None:
        """As `add`, of an article whose words are hashed."""
        self._forget_old(now)
        copy = self._index.add_print(article_id, text)
        self._note_print(copy.origin if copy else article_id, now)
        return copy

    def print_of(self, article_id: str) -> TextPrint:
        """What tells the text of an original."""
        return self._index.print_of(article_id)

    def put_back(self, article_id: str, text: TextPrint, now: datetime) -> None:
        """Keeps an original again, printed at `now`."""
        self._index.restore(article_id, text)
        self._note_print(article_id, now)

    def put_back_copy(self, origin: str, now: datetime) -> None:
        """Notes that `origin` was printed again at `now`; an origin that is not kept is let pass."""
        if origin in self._index:
            self._note_print(origin, now)

    def _forget_old(self, now: datetime) -> None:
        prints = self._last_prints
        old = list(takewhile(lambda article: now - prints[article] > self._window, prints))
        for article in old:
            del prints[article]
        self._index.forget(old)

    def _note_print(self, original: str, now: datetime) -> None:
        self._last_prints[original] = now
        self._last_prints.move_to_end(original)
