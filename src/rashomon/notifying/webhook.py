"""Posts each new conflict once to an address of the desk's own choice, signed where there is a key."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from rashomon.desk import conflicts_after
from rashomon.errors import RashomonError
from rashomon.ingest import Stop
from rashomon.records import ConflictSide, FoundConflict
from rashomon.rendering.tables import instant
from rashomon.sources import FetchError, Poster, check_address
from rashomon.store import Archive

SCHEMA: Final = "rashomon/conflict/1"
SIGNATURE: Final = "X-Rashomon-Signature-256"
DELIVERY: Final = "X-Rashomon-Delivery"
# The receiver has read this one and doesn't want it: sending it again would hold up all that come after it.
_REFUSED: Final = (400, 409, 410, 413, 415, 422)
_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where new conflicts go. With a `secret` each body is signed: HMAC-SHA256 (RFC 2104), in hexadecimal digits."""

    url: str
    secret: bytes = b""

    @property
    def mark(self) -> str:
        """The name of what has been posted there. The address is not kept: it may be a secret itself."""
        return f"webhook {hashlib.sha256(self.url.encode('utf-8', 'replace')).hexdigest()}"


def begin_posting(archive: Archive, webhook: Webhook) -> None:
    """What is found from now on is new. Where the webhook was known before, it goes on from there.

    Raises: RashomonError where its address is none that may be posted to.
    """
    try:
        check_address(webhook.url)
    except FetchError as error:
        raise RashomonError(f"the address of the webhook {error}") from error
    if archive.mark(webhook.mark) is None:
        archive.keep_mark(webhook.mark, archive.last_conflict())


def post_conflicts(
    archive: Archive, webhook: Webhook, *, poster: Poster, stop: Stop, say: Callable[[str], None]
) -> int:
    """Posts the conflicts that were found since the last one posted there, in order; how many.

    Each is set down as posted right after its answer. What can't be delivered is told with `say`, and tried again by
    the next call, in the same order; what the receiver refuses for good is told and left out. One that a later
    dossier or a correction has taken back is not posted.
    """
    begin_posting(archive, webhook)
    posted = 0
    while page := conflicts_after(archive, archive.mark(webhook.mark) or 0, limit=_PAGE):
        for number, conflict in page:
            if stop.asked:
                return posted
            if conflict is not None:
                try:
                    status = _post(webhook, conflict, poster)
                except FetchError as error:
                    say(f"the webhook {error}; conflict {number} is posted again later")
                    return posted
                if status in _REFUSED:
                    say(f"the webhook refuses conflict {number} of event {conflict.event} (status {status}): left out")
                elif not 200 <= status < 300:
                    say(f"the webhook answers {status}; conflict {number} is posted again later")
                    return posted
                else:
                    posted += 1
            archive.keep_mark(webhook.mark, number)
    return posted


def conflict_body(conflict: FoundConflict) -> bytes:
    """The conflict as JSON ("rashomon/conflict/1"), as docs/exports.md describes it."""
    left, right = conflict.sides
    shape = {
        "schema": SCHEMA,
        "number": conflict.number,
        "event": conflict.event,
        "kind": conflict.kind,
        "found": instant(conflict.found),
        "left": _side(left),
        "right": _side(right),
        "links": list(conflict.links),
    }
    return json.dumps(shape).encode("ascii")


def sign(body: bytes, secret: bytes) -> str:
    """What the signature's header holds: "sha256=" and the HMAC of the body."""
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


def _post(webhook: Webhook, conflict: FoundConflict, poster: Poster) -> int:
    body = conflict_body(conflict)
    # The same for each try, so that a receiver can tell one that came twice.
    headers = {
        "Content-Type": "application/json",
        DELIVERY: f"{conflict.number}-{hashlib.sha256(body).hexdigest()[:16]}",
    }
    if webhook.secret:
        headers[SIGNATURE] = sign(body, webhook.secret)
    return poster.post(webhook.url, body, headers).status


def _side(side: ConflictSide) -> dict[str, Any]:
    return {
        "article": side.article,
        "source": side.source,
        "url": side.url,
        "published": instant(side.published),
        "start": side.span.start,
        "end": side.span.end,
        "text": side.text,
        "value": side.value or None,
    }
