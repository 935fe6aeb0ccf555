"""The order of the stages. The only module that knows it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rashomon.errors import InputError, TooFewReportsError
from rashomon.records import (
    Article,
    Correction,
    DateNote,
    Dossier,
    Entity,
    Grouped,
    ModelFile,
    Plugin,
    Reading,
    Run,
    Skipped,
    StreamItem,
    Veto,
)
from rashomon.settings import Settings
from rashomon.version import __version__

if TYPE_CHECKING:
    from rashomon.grouping.events import EventGrouper
    from rashomon.plugins.evidence import EvidencePlugins
    from rashomon.sources import Loaded
    from rashomon.sources.article_stream import ArticleStream

_HEADLINE = 200
_MEGABYTE = 1_000_000
_NAMED = 20  # skipped inputs that an error names

Progress = Callable[[str, int, int], None]
"""Told (stage, steps done, steps in all) as the work goes on."""
Reader = Callable[[Article, datetime | None], Reading]
"""Gives the reading of an article, with its weekdays counted from the instant where that is given."""


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of someone who does not want to know."""


def read_anew(article: Article, anchor: datetime | None) -> Reading:
    """The Reader that keeps nothing. Raises: ModelError where the parser is not installed."""
    from rashomon.reading import read_article

    return read_article(article, anchor=anchor)


def compare(
    inputs: Sequence[str | Path],
    *,
    published: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    progress: Progress = _silent,
    reader: Reader = read_anew,
) -> Dossier:
    """The dossier of the reports in `inputs`: files of any kind that is known, folders of them, and web addresses.

    `published` maps an input (as given, or its file name) to its publication date; `columns` a field (title, text, ...)
    to the column of a table, or key of a JSON object, that holds it. What can't be read is listed in `skipped`. The
    result does not depend on the order of `inputs`, but for the order of `articles`.

    Raises: TooFewReportsError where fewer than two reports are left; SettingsError; ModelError; InputError where
    `published` names no input.
    """
    settings = settings or Settings()
    loaded = _load(inputs, published or {}, columns or {}, settings, most=settings.max_reports + 1)
    return compare_articles(
        loaded.articles,
        skipped=loaded.skipped,
        settings=settings,
        progress=progress,
        reader=reader,
        sources=loaded.plugins,
    )


def compare_articles(
    articles: Sequence[Article],
    *,
    skipped: Sequence[Skipped] = (),
    settings: Settings | None = None,
    progress: Progress = _silent,
    reader: Reader = read_anew,
    corrections: Sequence[Correction] = (),
    sources: Sequence[Plugin] = (),
) -> Dossier:
    """The dossier of `articles`; one that reports another event than the rest is named, and compared with nothing.

    `reader` may give readings that were kept; they must be what `read_anew` would give. `corrections` are those that
    people made to this event, `sources` the plugins that gave articles. Raises: as `compare`.
    """
    from rashomon.alignment.entities import unify_entities
    from rashomon.alignment.links import align
    from rashomon.alignment.points import gather_points
    from rashomon.comparing.five_w import label_event
    from rashomon.dossier import describe_event, describe_no_event
    from rashomon.grouping.copies import find_copies
    from rashomon.grouping.credits import find_credits
    from rashomon.grouping.other_events import find_other_events
    from rashomon.grouping.revisions import find_revisions
    from rashomon.models.files import model_files
    from rashomon.models.sessions import open_all, use_threads
    from rashomon.reading.light import read_light

    settings = settings or Settings()
    use_threads(settings.threads)
    started, clock = datetime.now(UTC), time.perf_counter()
    models = model_files()  # first of all: a missing model is an error before any work is done
    _check_enough(articles, skipped, settings)
    open_all()  # now, while another process may still be loading the parser
    # From here on the order is the articles' own, so that the order of the inputs can't change a result.
    ordered = sorted(articles, key=_canonical)
    copies = find_copies(ordered)
    lights = [read_light(article) for article in ordered]
    others = () if settings.one_event else find_other_events(ordered, lights, copies)
    apart = {other.article for other in others}
    compared = [article for article in ordered if article.id not in apart]
    local_readings, dates = _read_all(ordered, apart, progress, reader)
    readings, entities = unify_entities([r for r in local_readings if r.article.id not in apart])
    # The others keep to themselves in names too, so that they change nothing in what is compared.
    readings_apart, entities_apart = unify_entities(
        [r for r in local_readings if r.article.id in apart], taken={entity.id for entity in entities}
    )
    pairs = len(compared) * (len(compared) - 1) // 2
    with open_evidence(settings) as plugins:
        aligned = align(
            readings,
            entities,
            copies,
            keep=settings.candidates,
            min_score=settings.min_score,
            plugins=plugins,
            advance=_count_up("Aligning", pairs, progress),
        )
    readings = aligned.readings
    points = gather_points(
        readings, aligned.links, copies, find_credits(readings, entities), apart=_kept_apart(aligned.vetoes)
    )
    dossier = Dossier(
        event=describe_event(compared, label_event(compared, readings)) if compared else describe_no_event(ordered),
        articles=tuple(articles),
        copies=copies,
        readings=(*readings, *readings_apart),
        entities=tuple(sorted((*entities, *entities_apart), key=lambda entity: entity.id)),
        links=aligned.links,
        points=points,
        dates=dates,
        skipped=(*skipped, *(plugins.failed if plugins else ())),
        other_events=others,
        revisions=find_revisions(ordered, copies),
        vetoes=aligned.vetoes,
        run=tell_run(models, settings, started, clock, (*sources, *(plugins.taking_part if plugins else ()))),
    )
    return correct(_lay_out(dossier, readings, entities, aligned.nearest, aligned.closeness), corrections)


