"""The pages on which people set right what the program linked: a form, the list, and undoing. Plain HTML forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, get_args
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from rashomon.correcting import parse_relation
from rashomon.corrections import KINDS, anchors_of, correct, list_corrections, undo
from rashomon.desk import find_event
from rashomon.errors import ArchiveError, InputError
from rashomon.records import Anchor, Article, Correction, CorrectionKind, LinkKind, Relation
from rashomon.web.accounts import Who
from rashomon.web.context import context_of
from rashomon.web.security import require

if TYPE_CHECKING:
    from rashomon.store import Archive

router = APIRouter(include_in_schema=False)

_AROUND = 120
_PAGE = 100
LOCAL = "local"
"""The name of whoever asks where there are no accounts: then the form asks for one."""

Corrector = Annotated[Who, Depends(require("correct"))]
Kind = Annotated[str, Query(max_length=20)]
Key = Annotated[str, Query(max_length=200)]
Targets = Annotated[list[str] | None, Query(max_length=200)]
Line = Annotated[str, Form(max_length=200)]
Number = Annotated[int, Path(ge=1, le=2**53)]
Text = Annotated[str, Form(max_length=6000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A stretch that a correction is about, as the form shows it: the words, and what stands around them."""

    target: str
    article: Article
    before: str
    words: str
    after: str


@router.get("/corrections", response_model=None, dependencies=[Depends(require("read"))])
def show_corrections(request: Request, event: Key = "", before: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """The corrections, of one event or of all, the newest first; those that were undone too."""
    context = context_of(request)
    with context.archive() as archive:
        present = archive.resolve(find_event(archive, event)) if event else None
        found = [one for one in reversed(list_corrections(archive, present, undone=True)) if _comes(one, before)]
    more = found[_PAGE - 1].number if len(found) > _PAGE else 0
    return context.render(
        request, "corrections.html.j2", event=present, corrections=found[:_PAGE], more=more, kinds=KINDS
    )


@router.get("/corrections/new", response_model=None)
def show_form(
    request: Request,
    who: Corrector,
    kind: Kind = "",
    event: Key = "",
    t: Targets = None,
    value: Key = "",
) -> Response:
    """The form of a correction of `kind` about the stretches `t`; without a kind, the choice of kinds that fit them."""
    return _form(request, who, kind=kind, event=event, targets=t or [], value=value, why="", name="", problem="")


@router.post("/corrections", response_model=None)
def take_form(
    request: Request,
    who: Corrector,
    kind: Line,
    why: Text = "",
    name: Line = "",
    event: Line = "",
    value: Text = "",
    link_kind: Line = "",
    t: Annotated[list[str] | None, Form(max_length=200)] = None,
) -> Response:
    """Keeps the correction, and leads to the list with it; shows the form again with the reason where it can't be."""
    context = context_of(request)
    wanted = f"{value} {link_kind}".strip() if kind == "relate" else value
    try:
        with context.archive() as archive:
            kept = correct(
                archive, kind=kind, targets=t or [], who=_name_of(who, name), why=why, value=wanted, event=event or None
            )
    except (InputError, ArchiveError) as error:
        return _form(
            request, who, kind=kind, event=event, targets=t or [], value=wanted, why=why, name=name, problem=str(error)
        )
    return _to_list(kept)


@router.get("/corrections/{number}/undo", response_model=None)
def show_undoing(request: Request, who: Corrector, number: Number) -> Response:
    """The form that undoes a correction."""
    with context_of(request).archive() as archive:
        found = archive.correction(number)
    return _undo_form(request, who, found, why="", name="", problem="")


@router.post("/corrections/{number}/undo", response_model=None)
def take_undoing(request: Request, who: Corrector, number: Number, why: Text = "", name: Line = "") -> Response:
    """Undoes the correction, and leads to the list; shows the form again with the reason where it can't be."""
    with context_of(request).archive() as archive:
        found = archive.correction(number)
        try:
            return _to_list(undo(archive, number, who=_name_of(who, name), why=why))
        except (InputError, ArchiveError) as error:
            problem = str(error)
    return _undo_form(request, who, found, why=why, name=name, problem=problem)


def _undo_form(request: Request, who: Who, found: Correction, *, why: str, name: str, problem: str) -> Response:
    return context_of(request).render(
        request,
        "correction_undo.html.j2",
        status=422 if problem else 200,
        correction=found,
        kinds=KINDS,
        why=why,
        given_name=name,
        asks_name=who.name == LOCAL,
        problem=problem,
    )


def _form(
    request: Request,
    who: Who,
    *,
    kind: str,
    event: str,
    targets: list[str],
    value: str,
    why: str,
    name: str,
    problem: str,
) -> Response:
    context = context_of(request)
    known: CorrectionKind | None = next((one for one in KINDS if one == kind), None)
    with context.archive() as archive:
        if known is None:
            choices = [one for one in KINDS if _fits(archive, one, targets)]
            meant = _meant(archive, choices[0], targets) if choices else ()
            problem = problem or ("" if choices else "name the stretches that it is about: open it from a statement")
        else:
            choices = []
            try:
                meant = _meant(archive, known, targets)
            except InputError as error:
                known, meant, problem = None, (), problem or str(error)
    relation, link_kind = parse_relation(value) or ("", None)
    return context.render(
        request,
        "correction_form.html.j2",
        status=422 if problem else 200,
        kind=known,
        kinds=KINDS,
        choices=choices,
        event=event,
        meant=meant,
        targets=targets,
        value=value,
        relation=relation,
        link_kind=link_kind or "",
        relations=get_args(Relation),
        link_kinds=get_args(LinkKind),
        why=why,
        given_name=name,
        asks_name=who.name == LOCAL,
        problem=problem,
    )


def _fits(archive: Archive, kind: CorrectionKind, targets: list[str]) -> bool:
    try:
        anchors_of(archive, kind, targets)
    except InputError:
        return False
    return True


def _meant(archive: Archive, kind: CorrectionKind | str, targets: list[str]) -> tuple[Meant, ...]:
    """What the targets are, to be shown. Raises: InputError where one leads nowhere."""
    known: CorrectionKind | None = next((one for one in KINDS if one == kind), None)
    if known is None:
        return ()
    anchors = anchors_of(archive, known, targets)
    texts = {one.article.id: one.article for one in archive.articles({anchor.article for anchor in anchors})}
    return tuple(_show(anchor, texts[anchor.article], target) for anchor, target in zip(anchors, targets, strict=True))


def _show(anchor: Anchor, article: Article, target: str) -> Meant:
    return Meant(
        target=target,
        article=article,
        before=article.text[max(0, anchor.start - _AROUND) : anchor.start],
        words=anchor.text,
        after=article.text[anchor.end : anchor.end + _AROUND] if anchor.text else "",
    )


def _name_of(who: Who, given: str) -> str:
    """Who is set down: the account's name; where there are no accounts, the name that was given."""
    return given if who.name == LOCAL else who.name


def _comes(one: Correction, before: int) -> bool:
    return not before or one.number < before


def _to_list(one: Correction) -> RedirectResponse:
    event = f"?event={quote(one.event, safe='')}" if one.event else ""
    return RedirectResponse(f"/corrections{event}#correction-{one.number}", status_code=303)
