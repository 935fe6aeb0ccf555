"""A dossier as one HTML page: no script, no network, styles inside, every word of a report escaped and isolated."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import BaseLoader, ChoiceLoader, Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from rashomon.records import Dossier
from rashomon.rendering import words
from rashomon.rendering.accounts import (
    make_accounts,
    make_alone,
    make_leaning,
    make_moments,
    make_namings,
    make_quiet,
    make_voices,
)
from rashomon.rendering.amends import count_amends, make_amends, number_by_point
from rashomon.rendering.comparisons import make_comparisons
from rashomon.rendering.conflicts import Conflict, make_conflicts
from rashomon.rendering.dates import show_day, show_minute, show_published
from rashomon.rendering.explain import explain_link, links_at
from rashomon.rendering.lookup import Lookup, index_dossier, span_stretch
from rashomon.rendering.matrix import Row, make_rows
from rashomon.rendering.notes import plugin_lines
from rashomon.rendering.overview import answer_lines, count_all, title_source
from rashomon.rendering.segments import Block, Reference, make_blocks
from rashomon.rendering.visible import one_line, split_hidden, wears_quotes

_FRAME_HEIGHT = 900
_TEMPLATES = ("dossier.html.j2", "parts.html.j2")


def render_html(dossier: Dossier) -> str:
    """The dossier as one HTML page that holds all it needs: no script, no network."""
    lookup = index_dossier(dossier)
    compared = lookup.dossier
    rows = make_rows(lookup)
    conflicts = make_conflicts(lookup)
    accounts = make_accounts(lookup, rows)
    # The evidence of a link is shown once: with its conflict, else with its corroborated point, else in the matrix.
    seen = {key for one in conflicts for key in one.links}
    leaning = make_leaning(lookup, rows)
    account_links = {one.row.point: _place_links(seen, one.links) for one in (*accounts, *leaning)}
    row_links = {row.point: _place_links(seen, _links_of(lookup, row)) for row in rows}
    loose_links = _place_links(seen, (link.id for link in lookup.links if link.id not in seen))
    blocks = {article.id: make_blocks(lookup, article) for article in compared.articles}
    style = _squeeze(_read("dossier.css") + _target_rules(blocks))
    point_ids = {row.point: f"point-{n}" for n, row in enumerate(rows, start=1)}
    amends = make_amends(lookup)
    page = _template().render(
        account_links=account_links,
        accounts=accounts,
        leaning=leaning,
        alone=make_alone(lookup, rows),
        amends=amends,
        amended=number_by_point(lookup),
        amends_counted=count_amends(amends),
        answers=answer_lines(lookup),
        blocks=blocks,
        columns=compared.articles,
        comparisons=make_comparisons(lookup),
        conflicts=conflicts,
        counts=count_all(lookup, conflicts),
        csp=f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'",
        date_notes=_date_notes(lookup),
        dossier=compared,
        explained={link.id: explain_link(lookup, link) for link in lookup.links},
        folded_copies={},
        left_out={},
        link_ids={link.id: f"link-{n}" for n, link in enumerate(lookup.links, start=1)},
        lookup=lookup,
        loose_links=loose_links,
        moments=make_moments(lookup),
        namings=make_namings(lookup),
        place_of_code=_within_page(blocks),
        place_of_reference=_to_conflict_or_point(lookup, conflicts, point_ids),
        point_ids=point_ids,
        quiet=make_quiet(lookup, rows),
        row_links=row_links,
        rows=rows,
        style=Markup(style),  # our own file and codes: no text of a report in it
        title_source=title_source(lookup),
        voices=make_voices(lookup),
    )
    return _squeeze(page) + "\n"


def render_frame(dossier: Dossier) -> str:
    """The HTML page in a frame of its own, for a notebook cell: its styles and ids do not meet the notebook's."""
    return (
        f'<iframe title="Rashomon dossier" sandbox="allow-popups" width="100%" height="{_FRAME_HEIGHT}" '
        f'srcdoc="{escape(render_html(dossier))}"></iframe>'
    )