def open_evidence(settings: Settings) -> AbstractContextManager[EvidencePlugins | None]:
    """The evidence functions that take part under `settings`, while the context lasts; None where there is none."""
    from rashomon.alignment.evidence import EVIDENCE, OTHER_FEATURES
    from rashomon.plugins.evidence import open_evidence_plugins

    return open_evidence_plugins(
        settings.plugin_seconds if settings.plugins else None, taken={*EVIDENCE, *OTHER_FEATURES}
    )


def planned_evidence(settings: Settings) -> tuple[Plugin, ...]:
    """The evidence functions that `open_evidence` would open."""
    from rashomon.plugins.installed import find_plugins

    if not settings.plugins or not find_plugins("evidence"):
        return ()
    from rashomon.alignment.evidence import EVIDENCE, OTHER_FEATURES
    from rashomon.plugins.evidence import planned_plugins

    return planned_plugins(taken={*EVIDENCE, *OTHER_FEATURES})


def _kept_apart(vetoes: Sequence[Veto]) -> frozenset[frozenset[str]]:
    """The pairs of claims that no chain of links may bring together either."""
    return frozenset(frozenset((veto.left, veto.right)) for veto in vetoes)


def _lay_out(
    dossier: Dossier,
    readings: Sequence[Reading],
    entities: Sequence[Entity],
    nearest: Mapping[tuple[str, str], str],
    closeness: Mapping[tuple[str, str], float],
) -> Dossier:
    """`dossier` with all that follows from its links and points; `readings` and `entities` are those compared.

    `nearest` and `closeness` tell for (claim id, article id) the closest claim there, and how close it comes.
    """
    from rashomon.comparing.event_codes import code_events
    from rashomon.comparing.five_w import answer_five_w
    from rashomon.comparing.open_questions import find_open_questions
    from rashomon.comparing.phrasing import find_phrasing
    from rashomon.comparing.quote_ledger import keep_ledger
    from rashomon.comparing.silences import find_silences
    from rashomon.comparing.timeline import order_in_time
    from rashomon.comparing.versions import compare_versions
    from rashomon.comparing.wording import compare_wording

    codes = code_events(readings, dossier.links, dossier.points)
    return replace(
        dossier,
        timeline=order_in_time(readings, dossier.links),
        wording=compare_wording(readings, entities, dossier.links),
        silences=find_silences(readings, dossier.points, nearest, closeness, dossier.links),
        open_questions=find_open_questions(readings, codes.codes),
        five_w=answer_five_w(readings, entities, dossier.points, dossier.links),
        quote_ledger=keep_ledger(readings, dossier.links),
        versions=compare_versions(dossier.revisions, readings),
        phrasing=find_phrasing(readings, dossier.links),
        event_codes=codes,
    )


