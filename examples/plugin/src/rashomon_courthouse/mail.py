"""A source: reports that were sent by mail, from saved messages (.eml) and mailboxes (.mbox)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise

from rashomon.plugins import Report

_HEADER = re.compile(rb"(?:from|to|subject|date|received|message-id|mime-version|return-path):", re.IGNORECASE)
_POSTMARK = re.compile(rb"^From .+$", re.MULTILINE)


def recognises(name: str, head: bytes) -> bool:
    """Whether the input is mail: by its name, and by how it begins."""
    if name.lower().endswith(".mbox"):
        return head.startswith(b"From ")
    return name.lower().endswith(".eml") and _HEADER.match(head.lstrip()) is not None


def read(name: str, content: bytes) -> Iterator[Report]:
    """The report in each message that has a text."""
    for message_bytes in split_mailbox(content):
        message = message_from_bytes(message_bytes, policy=default)
        body = message.get_body(preferencelist=("plain",))
        text = body.get_content().strip() if body is not None else ""
        if text:
            yield make_report(message, text, message_bytes)


def make_report(message: EmailMessage, text: str, content: bytes) -> Report:
    """The report of one message: its subject is the title, whoever sent it the source."""
    sender, address = parseaddr(str(message["from"] or ""))
    try:
        published = parsedate_to_datetime(str(message["date"]))
    except ValueError:
        published = None
    return Report(
        text=text,
        title=str(message["subject"] or ""),
        source=sender or address,
        published=published,
        given_id=str(message["message-id"] or "") or None,
        content=content,
        media_type="message/rfc822",
    )


def split_mailbox(content: bytes) -> list[bytes]:
    """The messages of a mailbox, each without its "From " line; a single message is itself."""
    if not content.startswith(b"From "):
        return [content]
    starts = [match.start() for match in _POSTMARK.finditer(content)] + [len(content)]
    pieces = [content[start:end] for start, end in pairwise(starts)]
    return [piece.partition(b"\n")[2] for piece in pieces]
