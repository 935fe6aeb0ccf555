"""What the server has done since it began, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """Requests by method, route and status, and how long they took. Labels are routes, so there are few."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets = [0] * (len(_BOUNDS) + 1)
        self._seconds = 0.0
        self._started = time.time()

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        with self._lock:
            self._requests[method if method in _METHODS else "other", route, status] += 1
            self._buckets[bisect_left(_BOUNDS, seconds)] += 1
            self._seconds += seconds

    def render(self, gauges: Mapping[str, tuple[str, float]], jobs: Mapping[str, int]) -> str:
        """All of it as text, with `gauges` (name: help and value) and the number of jobs by state."""
        with self._lock:
            requests, buckets, seconds = sorted(self._requests.items()), list(self._buckets), self._seconds
        lines = _head("rashomon_http_requests_total", "counter", "Requests that were answered.")
        lines += [
            f'rashomon_http_requests_total{{method="{method}",route="{_escape(route)}",status="{status}"}} {count}'
            for (method, route, status), count in requests
        ]
        name, total = "rashomon_http_request_seconds", 0
        lines += _head(name, "histogram", "Seconds from a request to the end of its answer.")
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), buckets, strict=True):
            total += count
            lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
        lines += [f"{name}_sum {seconds:.6f}", f"{name}_count {total}"]
        lines += _head("rashomon_jobs", "gauge", "Jobs by state.")
        lines += [f'rashomon_jobs{{state="{state}"}} {count}' for state, count in sorted(jobs.items())]
        lines += _head("rashomon_start_time_seconds", "gauge", "When the server began, in seconds since 1970.")
        lines.append(f"rashomon_start_time_seconds {self._started:.3f}")
        for gauge, (told, value) in gauges.items():
            lines += [*_head(gauge, "gauge", told), f"{gauge} {value:g}"]
        return "\n".join(lines) + "\n"


class Counted:
    """The ASGI middleware that counts. Outermost, so that what is refused counts too."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """In front of `app`."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, and counts it when it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, method = time.perf_counter(), 500, scope["method"]

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            self._metrics.count(method, _route_of(scope), status, time.perf_counter() - started)


def _route_of(scope: Scope) -> str:
    """The route of a request: its path with the names of parameters in the place of their values.

    A path that no route has is "none": a crowd of such paths must not become a crowd of labels.
    """
    if "endpoint" not in scope:
        return "none"
    named = {str(value): name for name, value in scope.get("path_params", {}).items()}
    parts = scope["path"].split("/")
    for place in range(len(parts) - 1, 0, -1):
        if parts[place] in named:
            parts[place] = f"{{{named.pop(parts[place])}}}"
    # A value with a slash in it (a route may take the rest of the path) is what is left.
    return "none" if named else "/".join(parts)


def _head(name: str, kind: str, told: str) -> list[str]:
    return [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]


def _escape(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
