"""The HTML page, read as text."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import bridge_dossier, plain_dossier
from rashomon.records import Evidence
from rashomon.rendering import render_frame, render_html
from rashomon.rendering.html import show, web_address

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """The elements, ids and link targets of a page; fails on an element that is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.elements if name in attrs]


@pytest.fixture(scope="module")
def html() -> str:
    return render_html(bridge_dossier())


def test_elements_close_in_order_and_ids_are_unique(html):
    ids = Page(html).values("id")
    assert len(ids) == len(set(ids)) > 40


def test_every_anchor_leads_somewhere(html):
    page = Page(html)
    targets = {href[1:] for href in page.values("href") if href.startswith("#")}
    assert targets <= set(page.values("id"))
    assert {"A4", "B3", "C3", "D1", "conflict-1"} <= targets


def test_following_a_stretch_leads_to_its_partners(html):
    text = html[html.index('id="A4"') :]
    sup = text[text.index("<sup") : text.index("</sup>")]
    assert 'href="#B3"' in sup and 'href="#conflict-1"' in sup


def test_holds_no_script_no_handler_no_foreign_address(html):
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not [
        name for _, attrs in page.elements for name in attrs if name.startswith("on") or name in ("src", "style")
    ]
    assert [href for href in page.values("href") if not href.startswith("#")] == ["https://post.example/kestrel"]
    assert "url(" not in html and "@import" not in html
    policy = next(attrs["content"] for _, attrs in page.elements if "http-equiv" in attrs)
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy


def test_has_landmarks_and_heads(html):
    page = Page(html)
    tags = [tag for tag, _ in page.elements]
    for landmark in ("header", "nav", "main", "footer"):
        assert landmark in tags
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    labelled = set(page.values("aria-labelledby"))
    assert labelled <= set(page.values("id"))


def test_sections_in_their_order(html):
    heads = re.findall(r'<h2 id="([a-z]+)"', html)
    assert heads == ["overview", "conflicts", "matrix", "corroborated", "reports", "quotes", "timeline", "wording",
                     "alone", "silences", "made"]  # fmt: skip


def evidence_of(html: str) -> dict[str, str]:
    """The HTML of the evidence of each link, by the id that is shown beside it; fails where one is shown twice."""
    found: dict[str, str] = {}
    for one in re.findall(r'<details class="evidence" id="link-\d+">.*?</details>', html, re.S):
        summary = one[: one.index("</summary>")]
        key = re.sub(r"<[^>]*>", "", summary[summary.index('<code class="link-id">') :])
        assert key not in found
        found[key] = one
    return found


def section(html: str, name: str) -> str:
    start = html.index(f'<section aria-labelledby="{name}"')
    return html[start : html.index("<section", start + 1)]


def test_every_link_has_its_evidence_once(html):
    dossier = bridge_dossier()
    found = evidence_of(html)
    assert sorted(found) == sorted(link.id for link in dossier.links)
    crowd = next(link for link in dossier.links if link.id == "l01")
    for one in crowd.evidence:
        assert f"<bdi>{one.feature}</bdi>" in found["l01"] and f"<bdi>{one.detail}</bdi>" in found["l01"]
    assert 'class="strength differs s10">differs −1.00</td>' in found["l01"]
    assert 'class="strength agrees s10">agrees +1.00</td>' in found["l01"]
    assert "<bdi>Hundreds of commuters</bdi>" in found["l01"] and "<bdi>Thousands of commuters</bdi>" in found["l01"]
    assert "No reason is recorded." in found["l07"] and "<table>" not in found["l07"]


@given(
    links=st.sets(st.sampled_from(bridge_dossier().links)),
    points=st.sets(st.sampled_from(bridge_dossier().points)),
)
@settings(max_examples=30, deadline=None)
def test_every_link_has_its_evidence_once_whatever_points_there_are(links, points):
    dossier = replace(bridge_dossier(), links=tuple(links), points=tuple(points), silences=())
    html = render_html(dossier)
    assert sorted(evidence_of(html)) == sorted(link.id for link in links)
    page = Page(html)
    assert {href[1:] for href in page.values("href") if href.startswith("#")} <= set(page.values("id"))
    assert len(page.values("id")) == len(set(page.values("id")))


