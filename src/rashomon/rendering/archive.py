"""What a desk asks of its archive, for a terminal: its events, one event with its articles, what a search found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from rashomon.records import ArchivedArticle, EventAccount, EventChange, EventSummary, Received, SearchHit
from rashomon.rendering.dates import show_day, show_minute, show_published
from rashomon.rendering.terminal import open_console, without_padding
from rashomon.rendering.visible import in_quotes, one_line, shorten
from rashomon.rendering.words import counted
from rashomon.text import stretch

ARTICLES_SHOWN = 100
UNDER_SHOWN = 20
CHANGES_SHOWN = 40
_HEADLINE = 160
_NAME = 60
_OUTLETS = 3
_ADDRESS = 300
_STRETCH = 320
_UNDATED = datetime.max.replace(tzinfo=UTC)


def render_events(events: Sequence[EventSummary], *, more: bool, width: int, color: bool) -> str:
    """The events in their order, with how many articles and independent sources each has.

    `more` tells that there are others that are not among `events`.
    """
    out = StringIO()
    console = open_console(out, width=width, color=color)
    console.print(Text(_count_events(len(events), more), style="bold"))
    for event in events:
        console.print()
        console.print(Text(_headline(event.headline), style="bold"))
        _line(console, f"{_sources(event)}; {_days(event.first, event.last)}", 2)
        _line(console, f"event {_name(event.id)}", 2, "cyan")
    console.print()
    _line(console, "One event with its articles: rashomon show EVENT. Side by side: rashomon compare --event EVENT", 0)
    return without_padding(out.getvalue())


def render_account(account: EventAccount, *, width: int, color: bool) -> str:
    """One event: its articles in order of time, copies and later versions under the text they go back to, history."""
    out = StringIO()
    console = open_console(out, width=width, color=color)
    event = account.summary
    if account.asked != event.id:
        console.print(
            Text(f"{_name(account.asked)} has been merged into {_name(event.id)}, shown here", style="yellow")
        )
        console.print()
    console.print(Text(_headline(event.headline), style="bold"))
    _line(console, f"event {_name(event.id)}", 2, "cyan")
    _line(console, f"{_sources(event)}; {_days(event.first, event.last)}", 2)
    _section(console, "Articles")
    families = gather_families(account.articles)
    for head, others in families[:ARTICLES_SHOWN]:
        _show_article(console, head, others)
    if len(families) > ARTICLES_SHOWN:
        _line(console, f"… {len(families) - ARTICLES_SHOWN:,} more: see --format json", 2)
    _section(console, "How the event came about")
    lines = _tell_history(account)
    for line in lines[:CHANGES_SHOWN]:
        _line(console, line, 2, "")
    if len(lines) > CHANGES_SHOWN:
        _line(console, f"… {len(lines) - CHANGES_SHOWN:,} more: see --format json", 2)
    console.print()
    _line(console, f"Side by side: rashomon compare --event {_name(event.id)}", 0)
    return without_padding(out.getvalue())


def render_hits(hits: Sequence[SearchHit], *, query: str, outlets: Mapping[str, str], width: int, color: bool) -> str:
    """What was found, best first, each with the stretch that answers and where it stands.

    `outlets` has the outlet of each copy by the copy's id.
    """
    out = StringIO()
    console = open_console(out, width=width, color=color)
    asked = in_quotes(query, _HEADLINE)
    closest = "closest text" if len(hits) == 1 else f"{len(hits):,} closest texts"
    console.print(Text(f"The {closest} for {asked}", style="bold"))
    for place, hit in enumerate(hits, start=1):
        article = hit.article
        console.print()
        head = Table.grid()
        head.add_column(width=5)
        head.add_row(
            Text(f"{place:>3}", style="bold cyan"), Text(_headline(article.title or article.text), style="bold")
        )
        console.print(head)
        _line(console, f"{_name(article.source)}, {show_published(article)}{_copies(hit, outlets)}", 5, "")
        _line(console, in_quotes(stretch(article.text, hit.span), _STRETCH), 7, "")
        where = f"characters {hit.span.start:,} to {hit.span.end:,} of {_name(article.id)}"
        _line(console, where + (f"; event {_name(hit.event)}" if hit.event else "; not grouped yet"), 5)
        _address_line(console, article.url, 5)
    return without_padding(out.getvalue())


def render_receipt(archived: ArchivedArticle, received: Received) -> str:
    """When the bytes of an article came, from where, how many, and their SHA-256; a line each."""
    rows = (
        ("article", archived.article.id),
        ("received", received.retrieved.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")),
        ("from", _address(received.url or archived.article.path or "not known")),
        ("type", _name(received.media_type)),
        ("bytes", f"{len(received.content):,}"),
        ("SHA-256", received.sha256),
    )
    return "".join(f"{name:<9}{value}\n" for name, value in rows)


def gather_families(
    articles: Sequence[ArchivedArticle],
) -> list[tuple[ArchivedArticle, list[ArchivedArticle]]]:
    """The articles that go back to no other here, in order of publication, each with those that go back to it."""
    by_id = {one.article.id: one for one in articles}
    families: dict[str, list[ArchivedArticle]] = {}
    for one in sorted(articles, key=_when):
        families.setdefault(_root(one, by_id), []).append(one)
    gathered = []
    for root, members in families.items():
        head = next((one for one in members if one.article.id == root), members[0])
        gathered.append((head, [one for one in members if one is not head]))
    return sorted(gathered, key=lambda family: _when(family[0]))


def _root(one: ArchivedArticle, by_id: Mapping[str, ArchivedArticle]) -> str:
    """The article that `one` goes back to, by versions first, then by copies."""
    passed = {one.article.id}
    while True:
        keys = (key for key in (one.version_of, one.copy_of) if key and key in by_id and key not in passed)
        before = next(keys, None)
        if before is None:
            return one.article.id
        passed.add(before)
        one = by_id[before]


def _when(one: ArchivedArticle) -> tuple[datetime, str]:
    return (one.article.published or _UNDATED, one.article.id)


def _show_article(console: Console, head: ArchivedArticle, others: Sequence[ArchivedArticle]) -> None:
    article = head.article
    console.print()
    who = Text(f"{_name(article.source)}, {show_published(article)}", style="bold")
    console.print(Padding(who, (0, 0, 0, 2)))
    _line(console, _headline(article.title or article.text), 4, "")
    earlier = f"; later version of {_name(head.version_of)}, which is not in this event" if head.version_of else ""
    _line(console, f"article {_name(article.id)}{_kept(head)}{earlier}", 4)
    _address_line(console, article.url, 4)
    for one in others[:UNDER_SHOWN]:
        what = "later version" if one.version_of else "copy"
        line = f"{what}: {_name(one.article.source)}, {show_published(one.article)}"
        if one.article.title and one.article.title != article.title:
            line += f", {_headline(one.article.title)}"
        _line(console, line, 4, "")
        _line(console, f"article {_name(one.article.id)}{_kept(one)}", 6)
        if one.article.url != article.url:
            _address_line(console, one.article.url, 6)
    if len(others) > UNDER_SHOWN:
        _line(console, f"… {len(others) - UNDER_SHOWN:,} more: see --format json", 4)


def _tell_history(account: EventAccount) -> list[str]:
    """What changed the event. Joins in a row are one line; an event that merged into it is told when it did."""
    event = account.summary.id
    articles = {one.article.id: one for one in account.articles}
    openers: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    lines: list[str] = []
    joined: list[EventChange] = []

    def tell_joined() -> None:
        if joined:
            lines.append(f"{_days(joined[0].at, joined[-1].at)}: {counted(len(joined), 'article')} joined")
            joined.clear()

    for change in account.history:
        if change.kind == "opened":
            openers[change.event] = _opener(articles.get(change.article))
        if change.kind in ("opened", "joined") and change.event != event:
            sizes[change.event] += 1
            continue
        if change.kind == "joined":
            joined.append(change)
            continue
        tell_joined()
        lines.append(f"{_days(change.at, change.at)}: {_tell_change(change, event, openers, sizes)}")
    tell_joined()
    return lines


def _tell_change(change: EventChange, event: str, openers: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    if change.kind == "opened":
        return f"opened by {openers[change.event]}"
    if change.kind == "merged":
        gone = _name(change.event)
        if change.event in openers:
            gone += f" ({counted(sizes[change.event], 'article')}; opened by {openers[change.event]})"
        return f"{gone} merged into {_whose(change.into or '', event)}"
    moved = counted(len(change.moved), "article")
    if change.kind == "moved":
        if change.event == event:
            return f"{moved} moved here by hand from {_name(change.origin or '')}"
        return f"{moved} moved by hand from {_whose(change.origin or '', event)} to {_name(change.event)}"
    if change.event == event:
        return f"split off from {_name(change.origin or '')} with {moved}"
    return f"{moved} split off from {_whose(change.origin or '', event)} as {_name(change.event)}"


def _opener(archived: ArchivedArticle | None) -> str:
    if archived is None:
        return "an article that is not in it now"
    return f"{_name(archived.article.source)}, {_headline(archived.article.title or archived.article.text)}"


def _whose(named: str, event: str) -> str:
    return "it" if named == event else _name(named)


def _kept(one: ArchivedArticle) -> str:
    return f"; received {show_minute(one.received)}" if one.received else ""


def _copies(hit: SearchHit, outlets: Mapping[str, str]) -> str:
    """Who else printed the text, as far as they were found too."""
    names = sorted({_name(outlets[copy]) for copy in hit.copies if copy in outlets})
    if not names:
        return ""
    more = f" and {len(names) - _OUTLETS:,} more" if len(names) > _OUTLETS else ""
    return f"; also printed by {', '.join(names[:_OUTLETS])}{more}"


def _count_events(number: int, more: bool) -> str:
    if more:
        newest = "newest event" if number == 1 else f"{number:,} newest events"
        return f"The {newest}; there are more: see --limit"
    return counted(number, "event") + (", the newest first" if number > 1 else "")


def _sources(event: EventSummary) -> str:
    return f"{counted(event.articles, 'article')} from {counted(event.sources, 'independent source')}"


def _days(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return "undated"
    days = (show_day(first), show_day(last))
    return days[0] if days[0] == days[1] else f"{days[0]} to {days[1]}"


def _headline(text: str) -> str:
    return in_quotes(text[: 4 * _HEADLINE].strip().split("\n", 1)[0], _HEADLINE)


def _name(text: str) -> str:
    return shorten(one_line(text), _NAME)


def _address(url: str) -> str:
    return shorten(one_line(url), _ADDRESS)


def _address_line(console: Console, url: str | None, indent: int) -> None:
    """The address in one piece, however narrow the screen: it is there to be copied."""
    if url:
        console.print(Text(" " * indent + _address(url), style="dim"), soft_wrap=True)


def _section(console: Console, words: str) -> None:
    console.print()
    console.print(Rule(Text(words, style="bold"), align="left", style="dim", characters="─"))


def _line(console: Console, words: str, indent: int, style: str = "dim") -> None:
    console.print(Padding(Text(words, style=style), (0, 0, 0, indent)))
