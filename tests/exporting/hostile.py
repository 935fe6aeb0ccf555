"""Dossiers for the exports: one with everything in it, and one whose words would break a careless writer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.dossiers import bridge_dossier, plain_dossier

from rashomon.records import Dossier, Entity, Mention, Span
from rashomon.rendering import render_json
from rashomon.rendering.dossier_file import parse_dossier

EVIL = (
    '=HYPERLINK("http://evil.example","x") <script>alert(1)</script> ]]> &amp; {\\input{x}} } { % $ # _ ^ ~ @article{'
    " \u202egnihtemos\u202c \x00\x07\x1b[2J \ufffe\uffff 'quoted' \"quoted\" |pipe| \u2028 \x85 100% {{ 7*7 }} end"
)
"""One line (there is no line feed in it) with what CSV, XML, HTML, LaTeX, terminals and templates act on."""
LINES = "First line\rER  - \r\nTY  - JOUR\r\n\t=1+1\n"
LONE = "A half \ud83d of a pair"
SOURCES = ("@SUM(A1)", 'Outlet "B" {x}\nER  - ', "-1+1", LONE)


def hostile_dossier() -> Dossier:
    """Four reports of such words, with names that are as bad."""
    dossier = plain_dossier(EVIL + "\nSecond claim.", LINES + EVIL, "=1+1\n" + EVIL * 3, LONE, sources=SOURCES)
    urls = ("javascript:alert(1)", "https://a.example/?q={x}&y= \n\u202e", "http://[broken", None)
    dates = (datetime(2031, 3, 4, 16, 30, 15, 123456, tzinfo=UTC), datetime(99, 1, 1, tzinfo=UTC), None, None)
    articles = tuple(
        replace(one, url=url, published=date, day_only=n == 1, title=one.text)
        for n, (one, url, date) in enumerate(zip(dossier.articles, urls, dates, strict=True))
    )
    entity = Entity(id='n 1/<&">', name=EVIL, kind="person", names=(EVIL, "x\r\ny"))
    readings = tuple(
        replace(reading, article=article, entities=(entity,),
                mentions=(Mention(span=Span(start=0, end=5), entity=entity.id, kind="person"),))
        for reading, article in zip(dossier.readings, articles, strict=True)
    )  # fmt: skip
    event = replace(dossier.event, label=EVIL)
    return replace(dossier, articles=articles, readings=readings, entities=(entity,), event=event)


def reloaded(dossier: Dossier) -> Dossier:
    """The dossier as it is read back from its own JSON."""
    return parse_dossier(render_json(dossier).encode("utf-8", "backslashreplace"))


DOSSIERS = {"bridge": bridge_dossier, "hostile": hostile_dossier}
