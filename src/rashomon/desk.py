"""What a desk asks of its archive: events, one of them, its reports side by side, a search, all of it to take away.

Functions from an open archive to records. Nothing is printed here, and no SQL is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from rashomon.errors import ArchiveError, DataError, InputError
from rashomon.pipeline import (
    Progress,
    Reader,
    compare_articles,
    correct,
    keep_fitting,
    planned_evidence,
    read_anew,
    tell_settings,
)
from rashomon.records import (
    ArchivedArticle,
    Article,
    Check,
    ConflictSide,
    Correction,
    Dossier,
    EventAccount,
    EventSummary,
    FoundConflict,
    ModelFile,
    Reading,
    Received,
    SearchHit,
    Skipped,
)
from rashomon.settings import Settings
from rashomon.text import stretch
from rashomon.version import __version__

if TYPE_CHECKING:
    from rashomon.store import (
        Archive,
        ConflictPlace,
        Deletion,
        DossierCounts,
        EventQuery,
        KeptConflict,
        KeptDossier,
        SearchQuery,
    )

_CHOICES = 5
_CHARACTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The dossier of an event of the archive. `unkept` is why it could not be kept, None where it was."""

    dossier: Dossier
    unkept: str | None = None


def list_events(archive: Archive, query: EventQuery) -> tuple[tuple[EventSummary, ...], bool]:
    """The events that answer `query`, newest first, at most `query.limit`; and whether there are more."""
    found = archive.events(replace(query, limit=query.limit + 1))
    return found[: query.limit], len(found) > query.limit


def find_event(archive: Archive, given: str) -> str:
    """The id of the event that `given` is the id of, or the beginning of the id; it may have been merged since.

    Raises: InputError where there is none, or more than one.
    """
    return _only_one(given, archive.find_events(given), "event", "`rashomon events` lists them")


def find_article(archive: Archive, given: str) -> str:
    """The id of the article that `given` is the id of, or the beginning of the id.

    Raises: InputError where there is none, or more than one.
    """
    return _only_one(given, archive.find_articles(given), "article", "`rashomon show EVENT` and `search` name them")


def show_event(archive: Archive, given: str) -> EventAccount:
    """The event with this id or beginning of an id; of a merged one the event that it is in now. Raises: InputError."""
    return archive.event(find_event(archive, given))


def compare_kept(archive: Archive, given: str, *, settings: Settings, progress: Progress) -> Compared:
    """The dossier of the event's articles, byte for byte the one that `compare` makes of them, as people corrected it.

    Readings and dossiers that the archive keeps are used where they rest on the same articles, settings, models and
    program; new ones are kept, as the program made them: corrections are made to them each time. An article that can't
    be compared is in `skipped` with its reason, and so is in `corrections` one that no longer fits.

    Raises: InputError where there is no such event; else as `pipeline.compare_articles`.
    """
    from rashomon.models.files import model_files
    from rashomon.packing import dossier_digest, pack_dossier, unpack_dossier

    event = archive.resolve(find_event(archive, given))
    articles, skipped = _comparable(archive, event, settings)
    models = model_files()
    told = tell_settings(settings)
    key = dossier_digest(articles, skipped, told, models, __version__, planned_evidence(settings))
    kept = archive.find_dossier(key)
    if kept is not None:
        try:
            dossier = unpack_dossier(kept, {article.id: article for article in articles})
            return Compared(dossier=as_corrected(archive, event, dossier))
        except DataError:
            pass  # damaged: made again, and kept anew
    keeper = _Keeper()
    dossier = compare_articles(
        articles,
        skipped=skipped,
        settings=settings,
        progress=progress,
        reader=_keeping_reader(archive, models, keeper),
    )
    ids = [article.id for article in articles]
    corrected = as_corrected(archive, event, dossier)
    # Where an evidence plugin has failed, it is kept as what it is, and made again when it is asked for again.
    key = dossier_digest(articles, dossier.skipped, told, models, __version__, dossier.run.plugins)
    keeper.keep(lambda: archive.keep_dossier(key, event, ids, pack_dossier(dossier), count_dossier(corrected)))
    return Compared(dossier=corrected, unkept=keeper.refused)