def correct(dossier: Dossier, corrections: Sequence[Correction]) -> Dossier:
    """The dossier as people's corrections leave it: links and names, and all that follows from them.

    `dossier` is one that nobody has corrected: corrections are made anew each time, so that one that was undone leaves
    no trace. What reports say is not read again and not aligned again, so this takes no model.
    """
    from rashomon.alignment.points import gather_points
    from rashomon.correcting import correct_links, correct_moves, correct_names
    from rashomon.grouping.credits import find_credits

    if not corrections:
        return dossier
    apart = {other.article for other in dossier.other_events}
    compared = [reading for reading in dossier.readings if reading.article.id not in apart]
    others = tuple(reading for reading in dossier.readings if reading.article.id in apart)
    theirs = {entity.id for reading in others for entity in reading.entities}
    own = [entity for entity in dossier.entities if entity.id not in theirs]
    moves, names, links = (
        [one for one in corrections if one.kind in kinds]
        for kinds in (("move",), ("merge", "part"), ("join", "reject", "split", "relate", "review", "note"))
    )
    readings, entities, named = correct_names(compared, own, names)
    settled = correct_links(readings, dossier.links, dossier.copies, links)
    points = gather_points(
        readings,
        settled.links,
        dossier.copies,
        find_credits(readings, entities),
        together=settled.together,
        apart=settled.apart | _kept_apart(dossier.vetoes),
    )
    moved = correct_moves(dossier.articles, moves)
    corrected = replace(
        dossier,
        readings=(*readings, *others),
        entities=tuple(
            sorted((*entities, *(e for e in dossier.entities if e.id in theirs)), key=lambda entity: entity.id)
        ),
        links=settled.links,
        points=points,
        corrections=tuple(
            sorted((*named, *settled.corrected, *moved), key=lambda corrected: corrected.correction.number)
        ),
    )
    return _lay_out(corrected, readings, entities, *_nearest_claims(dossier))


def _nearest_claims(dossier: Dossier) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], float]]:
    """For (claim id, article id) the closest claim there and how close it comes, as far as a dossier tells.

    Its silences tell first; its links, whose scores are of another kind, tell the claim only.
    """
    nearest: dict[tuple[str, str], str] = {}
    closeness: dict[tuple[str, str], float] = {}
    claims_of = {point.id: point.claims for point in dossier.points}
    for silence in dossier.silences:
        if silence.nearest is not None:
            pairs = [(claim, silence.article) for claim in claims_of[silence.point]]
            nearest.update(dict.fromkeys(pairs, silence.nearest))
            closeness.update(dict.fromkeys(pairs, silence.closeness))
    article_of = {claim.id: claim.article for reading in dossier.readings for claim in reading.claims}
    for link in sorted(dossier.links, key=lambda link: (-link.score, link.id)):
        nearest.setdefault((link.left, article_of[link.right]), link.right)
        nearest.setdefault((link.right, article_of[link.left]), link.left)
    return nearest, closeness


def read(
    inputs: Sequence[str | Path],
    *,
    published: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    progress: Progress = _silent,
) -> tuple[tuple[Reading, ...], tuple[Skipped, ...]]:
    """The reading of each article in `inputs`, in their order, and what could not be read. Raises: as `compare`."""
    from rashomon.reading import read_article

    loaded = _load(inputs, published or {}, columns or {}, settings or Settings())
    advance = _count_up("Reading", len(loaded.articles), progress)
    readings = []
    for article in loaded.articles:
        readings.append(read_article(article))
        advance()
    return tuple(readings), loaded.skipped


