"""What the reports say, ordered for showing."""

from dataclasses import replace

from dossiers import bridge_dossier, make_link
from rashomon.rendering.accounts import make_accounts, make_alone, make_moments, make_quiet, make_voices
from rashomon.rendering.lookup import Lookup, claim_stretch, index_dossier, leading_claim
from rashomon.rendering.matrix import Row, make_rows
from rashomon.rendering.overview import answer_lines, count_all, title_source


def opened(dossier=None) -> tuple[Lookup, tuple[Row, ...]]:
    lookup = index_dossier(dossier or bridge_dossier())
    return lookup, make_rows(lookup)


def test_codes_number_the_claims_by_where_they_stand():
    lookup, _ = opened()
    assert [lookup.codes[key] for key in ("a-head", "a-shut", "a-last", "b-head", "d-bolt")] == [
        "A1", "A2", "A9", "B1", "D4",
    ]  # fmt: skip
    many = [replace(bridge_dossier().articles[0], id=f"x{n}") for n in range(28)]
    assert list(index_dossier(replace(bridge_dossier(), articles=tuple(many))).letters.values())[25:] == [
        "Z", "AA", "AB",
    ]  # fmt: skip


def test_links_and_claims_that_are_not_there_are_left_out():
    dossier = bridge_dossier()
    link = replace(dossier.links[0], id="zz", right="nobody")
    point = replace(dossier.points[0], id="zz", claims=("nobody",))
    lookup, rows = opened(replace(dossier, links=(*dossier.links, link), points=(*dossier.points, point)))
    assert len(lookup.links) == len(dossier.links)
    assert "zz" not in {row.point for row in rows}


def test_a_stretch_has_its_sentence_speaker_and_left_out_subject():
    lookup, _ = opened()
    dead = claim_stretch(lookup, "a-dead")
    assert (dead.before, dead.after, dead.speaker, dead.stance) == (
        "", ", the fire service said.", "the fire service", "reported",
    )  # fmt: skip
    assert claim_stretch(lookup, "c-weeks").subject == "Kestrel Bridge"
    assert claim_stretch(lookup, "c-weeks").filled == ()
    assert claim_stretch(lookup, "a-crack").filled == ("the Kestrel Bridge's",)
    assert claim_stretch(lookup, "a-bolt").speaker == "Ines Duarte"


def test_the_leading_claim_is_an_originals_from_the_body():
    lookup, _ = opened()
    assert leading_claim(lookup, lookup.points["p04"]) == "a-shut"
    assert leading_claim(lookup, replace(lookup.points["p04"], claims=("a-head", "d-shut"))) == "a-head"


def test_accounts_show_how_each_stretch_stands_to_the_lead_and_why():
    lookup, rows = opened()
    shut = make_accounts(lookup, rows)[0]
    assert (shut.lead.first.code, [one.code for one in shut.lead.also]) == ("A2", ["D1"])
    assert [(state, shown.first.code) for state, shown in shut.others] == [
        ("partly", "A1"), ("stated", "B4"), ("stated", "C3"),
    ]  # fmt: skip
    assert shut.links == ("l06", "l07", "l11", "l08")


def test_quotes_of_one_speaker_stand_together_and_copies_once():
    voices = {voice.name: voice for voice in make_voices(opened()[0])}
    assert list(voices) == ["Ines Duarte", "Pavel Orlik", "Residents"]
    direct = voices["Ines Duarte"].quotes[0]
    assert [one.letter for one in (direct.shown.first, *direct.shown.also)] == ["A", "D"]
    assert (direct.cue, direct.kind, direct.shown.first.code) == ("told", "direct", "A6")


def test_a_part_elsewhere_is_no_silence():
    dossier = bridge_dossier()
    lookup, rows = opened(dossier)
    quiet = {one.article.id: [gap.row.point for gap in one.gaps] for one in make_quiet(lookup, rows)}
    assert quiet == {"courier": ["p05", "p06"], "lantern": ["p03", "p02", "p01"]}
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    link = make_link("l98", claims["a-last"], claims["b-cars"], "partial")
    lookup, rows = opened(replace(dossier, links=(*dossier.links, link)))
    quiet = {one.article.id: [gap.row.point for gap in one.gaps] for one in make_quiet(lookup, rows)}
    assert quiet["courier"] == ["p05"]
    cars = next(row for one in make_alone(lookup, rows) for row in one.rows if row.lead_claim == "b-cars")
    assert [(cell.state, cell.codes) for cell in cars.elsewhere] == [("partly", ("A9",))]


def test_single_source_points_stand_in_the_order_of_their_report():
    lookup, rows = opened()
    assert {one.article.id: [row.lead.code for row in one.rows] for one in make_alone(lookup, rows)} == {
        "post": ["A3", "A8"], "courier": ["B7", "B8"], "lantern": ["C2", "C4", "C7"],
    }  # fmt: skip


def test_the_timeline_is_in_order_and_merges_the_same_words():
    moments = make_moments(opened()[0])
    assert [moment.when for moment in moments] == ["1998", "4 March 2031"]
    assert [shown.first.code for shown in moments[1].shown] == ["A2", "B4", "C2", "C3"]


def test_the_head():
    lookup, _ = opened()
    source = title_source(lookup)
    assert source is not None and source.id == "post"
    counts = count_all(lookup, ())
    assert (counts.reports, counts.origins, counts.corroborated, counts.contested, counts.single_source) == (
        4,
        3,
        3,
        3,
        7,
    )
    answers = answer_lines(lookup)
    assert [(line.text, line.quoted) for line in answers["when"]] == [("4 March 2031", False), ("1998", False)]
    assert answers["what"][0].quoted and answers["how"] == ()


def test_the_same_words_answer_once():
    dossier = bridge_dossier()
    ice = dossier.five_w.why[0]
    twice = replace(dossier.five_w, why=(ice, replace(ice, claims=("c-cat",), articles=("lantern",), span=None)))
    lines = answer_lines(index_dossier(replace(dossier, five_w=twice)))["why"]
    assert [([article.id for article in line.articles], line.codes) for line in lines] == [
        (["courier", "lantern"], ("B7", "C7")),
    ]  # fmt: skip
