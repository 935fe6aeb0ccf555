"""The matrix of points by report, and the conflicts."""

from dataclasses import replace

from dossiers import bridge_dossier, make_link
from rashomon.rendering.conflicts import make_conflicts
from rashomon.rendering.lookup import index_dossier
from rashomon.rendering.matrix import make_rows


def rows_of(dossier):
    return {row.point: row for row in make_rows(index_dossier(dossier))}


def states(row):
    return [cell.state for cell in row.cells]


def test_cells_are_relative_to_the_leading_stretch():
    rows = rows_of(bridge_dossier())
    assert rows["p01"].lead.code == "B3"
    assert states(rows["p01"]) == ["contradicted", "stated", "silent", "contradicted"]
    assert states(rows["p04"]) == ["stated", "stated", "stated", "stated"]
    assert states(rows["p05"]) == ["stated", "silent", "stated", "stated"]
    assert [cell.nearest for cell in rows["p05"].cells] == [None, "B5", None, None]


def test_a_partial_link_is_partly():
    dossier = bridge_dossier()
    links = tuple(replace(link, relation="partial") if link.id == "l10" else link for link in dossier.links)
    assert states(rows_of(replace(dossier, links=links))["p06"]) == ["stated", "silent", "partly", "silent"]


def test_a_conflict_with_a_claim_of_another_point_is_no_silence():
    dossier = bridge_dossier()
    claims = {claim.id: claim for reading in dossier.readings for claim in reading.claims}
    link = make_link("l99", claims["b-cars"], claims["c-weeks"], "conflict")
    rows = rows_of(replace(dossier, links=(*dossier.links, link)))
    cars = next(row for row in rows.values() if row.lead_claim == "b-cars")
    assert states(cars) == ["silent", "stated", "contradicted", "silent"]


def test_a_copy_that_was_not_read_is_no_silence():
    dossier = bridge_dossier()
    unread = replace(dossier, readings=dossier.readings[:3])
    assert {states(row)[3] for row in rows_of(unread).values()} == {"copy"}


def test_contested_rows_come_first_then_corroborated():
    order = [row.status for row in make_rows(index_dossier(bridge_dossier()))]
    assert order == sorted(order, key=["contested", "corroborated", "single-source"].index)


def test_conflicts_group_copies_and_keep_sides_apart():
    conflicts = make_conflicts(index_dossier(bridge_dossier()))
    assert [one.kind for one in conflicts] == ["quantity", "status", "status", "update"]
    crowd = conflicts[0]
    assert [side.value for side in crowd.sides] == ["200 to 999 commuters", "2000 to 9999 commuters"]
    assert [one.code for one in (crowd.sides[0].shown[0].first, *crowd.sides[0].shown[0].also)] == ["A4", "D3"]
    assert [shown.first.code for shown in crowd.sides[1].shown] == ["B3"]
    assert (crowd.links, crowd.chance) == (("l01", "l02"), "93 %")
    assert crowd.reason == ("A4 has 200 to 999 commuters (“Hundreds of commuters”), "
                            "B3 has 2000 to 9999 commuters (“Thousands of commuters”)")  # fmt: skip


def test_a_turned_link_is_shown_the_same_way_round():
    dossier = bridge_dossier()
    turned = tuple(
        replace(link, left=link.right, right=link.left, values=link.values and link.values[::-1],
                evidence=tuple(replace(one, left=one.right, right=one.left) for one in link.evidence))
        if link.relation == "conflict" else link for link in dossier.links
    )  # fmt: skip
    assert make_conflicts(index_dossier(replace(dossier, links=turned))) == make_conflicts(index_dossier(dossier))


def test_an_update_has_the_earlier_report_on_the_left():
    dossier = bridge_dossier()
    other = replace(dossier, articles=dossier.articles[::-1])
    for one in (dossier, other):
        update = make_conflicts(index_dossier(one))[-1]
        assert [side.value for side in update.sides] == ["2 killed", "3 killed"]