def group(
    inputs: Sequence[str | Path], *, settings: Settings | None = None, progress: Progress = _silent
) -> tuple[tuple[Grouped, ...], tuple[Skipped, ...]]:
    """The event of each article in `inputs` (JSON lines), in their order, and the lines that could not be read.

    Each article is in the first tuple once, in whatever language and of whatever length. It meets the events in order
    of publication; an undated one stays behind the article that it follows.

    Raises: RashomonError where there is no room for a temporary file.
    """
    from rashomon.sources import open_stream

    settings = settings or Settings()
    with open_stream(
        inputs, line_limit=settings.size_limit_mb * _MEGABYTE, progress=partial(progress, "Reading")
    ) as stream:
        return _group_stream(stream, settings, progress)[0], stream.skipped


def compare_event(
    inputs: Sequence[str | Path], event: str, *, settings: Settings | None = None, progress: Progress = _silent
) -> tuple[Dossier, tuple[Skipped, ...]]:
    """The dossier of the articles that `group` puts to `event`, and the lines of `inputs` that could not be read.

    The dossier is the one that `compare` makes of these articles alone. The id of an event that has been merged into
    another one stands for that one.

    Raises: InputError where there is no such event; else as `compare` and `group`.
    """
    from rashomon.sources import open_stream, read_articles

    settings = settings or Settings()
    with open_stream(
        inputs, line_limit=settings.size_limit_mb * _MEGABYTE, progress=partial(progress, "Reading")
    ) as stream:
        grouped, grouper = _group_stream(stream, settings, progress)
        present = grouper.resolve(event)
        wanted = {one.id for one in grouped if one.event == present}
        if not wanted:
            raise InputError(_describe_events(event, grouped))
        loaded = read_articles(stream, [place for place in stream.places if place.id in wanted])
    articles, skipped = keep_fitting(loaded.articles, loaded.skipped, settings)
    return compare_articles(articles, skipped=skipped, settings=settings, progress=progress), stream.skipped


def _group_stream(
    stream: ArticleStream, settings: Settings, progress: Progress
) -> tuple[tuple[Grouped, ...], EventGrouper]:
    """The articles of `stream` with their events, in the order of the input. A copy goes where its origin goes."""
    from rashomon.grouping.copies import CopyIndex
    from rashomon.grouping.copy_window import CopyWindow
    from rashomon.grouping.events import EventGrouper
    from rashomon.sources import order_by_time, read_item

    copies = CopyWindow(CopyIndex(), timedelta(days=settings.window_days))
    grouper = EventGrouper(window_days=settings.window_days)
    origins: dict[str, str] = {}
    headlines: dict[str, str] = {}
    places = order_by_time(stream.places)
    now = next((place.published for place in places if place.published), datetime.min.replace(tzinfo=UTC))
    advance = _count_up("Grouping", len(places), progress)
    for place in places:
        item = read_item(stream, place)
        now = item.published or now
        copy = copies.add(item, now)
        if copy is not None:
            origins[item.id] = copy.origin
        grouper.add(item)  # copies too: how many articles an event has says how likely it is to get another one
        headlines[item.id] = _headline(item)
        advance()
    grouped = tuple(
        Grouped(
            id=place.id,
            event=grouper.event_of(origins.get(place.id, place.id)),
            copy_of=origins.get(place.id),
            headline=headlines[place.id],
            published=place.published,
        )
        for place in stream.places
    )
    return grouped, grouper


def _headline(item: StreamItem) -> str:
    return (item.title or item.text[: 2 * _HEADLINE].split("\n", 1)[0])[:_HEADLINE]


def _describe_events(event: str, grouped: Sequence[Grouped]) -> str:
    """Why `event` names none, with the largest events as choices."""
    sizes = Counter(one.event for one in grouped)
    choices = ", ".join(name for name, _ in sizes.most_common(5)) or "none"
    more = ", ..." if len(sizes) > 5 else ""
    return f"there is no event {event!r} in these articles; the events are: {choices}{more} (rashomon group shows all)"


def load(inputs: Sequence[str | Path], *, settings: Settings, most: int | None = None) -> Loaded:
    """The articles in `inputs` (no more than `most`), and what was skipped with its reason."""
    return _load(inputs, {}, {}, settings, most=most)


