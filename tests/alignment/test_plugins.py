"""What plugins find becomes evidence, shifts a probability, or keeps two claims apart."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.builders import make_claim, make_pair, make_profile, span_of

from rashomon.alignment.decision import Decision
from rashomon.alignment.evidence import EVIDENCE, OTHER_FEATURES
from rashomon.alignment.links import _evidence_of, _part_vetoed, with_weights
from rashomon.plugins import Finding
from rashomon.records import Link

LEFT = "The court heard case 12 on Monday and the mayor resigned."
RIGHT = "Judges heard case 13 on Monday, and the mayor stepped down."
DECISION = Decision(link=0.2, conflict=0.1, same=0.5, around=0.0)
VETO = Finding(detail="case 12 is not case 13", agreement=-1.0, veto=True)


def claim(text: str, piece: str, article: str):
    return make_claim(text, piece, article=article, sentence=span_of(text, text))


def make_link(left: str, right: str, *, relation: str = "partial", score: float = 0.5) -> Link:
    return Link(
        id=f"k{left}{right}", left=left, right=right, relation=relation, kind="claim", values=None, score=score,
        evidence=(),
    )  # fmt: skip


@dataclass
class Case:
    """The pair about the cases and the pair about the mayor, of the same two sentences."""

    cases = make_pair(
        make_profile(claim(LEFT, "The court heard case 12 on Monday", "l")),
        make_profile(claim(RIGHT, "Judges heard case 13 on Monday", "r")),
    )
    mayors = make_pair(
        make_profile(claim(LEFT, "the mayor resigned", "l")), make_profile(claim(RIGHT, "the mayor stepped down", "r"))
    )


@pytest.mark.parametrize(("weight", "link"), [(0, 0.2), (2, 0.5), (-2, 1 / 17), (4, 0.8)])
def test_a_match_weight_multiplies_the_odds(weight, link):
    found = with_weights(DECISION, [("probe", Finding(detail="a", weight=weight))])
    assert found.link == pytest.approx(link)
    assert (found.conflict, found.same) == (DECISION.conflict, DECISION.same)


def test_the_weights_of_several_add_up():
    named = [("a", Finding(detail="a", weight=3)), ("b", Finding(detail="b", weight=-1))]
    assert with_weights(DECISION, named).link == pytest.approx(0.5)


def test_what_is_certain_stays_certain():
    for link in (0.0, 1.0):
        decision = Decision(link=link, conflict=0, same=0, around=0)
        assert with_weights(decision, [("a", Finding(detail="a", weight=7))]) == decision


def test_a_vetoed_link_is_taken_out_and_told():
    link = make_link("l1", "r1", score=0.9)
    kept, vetoes = _part_vetoed([(Case.cases, link, (("courts", VETO),))])
    assert kept == []
    assert [(v.left, v.right, v.plugin, v.detail, v.score) for v in vetoes] == [
        ("l1", "r1", "courts", "case 12 is not case 13", 0.9)
    ]


def test_a_veto_of_what_was_not_linked_is_nothing_to_tell():
    assert _part_vetoed([(Case.cases, None, (("courts", VETO),))]) == ([], [])


@pytest.mark.parametrize(
    ("score", "relation", "stays"), [(0.4, "partial", False), (0.9, "partial", True), (0.4, "same", True)]
)
def test_beside_a_veto_a_link_stays_only_where_it_stands_by_itself(score, relation, stays):
    link = make_link("l2", "r2", score=score, relation=relation)
    kept, vetoes = _part_vetoed([(Case.cases, None, (("courts", VETO),)), (Case.mayors, link, ())])
    assert [one for _, one in kept] == ([link] if stays else [])
    assert [veto.plugin for veto in vetoes] == ([] if stays else ["courts"])


def test_evidence_carries_the_plugin_s_name_and_words():
    evidence = _evidence_of("courts", Finding(detail="both are about case 12", agreement=1.0))
    assert (evidence.feature, evidence.agreement, evidence.detail) == ("courts", 1.0, "both are about case 12")


def test_every_name_of_evidence_of_the_program_is_taken(dossier_features=("copy", "correction", "around", "width")):
    assert set(dossier_features) <= OTHER_FEATURES
    assert not OTHER_FEATURES & set(EVIDENCE)
