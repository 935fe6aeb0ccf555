from __future__ import annotations

import socket
import threading
import time
from typing import Any

import httpcore
import pytest

from rashomon.sources.connections import CheckedBackend, DeadlineError, PrivateAddressError, is_public


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
     "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def backend(*, allow_private: bool = False, seconds: float = 5.0) -> CheckedBackend:
    return CheckedBackend(allow_private=allow_private, deadline=time.monotonic() + seconds)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means a public address once and the loopback the next time (DNS rebinding) gains nothing."""
    looked_up: list[str] = []
    connected: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        looked_up.append(host)
        address = "93.184.216.34" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(self: Any, host: str, port: int, **_: Any) -> Any:
        connected.append(host)
        raise httpcore.ConnectError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectError):
        backend().connect_tcp("rebinding.example", 80)
    assert looked_up == ["rebinding.example"] and connected == ["93.184.216.34"]


def test_private_addresses_of_a_host_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []
    found = [(2, 1, 6, "", (address, 80)) for address in ("10.0.0.1", "93.184.216.34", "93.184.216.35")]

    def connect(self: Any, host: str, port: int, **_: Any) -> Any:
        connected.append(host)
        raise httpcore.ConnectTimeout("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectTimeout):
        backend().connect_tcp("p.example", 80)
    assert connected == ["93.184.216.34", "93.184.216.35"]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found[:1])
    with pytest.raises(PrivateAddressError, match="allow_private"):
        backend().connect_tcp("p.example", 80)


def test_nothing_is_read_after_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.append(server.accept()[0]))
        thread.start()
        stream = backend(allow_private=True, seconds=0.2).connect_tcp("127.0.0.1", server.getsockname()[1])
        thread.join()
        with pytest.raises(DeadlineError):
            stream.read(10, timeout=None)
        with pytest.raises(DeadlineError):
            stream.write(b"x", timeout=5)
        stream.close()
        accepted[0].close()
