"""What follows a round of `watch`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

from rashomon.ingest import Stop
from rashomon.notifying.growth import begin_comparing, compare_grown
from rashomon.notifying.webhook import Webhook, begin_posting, post_conflicts
from rashomon.rendering.words import counted
from rashomon.settings import WEBHOOK_SECRET, Settings
from rashomon.sources import Fetching, Poster, source_options
from rashomon.store import Archive


class AfterRound:
    """Compares what has grown and posts what is new, where that was asked for. Made before the first round."""

    def __init__(
        self,
        archive: Archive,
        *,
        settings: Settings,
        stop: Stop,
        say: Callable[[str], None],
        compare: bool,
        every: timedelta,
    ) -> None:
        """A webhook in the settings asks for comparing too. Raises: RashomonError where its address can't be used."""
        self._archive, self._settings, self._stop, self._say = archive, settings, stop, say
        self._seconds = every.total_seconds()
        self._compare = compare or bool(settings.webhook)
        self._webhook: Webhook | None = None
        if self._compare:
            begin_comparing(archive)
        if settings.webhook:
            secret = os.environ.get(WEBHOOK_SECRET, "").encode("utf-8", "surrogateescape")
            self._webhook = Webhook(url=settings.webhook, secret=secret)
            begin_posting(archive, self._webhook)
        options = source_options(settings).fetching or Fetching(allow_private=settings.allow_private)
        self._poster = Poster(options, sleep=stop.sleep)

    def run(self) -> None:
        """Takes both steps; what can't be done now is said, and done after a later round."""
        if self._compare:
            grown = compare_grown(
                self._archive, settings=self._settings, stop=self._stop, say=self._say, seconds=self._seconds
            )
            if grown.events or grown.more:
                left = "; the others after the next round" if grown.more and not self._stop.asked else ""
                self._say(f"{counted(grown.events, 'grown event')} compared{left}")
        if self._webhook is not None:
            posted = post_conflicts(self._archive, self._webhook, poster=self._poster, stop=self._stop, say=self._say)
            if posted:
                self._say(f"{counted(posted, 'new conflict')} posted to the webhook")
