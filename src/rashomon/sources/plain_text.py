"""Plain text: it goes out as it came in; header lines at its top give the title, the source, the url and the date."""

from __future__ import annotations

import re
from itertools import islice

from rashomon.sources.dates import parse_date
from rashomon.sources.drafts import Draft

_HEADER = re.compile(
    r"\s{0,8}(title|headline|source|url|link|published|date)\s{0,3}:\s{0,8}(\S.{0,500})", re.IGNORECASE
)
_FIELD = {"headline": "title", "link": "url", "date": "published"}
_HEADER_LINES = 8
_LONGEST_TITLE = 200


def read_plain_text(text: str) -> Draft:
    """The one report of a text file. Header lines ("Published: June 19, 2024") are looked for in its first 8 lines.

    Without a "Title:" line the title is the first line, where it is short and does not end like a sentence.
    """
    fields: dict[str, str] = {}
    first_line = ""
    lines = (line for line in text[:20_000].splitlines() if line.strip())
    seen = 0
    for line in islice(lines, _HEADER_LINES):
        seen += 1
        found = _HEADER.match(line) if len(line) < 600 else None
        if found:
            name = found.group(1).lower()
            fields.setdefault(_FIELD.get(name, name), found.group(2).strip())
        elif not first_line:
            first_line = line.strip()
    date = parse_date(fields.get("published"))
    url = fields.get("url", "")
    return Draft(
        text=text,
        title=fields.get("title") or _title_of(first_line, alone=seen < 2),
        source=fields.get("source", ""),
        url=url if url.startswith(("http://", "https://")) else None,
        published=date[0] if date else None,
        day_only=bool(date and date[1]),
    )


def _title_of(line: str, *, alone: bool) -> str:
    if alone or len(line) > _LONGEST_TITLE or line.endswith((".", ".”", '."', ":", ";", ",")):
        return ""
    return line
