"""Fetching an address: politely (robots.txt, a pause per host, conditional requests) and within limits.

Each answer is bounded in bytes as sent, in bytes unpacked, and in time. Redirects are followed here, so that each of
them passes the same checks as the first address.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from rashomon.errors import InputError
from rashomon.records import FetchState
from rashomon.sources.options import MEGABYTE, Fetching
from rashomon.sources.robots import ALLOW_ALL, REFUSE_ALL, Robots, may_fetch, read_robots
from rashomon.sources.unpacking import inflate

if TYPE_CHECKING:
    import ssl

    import httpx

_MOST_REDIRECTS = 5
BUSY = (429, 500, 502, 503, 504)
LONGEST_WAIT = 60.0
_ROBOTS_BYTES = 500_000
_ROBOTS_SECONDS = 24 * 3600.0
_FAILED_ROBOTS_SECONDS = 600.0
_LONGEST_ADDRESS = 4000
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer: its bytes without transfer and content coding. `url` is where the redirects ended.

    `charset` is the one that the server states, "" where none. `content` is None where nothing has changed.
    """

    url: str
    content: bytes | None
    media_type: str
    charset: str
    state: FetchState


class FetchError(InputError):
    """An address could not be fetched.

    `lasting` tells that a later try would hardly help either, `retry` that one at once may.
    """

    def __init__(self, message: str, *, lasting: bool = True, retry: bool = False) -> None:
        """`message` is the reason that is shown."""
        super().__init__(message)
        self.lasting = lasting
        self.retry = retry


def is_address(name: str) -> bool:
    """True where `name` is a web address and no path."""
    return name[:8].lower().startswith(("http://", "https://"))