def _load(
    inputs: Sequence[str | Path],
    published: Mapping[str, str],
    columns: Mapping[str, str],
    settings: Settings,
    *,
    most: int | None = None,
) -> Loaded:
    """The articles in `inputs`, and what was skipped: what can't be read, and what is longer than a report can be."""
    from rashomon.sources import load_articles, source_options

    options = source_options(settings, published=published, columns=columns)
    loaded = load_articles(inputs, options=options, most=most)
    articles, skipped = keep_fitting(loaded.articles, loaded.skipped, settings)
    return replace(loaded, articles=articles, skipped=skipped)


def tell_run(
    models: tuple[ModelFile, ...], settings: Settings, started: datetime, clock: float, plugins: Sequence[Plugin]
) -> Run:
    """What made a result, for its readers. `clock` is what `time.perf_counter` gave when it `started` (UTC)."""
    return Run(
        version=__version__,
        models=models,
        settings=tell_settings(settings),
        started=None if settings.reproducible else started,
        seconds=None if settings.reproducible else round(time.perf_counter() - clock, 3),
        plugins=tuple(plugins),
    )


def tell_settings(settings: Settings) -> dict[str, str | int | float | bool | None]:
    """The settings that a dossier tells. Addresses of the archive and a webhook are none: they change no result."""
    return {name: value for name, value in asdict(settings).items() if name not in ("archive", "webhook")}


def keep_fitting(
    articles: Sequence[Article], skipped: Sequence[Skipped], settings: Settings
) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    """Those of `articles` that are not too long to be compared; `skipped`, and the others with the reason."""
    too_long = [article for article in articles if len(article.text) > settings.max_characters]
    named = [
        Skipped(
            input=article.path or article.given_id or article.id,
            reason=f"has {len(article.text):,} characters, more than the limit of {settings.max_characters:,}; "
            "raise max_characters in the settings",
        )
        for article in too_long
    ]
    fitting = tuple(article for article in articles if len(article.text) <= settings.max_characters)
    return fitting, (*skipped, *named)


def _check_enough(articles: Sequence[Article], skipped: Sequence[Skipped], settings: Settings) -> None:
    if len(articles) > settings.max_reports:
        raise TooFewReportsError(
            f"there are more reports than the limit of {settings.max_reports}; "
            "compare fewer, or raise the setting max_reports"
        )
    if len(articles) < 2:
        from rashomon.rendering.visible import one_line, shorten

        named = [
            f"{shorten(one_line(item.input), 200)}: {shorten(one_line(item.reason), 300)}" for item in skipped[:_NAMED]
        ]
        named += [f"{len(skipped) - _NAMED:,} more"] if len(skipped) > _NAMED else []
        reasons = "".join(f"\n  skipped {line}" for line in named)
        raise TooFewReportsError(f"at least two reports are needed, {len(articles)} could be read{reasons}")


def _canonical(article: Article) -> tuple[str, str]:
    return (article.published.isoformat() if article.published else "9999", article.id)


def _read_all(
    articles: Sequence[Article], apart: Collection[str], progress: Progress, reader: Reader
) -> tuple[list[Reading], tuple[DateNote, ...]]:
    """The readings, undated ones read again with the day that another report fixes for the event.

    Articles in `apart` report other events: they neither give a day nor take one.
    """
    from rashomon.dating import find_anchors

    advance = _count_up("Reading", len(articles), progress)
    readings = []
    for article in articles:
        readings.append(reader(article, None))
        advance()
    dates = find_anchors([reading for reading in readings if reading.article.id not in apart])
    anchors = {note.article: note.date for note in dates}
    readings = [reader(r.article, anchors[r.article.id]) if r.article.id in anchors else r for r in readings]
    return readings, dates


def _count_up(stage: str, total: int, progress: Progress) -> Callable[[], None]:
    done = 0
    progress(stage, done, total)

    def advance() -> None:
        nonlocal done
        done += 1
        progress(stage, done, total)

    return advance
