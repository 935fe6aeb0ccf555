"""A server on the loopback address that takes what is posted to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Got:
    """One request; the names of headers are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sink:
    """The server's address, what it got, and what it answers next: (status, headers); 200 where nothing is left."""

    address: str
    got: list[Got] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@contextmanager
def open_sink() -> Iterator[Sink]:
    """A server that runs until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            sink.got.append(Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = sink.answers.pop(0) if sink.answers else (200, {})
            self.send_response(status)
            for name, value in ({"Content-Length": "0"} if status != 204 else {}).items() | headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    sink = Sink(address=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