class Fetcher:
    """Fetches addresses one after the other. `sleep` and `clock` are for tests."""

    def __init__(
        self,
        fetching: Fetching,
        *,
        size: int,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`size` is the most bytes that an answer may have."""
        self._options = fetching
        self._size = size
        self._sleep = sleep
        self._clock = clock

    def get(self, address: str, *, conditional: bool = True) -> Fetched:
        """What `address` holds now.

        Raises:
            FetchError: it is refused (scheme, private address, robots.txt), too large, too slow, or not there.
        """
        known = self._options.known(address) if conditional else None
        url = address
        for _ in range(_MOST_REDIRECTS + 1):
            parts = check_address(url)
            self._ask_robots(parts)
            answer = self._try_often(parts, known if url == address else None, self._size)
            if answer.location is None:
                return _as_fetched(answer, address, url, known)
            url = _join(url, answer.location)
        raise FetchError(f"leads on and on (more than {_MOST_REDIRECTS} redirects)")

    def _ask_robots(self, parts: SplitResult) -> None:
        robots = self._robots_of(parts)
        if robots is REFUSE_ALL:
            raise FetchError("is not fetched: the site's robots.txt cannot be read at present", lasting=False)
        if not may_fetch(robots, _target(parts)):
            raise FetchError("may not be fetched: the site's robots.txt asks programs to stay away")

    def _robots_of(self, parts: SplitResult) -> Robots:
        """The rules of a site: without a robots.txt all is allowed, where the site fails nothing is (RFC 9309)."""
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        read_at, robots = self._options.visits.robots.get(origin, (None, ALLOW_ALL))
        if read_at is not None and self._clock() - read_at < _ROBOTS_SECONDS:
            return robots
        robots = self._read_robots(f"{origin}/robots.txt")
        age = _ROBOTS_SECONDS - _FAILED_ROBOTS_SECONDS if robots is REFUSE_ALL else 0.0
        self._options.visits.robots[origin] = (self._clock() - age, robots)
        return robots

    def _read_robots(self, url: str) -> Robots:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = self._try_often(check_address(url), None, _ROBOTS_BYTES, cut=True)
            if answer.location is None:
                break
            url = _join(url, answer.location)
        if answer.status == 200:
            return read_robots(answer.content.decode("utf-8", "replace"))
        return REFUSE_ALL if answer.status >= 500 or answer.status == 429 else ALLOW_ALL

    def _try_often(self, parts: SplitResult, known: FetchState | None, size: int, *, cut: bool = False) -> _Answer:
        """The answer after as many tries as the options allow, with a growing pause, or the one that is asked for."""
        for attempt in range(self._options.retries + 1):
            last = attempt == self._options.retries
            try:
                self._pause(parts)
                answer = self._ask(parts, known, size, cut=cut)
            except FetchError as error:
                if not error.retry or last:
                    raise
                wait = None
            else:
                if answer.status not in BUSY or last:
                    return answer
                wait = answer.retry_after
                if wait is not None and wait > LONGEST_WAIT:
                    return answer
            self._sleep(wait if wait is not None else 2**attempt * random.uniform(0.75, 1.25))
        raise AssertionError("unreachable: the last try returns or raises")

    def _pause(self, parts: SplitResult) -> None:
        """Waits until the host may be asked again."""
        visits, host = self._options.visits, parts.netloc.lower()
        _, robots = visits.robots.get(f"{parts.scheme}://{host}", (0.0, ALLOW_ALL))
        gap = max(self._options.host_seconds, robots.delay)
        if host in visits.last:
            wait = visits.last[host] + gap - self._clock()
            if wait > 0:
                self._sleep(wait)
        visits.last[host] = self._clock()

    def _ask(self, parts: SplitResult, known: FetchState | None, size: int, *, cut: bool) -> _Answer:
        """One request. Raises FetchError where there is no whole answer."""
        options = self._options
        headers = {"User-Agent": options.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        with (
            open_client(options, self._tls) as client,
            client.stream("GET", urlunsplit(parts), headers=headers) as response,
        ):
            return _read_answer(response, size, cut=cut)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return make_tls()


def make_tls() -> ssl.SSLContext:
    """Which certificates are trusted: nothing of the environment changes that."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def open_client(options: Fetching, tls: ssl.SSLContext) -> Iterator[httpx.Client]:
    """A client for one request, which goes to the very address that was checked. What fails in it is a FetchError."""
    import httpcore
    import httpx

    from rashomon.sources.connections import CheckedBackend, CheckedTransport, DeadlineError, PrivateAddressError

    backend = CheckedBackend(allow_private=options.allow_private, deadline=time.monotonic() + options.total_seconds)
    timeout = httpx.Timeout(options.read_seconds, connect=options.connect_seconds)
    try:
        with httpx.Client(transport=CheckedTransport(backend, tls=tls), timeout=timeout, trust_env=False) as client:
            yield client
    except PrivateAddressError as error:
        raise FetchError(str(error)) from error
    except DeadlineError as error:
        raise FetchError(
            f"takes too long: the answer was not whole after {options.total_seconds:g} seconds (total_seconds)",
            lasting=False,
        ) from error
    except (httpcore.ConnectTimeout, httpx.ConnectTimeout) as error:
        raise FetchError(
            f"does not answer: no connection in {options.connect_seconds:g} seconds", lasting=False, retry=True
        ) from error
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise FetchError(
            f"does not answer: nothing came for {options.read_seconds:g} seconds (read_seconds)",
            lasting=False,
            retry=True,
        ) from error
    except (httpcore.ConnectError, httpx.ConnectError) as error:
        raise FetchError(f"cannot be reached: {error}", lasting=False, retry=True) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as error:
        raise FetchError(f"cannot be fetched: {error or type(error).__name__}", lasting=False, retry=True) from error
    except (httpx.DecodingError, httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"cannot be fetched: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """One answer of a server. `location` is where it sends on to, None where it doesn't."""

    status: int
    content: bytes
    headers: Any
    location: str | None
    retry_after: float | None


def _read_answer(response: httpx.Response, size: int, *, cut: bool) -> _Answer:
    """The answer with its body, which `cut` ends at `size` bytes. Raises FetchError where it is larger."""
    status = response.status_code
    moved = status in (301, 302, 303, 307, 308) and "location" in response.headers
    content = bytearray()
    if status == 200:
        for chunk in inflate(response.iter_raw(), response.headers.get("content-encoding", "")):
            content += chunk
            if len(content) > size:
                if not cut:
                    raise FetchError(
                        f"is larger than the limit of {size / MEGABYTE:g} MB; raise size_limit_mb in the settings"
                    )
                break
    return _Answer(
        status=status,
        content=bytes(content[:size]),
        headers=response.headers,
        location=response.headers["location"] if moved else None,
        retry_after=seconds_to_wait(response.headers.get("retry-after", "")),
    )


def _as_fetched(answer: _Answer, address: str, url: str, known: FetchState | None) -> Fetched:
    """The answer as told to the rest of the program. Raises FetchError where it is no page."""
    now = datetime.now(UTC)
    if answer.status == 304 and known is not None:
        return Fetched(url=url, content=None, media_type="", charset="", state=replace(known, fetched=now))
    if answer.status != 200:
        later = answer.retry_after
        when = f"; it asks to come back in {later:,.0f} seconds" if later is not None and answer.status in BUSY else ""
        raise FetchError(
            f"cannot be fetched: the server answers {answer.status}{when}", lasting=answer.status not in BUSY
        )
    header = Message()
    header["Content-Type"] = answer.headers.get("content-type", "")[:200]
    charset = header.get_content_charset("") if answer.headers.get("content-type") else ""
    return Fetched(
        url=url,
        content=answer.content,
        media_type=header.get_content_type() if answer.headers.get("content-type") else "",
        charset=charset if isinstance(charset, str) else "",
        state=FetchState(
            url=address,
            etag=_short(answer.headers.get("etag")),
            last_modified=_short(answer.headers.get("last-modified")),
            fetched=now,
        ),
    )


def check_address(url: str) -> SplitResult:
    """The parts of `url`. Raises FetchError where it is no address that may be fetched."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"is no web address ({error})") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError(f"leads to an address of the kind {parts.scheme[:20]!r}; only http and https are fetched")
    if not host or len(url) > _LONGEST_ADDRESS or any(ord(character) < 33 for character in parts.netloc):
        raise FetchError("is no web address")
    if parts.username is not None or parts.password is not None:
        raise FetchError("holds a user name or password; give the address without it")
    return parts._replace(fragment="")


def _join(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError(f"leads to what is no web address ({error})") from error


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def seconds_to_wait(value: str) -> float | None:
    """What a Retry-After header asks for: seconds, or until a date; None where it says nothing that can be read."""
    value = value.strip()[:100]
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _short(value: str | None) -> str | None:
    """A validator of the server's; one that is too long to be one is forgotten."""
    return value if value and len(value) <= 500 else None
