"""The templates of the reading room: its own, and the parts of a dossier that `rendering` has."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from rashomon.exporting import FORMATS
from rashomon.rendering.dates import show_day, show_minute
from rashomon.rendering.html import make_environment, show
from rashomon.rendering.visible import one_line, shorten

_LONGEST = 5_000


def make_templates() -> Environment:
    """The environment of all pages: everything is escaped but what our own functions mark as safe."""
    environment = make_environment(PackageLoader("rashomon.web", "templates"))
    environment.filters.update(
        day=show_day, when=_show_moment, brief=_brief, segment=_segment, show=_show_bounded, whole=show
    )
    environment.globals["csrf_field"] = _csrf_field
    environment.globals["export_formats"] = tuple(FORMATS)
    return environment


def _show_bounded(text: str) -> Markup:
    """Words of a report as `show` gives them, cut where they are longer than any sentence should be."""
    if len(text) <= _LONGEST:
        return show(text)
    return show(text[:_LONGEST]) + Markup(' <span class="quiet">… {:,} more characters</span>').format(
        len(text) - _LONGEST
    )


def _show_moment(moment: datetime | None) -> str:
    return "undated" if moment is None else show_minute(moment)


def _brief(text: str, limit: int = 200) -> str:
    """One line of at most `limit` characters, hidden characters visible; to be escaped as all else is."""
    return shorten(one_line(text), limit)


def _segment(text: str) -> str:
    """`text` as one segment of an address."""
    return quote(text.encode("utf-8", "replace"), safe="")


def _csrf_field(token: str) -> Markup:
    """The hidden field that a form sends back; nothing where there is no token."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(token) if token else Markup()
