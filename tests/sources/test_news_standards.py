from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from rashomon.errors import InputError
from rashomon.sources.drafts import Draft
from rashomon.sources.json_lines import read_json
from rashomon.sources.news_standards import read_newsml

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1" version="1">
<itemMeta><provider literal="Coast Agency"/><versionCreated>2024-06-19T21:30:00+09:00</versionCreated></itemMeta>
<contentMeta><headline>Bridge <b>shut</b></headline></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head>
<title>Not this</title></head><body><body.content><p>The bridge
was <em>shut</em>.</p><p>Nobody was hurt.</p></body.content></body></nitf></inlineXML>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title>
</head><body><p>The bridge was shut.</p><p>Nobody was hurt.</p></body></html></inlineXML>"""
DATA = (
    '<inlineData contenttype="text/html">&lt;p&gt;The bridge was shut.&lt;/p&gt;&lt;p&gt;Nobody was hurt.</inlineData>'
)


@pytest.mark.parametrize("content", [NITF, XHTML, DATA], ids=["nitf", "xhtml", "data"])
def test_a_news_item(content: str) -> None:
    [(place, draft, own)] = read_newsml(ITEM.format(content=content))
    assert draft == Draft(
        text="The bridge was shut.\nNobody was hurt.", title="Bridge shut", title_apart=True, source="Coast Agency",
        published=datetime(2024, 6, 19, 12, 30, tzinfo=UTC), given_id="urn:x:1",
    )  # fmt: skip
    assert place == "" and own.startswith(b"<newsItem")


def test_the_items_of_a_message() -> None:
    empty = ITEM.replace("<headline>Bridge <b>shut</b></headline>", "")
    text = f"<newsMessage><itemSet>{ITEM.format(content='')}{empty.format(content='')}</itemSet></newsMessage>"
    (place, first, _), (_, second, _) = read_newsml(text)
    assert place == "item 1" and isinstance(first, Draft) and (first.title, first.text) == ("Bridge shut", "")
    assert isinstance(second, InputError)


NINJS_1 = {"uri": "https://a.example/1", "headline": "Bridge shut",
           "body_xhtml": "<p>It was shut.</p><p>All are well.</p>",
           "versioncreated": "2024-06-19T12:30:00Z", "copyrightholder": "Coast Agency"}  # fmt: skip
NINJS_3 = {"uri": "https://a.example/1", "headlines": [{"role": "main", "value": "Bridge shut"}],
           "bodies": [{"value": "<p>It was shut.</p><p>All are well.</p>"}], "versionCreated": "2024-06-19T12:30:00Z",
           "infoSources": [{"name": "Coast Agency"}]}  # fmt: skip


@pytest.mark.parametrize("entry", [NINJS_1, NINJS_3], ids=["1", "3"])
def test_a_ninjs_item(entry: dict) -> None:
    [(_, draft, _)] = read_json(json.dumps(entry))
    assert draft == Draft(
        text="It was shut.\nAll are well.", title="Bridge shut", title_apart=True, source="Coast Agency",
        url="https://a.example/1", published=datetime(2024, 6, 19, 12, 30, tzinfo=UTC), given_id="https://a.example/1",
    )  # fmt: skip


@pytest.mark.parametrize("entry", [{"uri": "x", "headline": 5}, {"uri": "x", "bodies": [7, {"value": []}]}])
def test_a_ninjs_item_without_words(entry: dict) -> None:
    [(_, draft, _)] = read_json(json.dumps(entry))
    assert isinstance(draft, InputError)
