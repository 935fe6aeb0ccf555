"""Quotes, versions and phrasing compared, in every output and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.dossiers import bridge_dossier, find

from rashomon.comparing.phrasing import find_phrasing
from rashomon.comparing.quote_ledger import keep_ledger
from rashomon.errors import InputError
from rashomon.records import AgentContrast, Dossier, VersionChange, VersionComparison
from rashomon.rendering import render_html, render_json, render_markdown, render_terminal
from rashomon.rendering.comparisons import make_comparisons
from rashomon.rendering.dossier_file import parse_dossier
from rashomon.rendering.lookup import index_dossier


def full_dossier() -> Dossier:
    dossier = bridge_dossier()
    post, courier = dossier.readings[0], dossier.readings[1]
    changes = (
        VersionChange(
            kinds=("number", "claim"), before=find(post.article.text, "Two workers"),
            after=find(courier.article.text, "Three workers"), values=("2 workers", "3 workers"),
        ),
        VersionChange(kinds=("cosmetic",), before=find(post.article.text, "The crossing"), after=None),
    )  # fmt: skip
    left, right = post.claims[0], courier.claims[0]
    return replace(
        dossier,
        quote_ledger=keep_ledger(dossier.readings, dossier.links),
        versions=(VersionComparison(article=courier.article.id, previous=post.article.id, changes=changes),),
        phrasing=replace(
            find_phrasing(dossier.readings, ()),
            agents=(AgentContrast(passive=left.id, verb=left.span, active=right.id, agent=right.span),),
        ),
    )


def test_the_json_is_read_back_as_it_was_written():
    dossier = full_dossier()
    text = render_json(dossier)
    read = parse_dossier(text.encode())
    assert (read.quote_ledger, read.versions, read.phrasing) == (
        dossier.quote_ledger, dossier.versions, dossier.phrasing,
    )  # fmt: skip
    assert read.quote_ledger.utterances
    assert read.phrasing.loaded
    assert render_json(read) == text


def test_a_change_that_leads_out_of_its_text_is_told():
    dossier = full_dossier()
    long = find("x" * 99_999, "x", 99_990)
    change = replace(dossier.versions[0].changes[0], after=long)
    broken = replace(dossier, versions=(replace(dossier.versions[0], changes=(change,)),))
    with pytest.raises(InputError, match="leads out of its text"):
        parse_dossier(render_json(broken).encode())


@pytest.mark.parametrize(
    "render", [render_terminal, render_markdown, render_html], ids=["terminal", "markdown", "html"]
)
def test_every_output_shows_the_sections(render):
    shown = " ".join(render(full_dossier()).split())
    for title in (
        "One utterance in several reports",
        "Who is quoted how much",
        "Versions of one article",
        "How it is put",
    ):
        assert title in shown
    for words in ("2 workers", "1 cosmetic change", "without who did it"):
        assert words in shown


def test_a_dossier_without_any_has_no_such_section():
    assert make_comparisons(index_dossier(bridge_dossier())) == ()