def as_corrected(archive: Archive, event: str, dossier: Dossier) -> Dossier:
    """The kept `dossier` of `event` (an id) as people have corrected it by now. This takes no model."""
    return correct(dossier, corrections_of(archive, event, dossier.articles))


def corrections_of(archive: Archive, event: str, articles: Sequence[Article]) -> tuple[Correction, ...]:
    """The corrections that hold and are about one of `articles`, or were made in `event` (an id), in order."""
    from rashomon.correcting import choose_corrections

    return choose_corrections(archive.corrections(), articles, archive.event_ids(event))


def find_compared(archive: Archive, given: str, *, settings: Settings) -> Dossier | None:
    """What `compare_kept` would give, where the archive keeps it already; else None. Raises: InputError."""
    from rashomon.models.files import model_files
    from rashomon.packing import dossier_digest, unpack_dossier

    event = archive.resolve(find_event(archive, given))
    articles, skipped = _comparable(archive, event, settings)
    key = dossier_digest(
        articles, skipped, tell_settings(settings), model_files(), __version__, planned_evidence(settings)
    )
    kept = archive.find_dossier(key)
    if kept is None:
        return None
    try:
        return as_corrected(archive, event, unpack_dossier(kept, {article.id: article for article in articles}))
    except DataError:
        return None


def read_kept(archive: Archive, given: str) -> Reading:
    """The reading of an article of the archive; a new one is kept. Raises: InputError; ModelError."""
    from rashomon.models.files import model_files
    from rashomon.sources import require_comparable

    article = require_comparable(archive.article(find_article(archive, given)).article)
    return _keeping_reader(archive, model_files(), _Keeper())(article, None)


def count_dossier(dossier: Dossier) -> DossierCounts:
    """What lists tell of a dossier without opening it."""
    from rashomon.rendering.conflicts import make_conflicts
    from rashomon.rendering.lookup import index_dossier
    from rashomon.store import ConflictNote, ConflictPlace, DossierCounts

    conflicts = [one for one in make_conflicts(index_dossier(dossier)) if one.kind != "update"]
    alone = Counter(point.sources[0] for point in dossier.points if len(point.sources) == 1)
    found = []
    for one in conflicts:
        left, right = (
            ConflictPlace(article=stated.article, span=stated.span, value=side.value)
            for side, stated in zip(one.sides, one.stretches, strict=True)
        )
        found.append(ConflictNote(kind=one.kind, links=tuple(sorted(one.links)), places=(left, right)))
    return DossierCounts(conflicts=len(conflicts), alone=dict(sorted(alone.items())), found=tuple(found))


def newest_conflicts(archive: Archive, *, limit: int = 50) -> tuple[FoundConflict, ...]:
    """The conflicts that the newest dossiers of events have, as people have corrected them; found last first."""
    found: list[FoundConflict] = []
    before = None
    teller = _ConflictTeller(archive)
    while len(found) < limit and (page := archive.newest_conflicts(before=before, limit=limit)):
        found += [told for one in page if (told := teller.tell(one)) is not None]
        before = page[-1].number
    return tuple(found[:limit])


def conflicts_after(archive: Archive, after: int, *, limit: int = 50) -> tuple[tuple[int, FoundConflict | None], ...]:
    """The conflicts found after that of number `after`, in order, at most `limit`: each number with its conflict.

    None in the place of one that its event's newest dossier, or a correction, has taken back since.
    """
    teller = _ConflictTeller(archive)
    return tuple((one.number, teller.tell(one)) for one in archive.conflicts(after=after, limit=limit))


def recount(archive: Archive, events: Iterable[str]) -> None:
    """Counts anew, for lists, what the newest kept dossiers of `events` (ids) tell as people have corrected them."""
    for event in dict.fromkeys(archive.resolve(one) for one in events):
        kept = archive.find_newest_dossier(event)
        dossier = None if kept is None else open_kept(archive, kept)
        if kept is not None and dossier is not None:
            archive.recount_dossier(kept.key, count_dossier(as_corrected(archive, event, dossier)))


def find_kept(archive: Archive, account: EventAccount) -> KeptDossier | None:
    """What is known of the dossier that was kept last for the event of `account`; None where none is kept."""
    return archive.find_newest_dossier(account.summary.id)