def test_a_conflict_has_its_reason_and_the_evidence_of_its_links(html):
    conflicts = section(html, "conflicts").split('<article class="conflict"')[1:]
    reasons = [re.sub(r"<[^>]*>", "", re.findall(r'<p class="reason">(.*?)</p>', one)[0]) for one in conflicts]
    assert reasons[0].startswith("A4 has 200 to 999 commuters (“Hundreds of commuters”), B3 has")
    assert reasons[-1] == "A5 (4 March 2031, 16:30 UTC) has 2 killed, B2 (5 March 2031) has 3 killed"
    assert [sorted(evidence_of(one)) for one in conflicts] == [["l01", "l02"], ["l03"], ["l05"], ["l04", "l12"]]


def test_points_say_why_and_lead_to_evidence_that_stands_elsewhere(html):
    assert sorted(evidence_of(section(html, "corroborated"))) == ["l06", "l07", "l08", "l09", "l10", "l11", "l14"]
    matrix = section(html, "matrix")
    assert sorted(evidence_of(matrix)) == ["l13"]
    number = next(n for n, link in enumerate(sorted(bridge_dossier().links, key=lambda one: one.id), 1)
                  if link.id == "l06")  # fmt: skip
    assert f'<a href="#link-{number}">Evidence for ' in matrix
    assert matrix.count('<tr class="row-why">') == 7
    assert '<code class="link-id"><bdi>p04</bdi></code>' in matrix


def test_hostile_evidence_stays_text():
    hostile = "</details></td><script>x</script>'\"\x1b\u202e"
    dossier = bridge_dossier()
    found = Evidence(feature=hostile, agreement=-1.0, detail=hostile, left=None, right=None)
    link = replace(dossier.links[0], id=hostile, values=(hostile, hostile), evidence=(found,))
    html = render_html(replace(dossier, links=(link,)))
    assert "script" not in {tag for tag, _ in Page(html).elements}
    assert not set("\x1b\u202e") & set(html)
    assert html.count("&lt;/details&gt;") >= 4


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</style><b>",
        "{{ 7 * 7 }} {% raw %}",
        "' onmouseover='x",
        '"><img src=x>',
        "&lt;b&gt;",
    ],
)
def test_hostile_text_stays_text(hostile):
    dossier = plain_dossier(hostile, f"x {hostile}", sources=[hostile, hostile])
    article = replace(dossier.articles[0], url=f"javascript:{hostile}", path=hostile)
    page = Page(render_html(replace(dossier, articles=(article, *dossier.articles[1:]))))
    assert not {"script", "b onmouseover", "img"} & {tag for tag, _ in page.elements}
    assert [tag for tag, _ in page.elements].count("style") == 1
    assert not [href for href in page.values("href") if not href.startswith("#")]
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert "49" not in re.sub(r"<style>.*?</style>", "", render_html(dossier), flags=re.S).replace("sha256", "")[:400]


def test_hidden_characters_are_shown_and_isolated():
    assert show("a\u202eb") == '<bdi>a<span class="hidden-sign">[U+202E]</span>b</bdi>'
    assert show("<\x00>") == '<bdi>&lt;<span class="hidden-sign">␀</span>&gt;</bdi>'
    html = render_html(plain_dossier("a\u202eb\x1b \ud800", "c"))
    assert not set("\u202e\x1b\ud800") & set(html)


@pytest.mark.parametrize(
    ("url", "good"),
    [("https://a.example/x", True), ("http://a.example", True), ("javascript:alert(1)", False), ("//a.example", False),
     ("data:text/html,x", False), ("https://", False), ("http://[", False), (None, False)],
)  # fmt: skip
def test_only_web_addresses_become_links(url, good):
    assert web_address(url) == (url if good else None)


def test_a_dossier_of_nothing_but_texts_is_a_page():
    html = render_html(plain_dossier("only words", "others"))
    Page(html)
    assert "No two reports were found to contradict each other." in html


def test_is_the_same_every_time():
    assert render_html(bridge_dossier()) == render_html(bridge_dossier())


def test_the_notebook_frame_holds_the_page(html):
    frame = render_frame(bridge_dossier())
    page = Page(frame)
    assert [tag for tag, _ in page.elements] == ["iframe"]
    assert page.values("srcdoc") == [html]
