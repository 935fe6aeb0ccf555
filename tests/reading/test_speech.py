from __future__ import annotations

import pytest
from tests.builders import make_article

from rashomon.data import load_table
from rashomon.models.forest import sum_leaves
from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.quote_marks import find_marked
from rashomon.reading.speech import Candidate, find_candidates
from rashomon.reading.speech_context import NUMBERS, Rated, numbers_of, read_trees
from rashomon.reading.speech_model import Scored, choose, share_alike
from rashomon.reading.speech_sources import cue_span, source_of
from rashomon.reading.speech_tree import Tree, tree_of


def candidate(cue: int, *pieces: tuple[int, int], path: str = "ccomp") -> Candidate:
    return Candidate(cue=cue, head=cue + 1, path=path, pieces=pieces)


def read(text: str) -> tuple[Tree, list[Candidate]]:
    tree = tree_of(parse(text, lay_out(make_article(text))), text)
    return tree, list(find_candidates(tree, find_marked(text)))


def contents(text: str, cue: str) -> dict[str, list[str]]:
    """The pieces of the candidates of the cue word, by path."""
    tree, candidates = read(text)
    return {c.path: [text[a:b] for a, b in c.pieces] for c in candidates if tree.words[c.cue] == cue}


def test_a_tree_is_walked_to_its_leaf_and_leaves_add_up():
    tree = [[0, 1.5, 1, 2], [10.0], [1, 0.0, 3, 4], [20.0], [30.0]]
    numbers = [[1.5, 9.0], [2.0, 0.0], [2.0, 1.0]]
    assert sum_leaves(read_trees([tree], width=2), numbers).tolist() == [10, 20, 30]
    assert sum_leaves(read_trees([tree, tree], width=2), numbers).tolist() == [20, 40, 60]


def test_the_share_of_two_contents_is_jaccards():
    assert share_alike(((0, 10),), ((0, 10),)) == 1
    assert share_alike(((0, 10),), ((5, 15),)) == pytest.approx(1 / 3)
    assert share_alike(((0, 4), (6, 10)), ((6, 10),)) == 0.5
    assert share_alike(((0, 4),), ((4, 8),)) == 0


def test_of_two_cues_with_one_content_the_better_one_stays():
    left = Scored(candidate=candidate(1, (10, 50)), score=1.0)
    right = Scored(candidate=candidate(5, (11, 50)), score=2.0)
    inner = Scored(candidate=candidate(7, (30, 50)), score=0.5)
    assert choose([left, right, inner], 0.0) == [right, inner]
    assert choose([left, right, inner], 1.5) == [right]


def test_a_clause_is_a_content_of_the_verb_of_saying():
    assert contents("Reed said that the pool loses money.", "said")["ccomp"] == ["that the pool loses money"]


def test_a_content_around_its_cue_comes_in_pieces():
    found = contents("The pool, Reed said, loses money every year.", "said")
    assert ["The pool", "loses money every year"] in found.values()


def test_the_second_word_of_so_called_is_no_cue():
    assert contents('The so-called "water park" stood empty.', "called") == {}


def test_a_content_that_shares_words_with_a_stretch_in_marks_takes_in_all_of_it():
    found = contents('"We came. We stayed. We left," Reed said.', "said")
    assert ['"We came. We stayed. We left,"'] in found.values()


def test_the_source_and_the_cue_have_their_whole_stretch():
    text = "Elmford spokesman Tom Reed has not said that the pool loses money."
    tree, candidates = read(text)
    one = next(c for c in candidates if c.path == "ccomp")
    source = source_of(tree, one)
    assert source is not None
    assert text[slice(*source)] == "Elmford spokesman Tom Reed"
    assert text[slice(*cue_span(tree, one, source))] == "has not said"


def test_a_passive_names_its_source_after_by():
    text = "Reed was told by the council that the pool loses money."
    tree, candidates = read(text)
    sources = {source_of(tree, c) for c in candidates if tree.words[c.cue] == "told" and c.path == "ccomp"}
    assert {text[slice(*source)] for source in sources if source} == {"the council"}


def test_each_candidate_gets_all_the_numbers_that_the_trees_ask_for():
    tree, candidates = read("Reed said that the pool loses money.")
    rated = [Rated(candidate=candidates[0], score=1.0, cue_part=0.5, lead=1.0, flags=frozenset())]
    assert [len(numbers) for numbers in numbers_of(tree, rated, {})] == [len(NUMBERS)]
    table = load_table("speech_cues")
    assert max(node[0] for nodes in table["trees"] for node in nodes if len(node) > 1) < len(NUMBERS)


def test_the_learned_table_names_what_it_was_learned_from():
    assert "PolNeAR" in load_table("speech_cues")["about"]