def open_kept(archive: Archive, kept: KeptDossier) -> Dossier | None:
    """The dossier that was kept, whatever has come since; None where it can't be read any more."""
    from rashomon.packing import unpack_dossier

    data = archive.find_dossier(kept.key)
    if data is None:
        return None
    try:
        return unpack_dossier(data, {one.article.id: one.article for one in archive.articles(kept.articles)})
    except DataError:
        return None  # of another version of the program, or damaged


def find_later(account: EventAccount, kept: KeptDossier, dossier: Dossier) -> tuple[str, ...]:
    """The ids of the event's articles that the kept dossier does not know: they came since."""
    known = set(kept.articles)
    left_out = {one.input for one in dossier.skipped}
    return tuple(
        one.article.id
        for one in account.articles
        if one.article.id not in known and _name_of(one.article) not in left_out
    )


def is_current(account: EventAccount, kept: KeptDossier, dossier: Dossier, settings: Settings) -> bool:
    """True where comparing the event now would give the dossier that is kept."""
    from rashomon.models.files import model_files

    present = {one.article.id for one in account.articles}
    run = dossier.run
    made_by = (run.version, run.models, run.settings, run.plugins)
    return (
        not find_later(account, kept, dossier)
        and present >= set(kept.articles)
        and made_by == (__version__, model_files(), tell_settings(settings), planned_evidence(settings))
    )


def check_kept(archive: Archive, given: str, draft: Article, *, settings: Settings, progress: Progress) -> Check:
    """`draft` beside the reports of the event with this id or beginning of an id; readings that are kept are used.

    All reports of the event are compared. Raises: InputError where there is no such event; else as `check_draft`.
    """
    from rashomon.checking import check_draft
    from rashomon.models.files import model_files

    event = archive.resolve(find_event(archive, given))
    articles, skipped = _comparable(archive, event, settings)
    return check_draft(
        draft,
        articles,
        skipped=skipped,
        settings=replace(settings, one_event=True),
        progress=progress,
        reader=_keeping_reader(archive, model_files(), _Keeper()),
    )


def search_articles(archive: Archive, query: SearchQuery) -> tuple[SearchHit, ...]:
    """The texts that answer `query.words` by words and by meaning, the closest first; prints of one text are one hit.

    The vector of the words is made here. Raises: InputError where there are no words; ModelError.
    """
    from rashomon.models.article_vectors import article_vector_model, encode_query

    if not any(character.isalnum() for character in query.words):
        raise InputError("there is nothing to look for; give a word or a name")
    vector = tuple(map(float, encode_query(query.words)))
    return archive.search(replace(query, vector=vector, model=article_vector_model()))


def export_articles(archive: Archive, given: str | None = None) -> Iterator[ArchivedArticle]:
    """All articles in the order of their arrival, or those of the event with this id; as they are asked for.

    Raises: InputError where there is no such event, at once.
    """
    if given is None:
        return archive.all_articles()
    return archive.all_articles(event=archive.resolve(find_event(archive, given)))


def delete_article(archive: Archive, given: str, *, who: str, why: str) -> Deletion:
    """Deletes the article and all that derives from it; who, when and why stay on record. Raises: InputError."""
    if not who.strip() or not why.strip():
        raise InputError("a deletion stays on record with who did it and why; both are needed")
    (deletion,) = archive.delete([find_article(archive, given)], who=who.strip(), why=why.strip())
    return deletion


def bytes_of(archive: Archive, given: str) -> tuple[ArchivedArticle, Received]:
    """The article and the bytes that it was received as.

    Raises: InputError where there is no such article; DataError where the bytes are no longer those that came.
    """
    article = archive.article(find_article(archive, given))
    received = archive.received(article.article.id)
    if received.sha256 != article.sha256:
        raise DataError(
            f"the bytes of article {article.article.id} are not those that came: SHA-256 {received.sha256}, "
            f"expected {article.sha256}; restore the archive from a copy, and see `rashomon archive check`"
        )
    return article, received


