"""Posts something to an address of the user's own choice, with the guards that fetching has."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlunsplit

from rashomon.sources.fetching import (
    BUSY,
    LONGEST_WAIT,
    FetchError,
    check_address,
    make_tls,
    open_client,
    seconds_to_wait,
)
from rashomon.sources.options import Fetching

if TYPE_CHECKING:
    import ssl


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What the server answered. `retry_after` is what a busy one asks for, in seconds, None where it asks nothing."""

    status: int
    retry_after: float | None


class Poster:
    """Posts bodies one after the other. No redirect is followed, and of an answer nothing is read but its head.

    `sleep` is for tests.
    """

    def __init__(self, options: Fetching, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """`options` has limits of time, tries, the name to go by, and whether private addresses may be asked."""
        self._options = options
        self._sleep = sleep

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        """The answer to `body`, after as many tries as the options allow where the server is busy or not there.

        Raises: FetchError where there is none, or where the address is refused (scheme, private address).
        """
        url = urlunsplit(check_address(address))
        for attempt in range(self._options.retries + 1):
            last = attempt == self._options.retries
            wait = None
            try:
                posted = self._post(url, body, headers)
            except FetchError as error:
                if not error.retry or last:
                    raise
            else:
                wait = posted.retry_after
                if posted.status not in BUSY or last or (wait is not None and wait > LONGEST_WAIT):
                    return posted
            self._sleep(wait if wait is not None else 2**attempt * random.uniform(0.75, 1.25))
        raise AssertionError("unreachable: the last try returns or raises")

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
        named = {"User-Agent": self._options.user_agent, **headers}
        with (
            open_client(self._options, self._tls) as client,
            client.stream("POST", url, content=body, headers=named) as response,
        ):
            return Posted(
                status=response.status_code, retry_after=seconds_to_wait(response.headers.get("retry-after", ""))
            )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return make_tls()