def _squeeze(text: str) -> str:
    """The text without the blank lines that the template leaves."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def _date_notes(lookup: Lookup) -> dict[str, dict[str, Any]]:
    """For each undated report: the day its weekdays are counted from and the stretch that gave it."""
    return {
        note.article: {
            "day": show_day(note.date),
            "stretch": span_stretch(lookup, lookup.articles[note.origin], note.span),
        }
        for note in lookup.dossier.dates
        if note.origin in lookup.articles
    }


def _within_page(blocks: dict[str, tuple[Block, ...]]) -> Callable[[str], str]:
    """Where a claim's code leads: to its place in the text of its report, "" where that is not on the page."""
    in_text = {code for several in blocks.values() for code in _anchors(several)}
    return lambda code: f"#{code}" if code in in_text else ""


def _to_conflict_or_point(
    lookup: Lookup, conflicts: tuple[Conflict, ...], point_ids: dict[str, str]
) -> Callable[[Reference], tuple[str, str] | None]:
    """Where the code behind a claim of a report leads, and what it shows: its first conflict, else its point."""
    conflict_of = {lookup.codes[key]: one.number for one in reversed(conflicts) for key in one.claims}

    def place(reference: Reference) -> tuple[str, str] | None:
        if reference.code in conflict_of:
            return f"#conflict-{conflict_of[reference.code]}", "show its conflict"
        if reference.point in point_ids:
            return f"#{point_ids[reference.point]}", "show its point"
        return None

    return place


def _links_of(lookup: Lookup, row: Row) -> Iterator[str]:
    return (link.id for link in links_at(lookup, lookup.points[row.point].claims))


def _place_links(seen: set[str], links: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Each link with True where the page comes to it for the first time, and shows its evidence; adds to `seen`."""
    placed = tuple((key, key not in seen) for key in links)
    seen.update(key for key, _ in placed)
    return placed


def _anchors(blocks: tuple[Block, ...]) -> list[str]:
    return [code for block in blocks for segment in block.segments for code in segment.anchors]


def _target_rules(blocks: dict[str, tuple[Block, ...]]) -> str:
    """One rule that marks all segments of the claim whose code the address names. Codes are letters and digits."""
    codes = [code for several in blocks.values() for code in _anchors(several)]
    if not codes:
        return ""
    return ",".join(f":root:has(#{code}:target) .{code}" for code in codes) + "{background:var(--target)}\n"


def _digest(style: str) -> str:
    """The style element's digest, which its content security policy admits."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def show(text: str) -> Markup:
    """Text of a report: escaped, hidden characters as visible signs, its direction kept from the page around it."""
    pieces = (
        f'<span class="hidden-sign">{escape(piece)}</span>' if hidden else escape(piece)
        for piece, hidden in split_hidden(text)
    )
    return Markup(f"<bdi>{''.join(pieces)}</bdi>")  # every piece is escaped


def web_address(url: str | None) -> str | None:
    """`url` where a link may lead to it (http or https with a host), else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def make_environment(*loaders: BaseLoader) -> Environment:
    """An environment that knows the templates of this room, and before them those of `loaders`.

    All but what a template marks as safe is escaped. The filter `show` is for the words of reports.
    """
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=ChoiceLoader([*loaders, FunctionLoader(_find_template)]),
    )
    environment.tests["quoted"] = wears_quotes
    environment.filters.update(show=show, published=show_published, minute=show_minute, web=web_address, line=one_line)
    environment.globals.update(
        plugin_lines=plugin_lines, words=words, counted=words.counted, strength=words.show_strength
    )
    return environment


def dossier_style() -> str:
    """The style sheet of a dossier's parts."""
    return _read("dossier.css")


@cache
def _template() -> Template:
    return make_environment().get_template("dossier.html.j2")


def _find_template(name: str) -> str | None:
    return _read(name) if name in _TEMPLATES else None


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
