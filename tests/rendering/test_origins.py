"""How the outputs name whom several reports lean on, and an outlet's versions."""

import json
from dataclasses import replace

import pytest

from dossiers import plain_dossier
from rashomon.records import Copy, Revision, Span
from rashomon.rendering import render_html, render_json, render_markdown, render_terminal
from rashomon.rendering.accounts import make_accounts, make_alone, make_leaning
from rashomon.rendering.dossier_file import parse_dossier
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.matrix import make_rows
from rashomon.rendering.words import show_support

TEXTS = ("The lift bridge is shut.\nDivers came.", "The lift bridge has been shut.\nA crane came.")


def leaning_dossier(*origins: str):
    dossier = plain_dossier(*TEXTS, sources=("Harbour Post", "River Mail"))
    first = replace(dossier.points[0], status="single-source", independent_sources=1, origins=origins)
    return replace(dossier, points=(first, *dossier.points[1:]))


def test_support_names_origins_where_outlets_share_one():
    assert show_support(3, 1, ("AP",)) == "3 outlets, 1 origin: AP"
    assert show_support(3, 2, ("AP", "River Mail")) == "3 outlets, 2 origins: AP, River Mail"
    assert show_support(2, 2, ("Harbour Post", "River Mail")) == "2 independent sources"
    assert show_support(2, 1, ()) == "1 independent source"
    assert len(show_support(2, 1, ("x y " * 500,))) < 100


def test_a_point_from_one_origin_is_neither_corroborated_nor_told_by_one_report():
    lookup = index_dossier(leaning_dossier("AP"))
    rows = make_rows(lookup)
    (account,) = make_leaning(lookup, rows)
    assert account.row.support == "2 outlets, 1 origin: AP"
    assert account.row.point not in {one.row.point for one in make_accounts(lookup, rows)}
    assert account.row.point not in {row.point for one in make_alone(lookup, rows) for row in one.rows}


@pytest.mark.parametrize("render", [render_html, render_markdown, render_terminal])
def test_every_page_says_so(render):
    page = " ".join(render(leaning_dossier("state police")).replace("\\", "").split())
    assert "From one origin" in page
    assert "2 outlets, 1 origin: state police" in page
    assert "From one origin" not in render(leaning_dossier())


def test_an_origin_s_name_cannot_steer_the_page():
    page = render_html(leaning_dossier("<script>alert(1)</script>\u202e"))
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_origins_kinds_and_revisions_come_back_from_the_json():
    dossier = leaning_dossier("AP")
    left, right = (article.id for article in dossier.articles)
    dossier = replace(
        dossier,
        copies=(Copy(article=right, origin=left, contained=0.75, kind="version"),),
        revisions=(Revision(article=right, previous=left, added=(Span(start=0, end=8),), removed=()),),
    )
    text = render_json(dossier)
    again = parse_dossier(text.encode())
    assert (again.copies, again.revisions) == (dossier.copies, dossier.revisions)
    assert next(point for point in again.points if point.id == "p0").origins == ("AP",)
    assert render_json(again) == text
    assert "is another version of" in render_html(dossier)
    assert "Versions" in render_html(dossier)


def test_a_dossier_written_before_there_were_origins_is_still_read():
    old = json.loads(render_json(leaning_dossier("AP")))
    del old["revisions"]
    for point in old["points"]:
        del point["origins"]
    assert all(point.origins == () for point in parse_dossier(json.dumps(old).encode()).points)
