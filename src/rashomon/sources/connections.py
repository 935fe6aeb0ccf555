"""Which internet addresses may be asked, and connections that go to the very address that was checked.

Imports httpx and httpcore, which takes a while: import this module where something is fetched.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar, cast

import httpcore
import httpx

from rashomon.errors import InputError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_MOST_TRIED = 3
_TOLERANCE = 0.01  # seconds by which a wait may end early
_Result = TypeVar("_Result")


class PrivateAddressError(InputError):
    """A host has no public address."""


class DeadlineError(InputError):
    """An answer has taken longer than it may in all."""


def is_public(address: str) -> bool:
    """True where `address` is one of the public internet: not private, loopback, link-local, multicast or reserved.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) is judged by itself.
    """
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(four is not None and not is_public(str(four)) for four in inner):
            return False
        if ip.ipv4_mapped is not None:
            return True
    return ip.is_global and not ip.is_multicast


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were looked up once and checked, so that a name can't mean another one later on.

    Everything that goes over its connections ends at `deadline` (seconds of `time.monotonic`), so that a server that
    sends a byte now and then is stopped in its headers too.
    """

    def __init__(self, *, allow_private: bool, deadline: float) -> None:
        """`deadline` is in seconds of `time.monotonic`."""
        self._allow_private = allow_private
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of `host` that answers. Raises PrivateAddressError where none is public."""
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in self._addresses(host, port)[:_MOST_TRIED]:
            wait = _within(timeout, self._deadline)
            try:
                stream = self._sockets.connect_tcp(address, port, timeout=wait, socket_options=socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or httpcore.ConnectError("no address")

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Never: there are no addresses of that kind. Raises httpcore.ConnectError."""
        raise httpcore.ConnectError("no Unix sockets")

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} is not known") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = addresses if self._allow_private else [address for address in addresses if is_public(address)]
        if not allowed:
            raise PrivateAddressError(
                f"leads to a private address ({host} is {addresses[0]}); "
                "--allow-private (setting allow_private) fetches from there too"
            )
        return allowed


class CheckedTransport(httpx.BaseTransport):
    """httpx over the connections of `backend`, which httpx has no public way to give to its own transport."""

    def __init__(self, backend: CheckedBackend, *, tls: ssl.SSLContext) -> None:
        """`tls` says which certificates are trusted."""
        self._pool = httpcore.ConnectionPool(ssl_context=tls, network_backend=backend, max_connections=1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, its body not yet read. Raises the errors of httpcore."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        body = cast(httpx.SyncByteStream, request.stream)  # the client is no asynchronous one
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=body, extensions=request.extensions
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Closes the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Any) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        self._parts.close()


class _TimedStream(httpcore.NetworkStream):
    """A connection on which nothing waits longer than until the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._in_time(lambda wait: self._inner.read(max_bytes, wait), timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._in_time(lambda wait: self._inner.write(buffer, wait), timeout)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        def start(wait: float) -> httpcore.NetworkStream:
            return self._inner.start_tls(ssl_context, server_hostname, wait)

        return _TimedStream(self._in_time(start, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def _in_time(self, act: Callable[[float], _Result], timeout: float | None) -> _Result:
        try:
            return act(_within(timeout, self._deadline))
        except httpcore.TimeoutException:
            if time.monotonic() >= self._deadline - _TOLERANCE:
                raise DeadlineError("takes too long") from None
            raise


def _within(timeout: float | None, deadline: float) -> float:
    """The wait that is left. Raises DeadlineError where none is."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlineError("takes too long")
    return left if timeout is None else min(timeout, left)