def _comparable(archive: Archive, event: str, settings: Settings) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    """The event's articles that can be compared, in the order of their arrival, and the others with the reason."""
    from rashomon.sources import require_comparable

    articles: list[Article] = []
    skipped: list[Skipped] = []
    for archived in archive.all_articles(event=event):
        article = archived.article
        try:
            articles.append(require_comparable(article))
        except InputError as error:
            skipped.append(Skipped(input=_name_of(article), reason=str(error)))
    return keep_fitting(articles, skipped, settings)


def _name_of(article: Article) -> str:
    """How `skipped` names an article."""
    return article.url or f"article {article.id}"


class _ConflictTeller:
    """Tells conflicts that are kept; of an event that people have corrected it opens the dossier once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._standing: dict[str, frozenset[str] | None] = {}

    def tell(self, kept: KeptConflict) -> FoundConflict | None:
        """The conflict with the words of both sides; None where it holds no longer."""
        standing = self._links_of(kept.event)
        if kept.gone or (standing is not None and standing.isdisjoint(kept.note.links)):
            return None
        places = kept.note.places
        articles = {one.article.id: one.article for one in self._archive.articles(place.article for place in places)}
        if any(place.article not in articles for place in places):
            return None  # deleted at this moment
        left, right = (_side(place, articles[place.article]) for place in places)
        return FoundConflict(
            number=kept.number,
            event=kept.event,
            kind=kept.note.kind,
            sides=(left, right),
            found=kept.found,
            links=kept.note.links,
        )

    def _links_of(self, event: str) -> frozenset[str] | None:
        """The links that are conflicts in the corrected dossier of `event`; None where nobody has corrected it."""
        if event not in self._standing:
            self._standing[event] = self._read_links(event)
        return self._standing[event]

    def _read_links(self, event: str) -> frozenset[str] | None:
        kept = self._archive.find_newest_dossier(event)
        if kept is None:
            return None
        articles = [one.article for one in self._archive.articles(kept.articles)]
        if not corrections_of(self._archive, event, articles):
            return None
        dossier = open_kept(self._archive, kept)
        if dossier is None:
            return None
        links = as_corrected(self._archive, event, dossier).links
        return frozenset(link.id for link in links if link.relation == "conflict")


def _side(place: ConflictPlace, article: Article) -> ConflictSide:
    return ConflictSide(
        article=article.id,
        source=article.source,
        url=article.url,
        published=article.published,
        span=place.span,
        text=stretch(article.text, place.span),
        value=place.value,
    )


class _Keeper:
    """Keeps things until the archive refuses one: what was worked out is shown all the same."""

    def __init__(self) -> None:
        self.refused: str | None = None

    def keep(self, step: Callable[[], None]) -> None:
        """Takes the step unless one has been refused before."""
        if self.refused is None:
            try:
                step()
            except (ArchiveError, UnicodeEncodeError) as error:
                self.refused = str(error)


def _keeping_reader(archive: Archive, models: Sequence[ModelFile], keeper: _Keeper) -> Reader:
    """Gives the reading that the archive keeps, if it rests on the same models and program, else reads and keeps."""
    from rashomon.packing import pack_reading, reading_digest, unpack_reading

    digest = reading_digest(models)

    def read(article: Article, anchor: datetime | None) -> Reading:
        kept = archive.find_reading(article.id, digest, anchor)
        if kept is not None:
            try:
                return unpack_reading(kept, article)
            except DataError:
                pass  # damaged: read again, and kept anew
        reading = read_anew(article, anchor)
        keeper.keep(lambda: archive.keep_reading(article.id, digest, anchor, pack_reading(reading)))
        return reading

    return read


def _only_one(given: str, found: Sequence[str], kind: str, where: str) -> str:
    """The one id of `found`, all of which begin with `given`; an id in full is the one that is meant."""
    if given in found:
        return given
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"there is no {kind} {_shown(given)} in the archive; {where}")
    choices = ", ".join(found[:_CHOICES]) + (", ..." if len(found) > _CHOICES else "")
    raise InputError(f"several {kind}s begin with {_shown(given)}: {choices}; give more of the id")


def _shown(given: str) -> str:
    return repr(given if len(given) <= _CHARACTERS else f"{given[:_CHARACTERS]}…")
