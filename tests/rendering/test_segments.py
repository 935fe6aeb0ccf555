"""Texts cut at the boundaries of claims."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dossiers import bridge_dossier
from rashomon.records import Span
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.segments import make_blocks


def blocks_of(key, dossier=None):
    lookup = index_dossier(dossier or bridge_dossier())
    return make_blocks(lookup, lookup.articles[key])


def test_segments_joined_are_the_lines():
    for article in bridge_dossier().articles:
        lines = ["".join(segment.text for segment in block.segments) for block in blocks_of(article.id)]
        assert lines == [line for line in article.text.split("\n") if line.strip()]


def test_kinds_and_tones():
    blocks = blocks_of("post")
    assert [block.kind for block in blocks] == ["headline", "aside", "paragraph", "heading", "paragraph", "aside"]
    tones = {segment.text: segment.tone for block in blocks for segment in block.segments}
    assert tones["Hundreds of commuters were stranded on the east bank"] == "conflict"
    assert tones["The crossing was last closed in 1998"] == "same"
    assert tones["KESTREL HAVEN - "] == "aside"
    assert tones["Kestrel Bridge closed after crack is found in pier"] == "partial"


def test_a_copy_confirms_nothing():
    tones = {segment.text: segment.tone for block in blocks_of("post") for segment in block.segments}
    assert tones["divers found a crack in its third pier"] == "only"
    copied = {segment.text: segment.tone for block in blocks_of("wire") for segment in block.segments}
    assert copied["The Kestrel Bridge was closed to all traffic on Tuesday"] == "same"


def test_overlapping_claims_are_cut_and_each_has_one_anchor():
    segments = [segment for block in blocks_of("post") for segment in block.segments]
    shared = next(segment for segment in segments if segment.text == "a repair contract")
    assert shared.codes == ("A7", "A8") and shared.anchors == ("A8",)
    assert [reference.code for reference in shared.references] == ["A7"]
    assert [partner.code for partner in shared.references[0].partners] == ["B5", "B6"]
    anchors = [code for segment in segments for code in segment.anchors]
    assert sorted(anchors) == sorted(set(anchors)) and len(anchors) == 9


def test_a_partner_in_a_copy_is_left_out_beside_its_original():
    segments = [segment for block in blocks_of("courier") for segment in block.segments]
    crowd = next(reference for segment in segments for reference in segment.references if reference.code == "B3")
    assert [partner.code for partner in crowd.partners] == ["A4"]
    wire = [segment for block in blocks_of("wire") for segment in block.segments]
    shut = next(reference for segment in wire for reference in segment.references if reference.code == "D1")
    assert [(partner.code, partner.sign, partner.copied) for partner in shut.partners] == [("A2", "≡", True)]


@given(st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300)), max_size=8))
def test_any_spans_leave_the_text_whole(pairs):
    dossier = bridge_dossier()
    reading = dossier.readings[1]
    claims = tuple(
        replace(claim, span=Span(start=start, end=end))
        for claim, (start, end) in zip(reading.claims, pairs, strict=False)
    )
    changed = replace(dossier, readings=(dossier.readings[0], replace(reading, claims=claims), *dossier.readings[2:]))
    joined = "".join(segment.text for block in blocks_of("courier", changed) for segment in block.segments)
    assert joined == reading.article.text.replace("\n", "")
