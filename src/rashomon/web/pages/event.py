"""The pages of a dossier: the event, its sections page by page, reports side by side, one claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from markupsafe import Markup

from rashomon.desk import find_kept
from rashomon.desk import show_event as find_account
from rashomon.errors import InputError
from rashomon.records import Claim, Link
from rashomon.rendering.html import show
from rashomon.rendering.lookup import Lookup, claim_stretch, reading_order, span_stretch
from rashomon.rendering.segments import make_blocks
from rashomon.rendering.visible import one_line
from rashomon.web.context import Context, context_of
from rashomon.web.pages.loading import Loaded, compare_in_background, load_event, load_upload, view_key
from rashomon.web.plots import make_history
from rashomon.web.views import SECTIONS, EventView, make_page

router = APIRouter()
_PARTNERS = 20
_MOST_REPORTS = 4
_CHARACTERS = 60_000
_RELATIONS = ("conflict", "same", "partial")
Id = Annotated[str, Path(max_length=200)]
Number = Annotated[int, Query(ge=1, le=10_000)]
Offset = Annotated[int, Path(ge=0, le=100_000_000)]


@router.get("/events/{event}", response_model=None)
def show_event(request: Request, event: Id) -> Response:
    """The event: its dossier where one is kept, else how far the comparison is."""
    context = context_of(request)
    with context.archive() as archive:
        account = find_account(archive, event)
        kept = find_kept(archive, account)
        known = kept is not None and context.view(view_key(archive, account, kept)) is not None
        loaded = load_event(context, archive, account.summary.id) if known else None
    if account.summary.id != event:
        return RedirectResponse(f"/events/{account.summary.id}", status_code=307)
    if kept is None:
        return _wait(request, context, Loaded(account=account, view=None))
    if loaded is not None:
        return HTMLResponse("".join(_event_parts(request, context, account.summary.headline, lambda: loaded)))

    def load() -> Loaded:
        with context.archive() as archive:
            return load_event(context, archive, account.summary.id)

    # A dossier of many reports takes a moment to open: the frame of the page goes out before.
    return StreamingResponse(_event_parts(request, context, account.summary.headline, load), media_type="text/html")


def _event_parts(request: Request, context: Context, title: str, load: Callable[[], Loaded]) -> Iterator[str]:
    """The event page in two pieces: the frame, and all that needs the dossier."""
    yield context.text_of(request, "frame_top.html.j2", title=one_line(title) or "Event")
    loaded = load()
    if loaded.view is None:
        yield context.text_of(request, "unreadable.html.j2", account=loaded.account)
        return
    values = _event_values(loaded.view, loaded)
    fragments = loaded.view.fragments
    if "sections" not in fragments:
        fragments["sections"] = context.text_of(request, "event_sections.html.j2", **values)
    sections = Markup(fragments["sections"])  # rendered by our own templates, which escape
    yield context.text_of(request, "event_main.html.j2", event_sections=sections, **values)


@router.post("/events/{event}/compare", response_model=None)
def compare_again(request: Request, event: Id) -> Response:
    """Compares an event anew, in the background."""
    context = context_of(request)
    with context.archive() as archive:
        found = find_account(archive, event).summary.id
    context.forget_work("compare", found)
    compare_in_background(context, found)
    return RedirectResponse(f"/events/{found}/progress", status_code=303)


@router.get("/events/{event}/progress", response_model=None)
def show_progress(request: Request, event: Id) -> Response:
    """How far the comparison of an event is; leads to the event when it is done."""
    context = context_of(request)
    with context.archive() as archive:
        loaded = load_event(context, archive, event)
    assert loaded.account is not None
    if loaded.view is not None and loaded.current:
        context.forget_work("compare", loaded.account.summary.id)
        return _lead_to(request, f"/events/{loaded.account.summary.id}")
    return _wait(request, context, loaded)


@router.get("/uploads/{upload}", response_model=None)
def show_upload(request: Request, upload: Id) -> Response:
    """What was uploaded, side by side."""
    context = context_of(request)
    job, view = load_upload(context, upload)
    if view is None:
        name = "progress.html.j2" if "hx-request" in request.headers else "wait.html.j2"
        return context.render(request, name, job=job, account=None, address=f"/uploads/{upload}", retry="/upload")
    if "hx-request" in request.headers and request.headers.get("hx-target") == "progress":
        return _lead_to(request, f"/uploads/{upload}")
    loaded = Loaded(account=None, view=view)
    title = view.lookup.dossier.event.label
    return HTMLResponse("".join(_event_parts(request, context, title, lambda: loaded)))


@router.get("/events/{event}/side", response_model=None)
@router.get("/uploads/{upload}/side", response_model=None)
def show_side_by_side(
    request: Request,
    event: str = "",
    upload: str = "",
    reports: Annotated[list[str] | None, Query(max_length=60)] = None,
) -> Response:
    """Two to four reports, by their letters or ids, with what is linked between them."""
    context = context_of(request)
    view, loaded = _view_of(context, event, upload)
    chosen = _choose(view.lookup, reports or [])
    inner = view.between(chosen)
    lookup = inner.lookup
    values = _shared_values(inner, loaded) | {
        "chosen": [lookup.articles[one] for one in chosen],
        "blocks": {one: make_blocks(lookup, _bounded(lookup, one)) for one in chosen},
        "date_notes": {},
        "cut": {one for one in chosen if len(lookup.articles[one].text) > _CHARACTERS},
        "all_reports": view.lookup.dossier.articles,
        "pairs": _links_by_claim(lookup),
        "place_of_code": lambda code: f"#{code}",
        "place_of_reference": lambda reference: (f"#why-{reference.code}", "show the evidence"),
    }
    return context.render(request, "side.html.j2", **values)


@router.get("/claims/{article}/{start}-{end}", response_model=None)
def show_claim(request: Request, article: Id, start: Offset, end: Offset, page: Number = 1) -> Response:
    """The claim at this stretch of an article, in the event that the article is in now. The address is permanent."""
    context = context_of(request)
    with context.archive() as archive:
        from rashomon.desk import find_article

        archived = archive.article(find_article(archive, article))
        loaded = load_event(context, archive, archived.event) if archived.event else Loaded(account=None, view=None)
    known = loaded.view is not None and archived.article.id in loaded.view.lookup.articles
    if loaded.view is None or not known:
        text = archived.article.text
        if not start < end <= len(text):
            raise InputError(f"the article has no characters {start} to {end}; it is {len(text):,} long")
        return context.render(request, "stretch.html.j2", archived=archived, start=start, end=end,
                              before=text[max(0, start - 300) : start], stretch=text[start : min(end, start + 5000)],
                              after=text[end : end + 300])  # fmt: skip
    return _claim_page(request, context, loaded.view, loaded, archived.article.id, start, end, page)


@router.get("/uploads/{upload}/claims/{article}/{start}-{end}", response_model=None)
def show_uploaded_claim(
    request: Request, upload: Id, article: Id, start: Offset, end: Offset, page: Number = 1
) -> Response:
    """The claim at this stretch of an uploaded report."""
    context = context_of(request)
    view, loaded = _view_of(context, "", upload)
    if article not in view.lookup.articles:
        raise InputError("there is no such report in this comparison")
    return _claim_page(request, context, view, loaded, article, start, end, page)


@router.get("/events/{event}/{section}", response_model=None)
@router.get("/uploads/{upload}/{section}", response_model=None)
def show_section(request: Request, section: str, event: str = "", upload: str = "", page: Number = 1) -> Response:
    """One section of the event page, page by page; htmx gets the items alone."""
    if section not in SECTIONS:
        raise InputError(f"there is no section of this name; there are {', '.join(SECTIONS)}")
    context = context_of(request)
    view, loaded = _view_of(context, event, upload)
    values = _shared_values(view, loaded) | {"one": make_page(view, section, page)}
    return context.render(request, "items.html.j2" if "hx-request" in request.headers else "section.html.j2", **values)


def _view_of(context: Context, event: str, upload: str) -> tuple[EventView, Loaded]:
    if upload:
        _, view = load_upload(context, upload)
        loaded = Loaded(account=None, view=view)
    else:
        with context.archive() as archive:
            loaded = load_event(context, archive, event)
    if loaded.view is None:
        raise InputError("this event has not been compared yet; its page starts that")
    return loaded.view, loaded


def _shared_values(view: EventView, loaded: Loaded) -> dict[str, Any]:
    return view.values() | {"account": loaded.account, "loaded": loaded}


def _event_values(view: EventView, loaded: Loaded) -> dict[str, Any]:
    history = None if loaded.account is None else make_history(loaded.account)
    return _shared_values(view, loaded) | view.overview | {"history": history}


def _wait(request: Request, context: Context, loaded: Loaded) -> Response:
    """The page that tells how far the comparison is; starts it where nobody has."""
    assert loaded.account is not None
    event = loaded.account.summary.id
    job = None
    if len(loaded.account.articles) >= 2:
        job = compare_in_background(context, event)
        if job.state == "done" and loaded.view is None:  # done, but it could not be kept: there is nothing to lead to
            context.forget_work("compare", event)
    name = "progress.html.j2" if "hx-request" in request.headers else "wait.html.j2"
    return context.render(request, name, job=job, account=loaded.account, address=f"/events/{event}/progress",
                          retry=f"/events/{event}/compare")  # fmt: skip


def _lead_to(request: Request, address: str) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=200, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def _choose(lookup: Lookup, given: list[str]) -> list[str]:
    """The ids of the reports that are meant; the first two originals where none is."""
    by_letter = {letter: key for key, letter in lookup.letters.items() if key in lookup.articles}
    names = [name.strip() for one in given for name in one.split(",") if name.strip()]
    chosen = list(dict.fromkeys(by_letter.get(name, name) for name in names))
    unknown = [name for name in chosen if name not in lookup.articles]
    if unknown:
        raise InputError(f"there is no report {unknown[0][:60]!r} in this event; choose by letter, as in A,C")
    if not chosen:
        chosen = [one.id for one in lookup.dossier.articles if one.id not in lookup.origins][:2]
    if len(chosen) > _MOST_REPORTS:
        raise InputError(f"{len(chosen)} reports are too many to read side by side; choose two to four")
    if len(chosen) < 2:
        raise InputError("one report is nothing to compare with; choose two to four")
    return chosen


def _bounded(lookup: Lookup, key: str) -> Any:
    article = lookup.articles[key]
    return article if len(article.text) <= _CHARACTERS else replace(article, text=article.text[:_CHARACTERS])


def _links_by_claim(lookup: Lookup) -> list[tuple[str, list[Link]]]:
    """By code of the claim, its links to the chosen reports: conflicts first, then the surest; six at most."""
    ordered = reading_order(lookup, lookup.links_of)
    return [(lookup.codes[key], sorted(lookup.links_of[key], key=_rank)[:6]) for key in ordered]


def _rank(link: Link) -> tuple[int, float, str]:
    return (_RELATIONS.index(link.relation), -link.score, link.id)


def _claim_page(
    request: Request, context: Context, view: EventView, loaded: Loaded, article: str, start: int, end: int, page: int
) -> Response:
    lookup = view.lookup
    claim = _claim_at(lookup, article, start, end)
    if claim is None:
        raise InputError("no claim was found at this stretch of the article")
    links = sorted(lookup.links_of.get(claim.id, ()), key=_rank)
    shown = links[(page - 1) * _PARTNERS : page * _PARTNERS]
    partners = []
    for link in shown:
        other = link.right if link.left == claim.id else link.left
        partners.append((link, lookup.claims[other], claim_stretch(lookup, other)))
    values = _shared_values(view, loaded) | {
        "claim": claim,
        "exact": (claim.span.start, claim.span.end) == (start, end),
        "stretch": claim_stretch(lookup, claim.id),
        "article": lookup.articles[article],
        "partners": partners,
        "counts_by": {one: sum(link.relation == one for link in links) for one in _RELATIONS},
        "page": page,
        "more": max(0, len(links) - page * _PARTNERS),
        "times": [(span_stretch(lookup, lookup.articles[article], time.span), time) for time in claim.times],
        "quantities": [(span_stretch(lookup, lookup.articles[article], one.span), one) for one in claim.quantities],
        "point": lookup.points.get(lookup.point_of.get(claim.id, "")),
        "place": view.place_of_claim(claim),
        "show_text": show,
    }
    return context.render(request, "claim.html.j2", **values)


def _claim_at(lookup: Lookup, article: str, start: int, end: int) -> Claim | None:
    """The claim at this stretch, else the one that shares most of it: a later reading may cut claims elsewhere."""
    reading = lookup.readings.get(article)
    best: tuple[int, int] = (0, 0)
    found: Claim | None = None
    for claim in () if reading is None else reading.claims:
        if (claim.span.start, claim.span.end) == (start, end):
            return lookup.claims[claim.id]
        shared = max(0, min(claim.span.end, end) - max(claim.span.start, start))
        rank = (shared, -(claim.span.end - claim.span.start))
        if shared and rank > best:
            best, found = rank, lookup.claims[claim.id]
    return found
