from __future__ import annotations

import pytest
from tests.builders import make_article

from rashomon.reading.layout import lay_out
from rashomon.reading.parsing import parse
from rashomon.reading.speech import Candidate
from rashomon.reading.speech_limits import why_not_reported
from rashomon.reading.speech_tree import Tree, tree_of


def reason(text: str, cue: str, content: str, path: str, source: str | None) -> str | None:
    """Why the words `content`, whose head is the last child of the `cue` in them, are no report of it."""
    layout = lay_out(make_article(text))
    tree = tree_of(parse(text, layout), text)
    q = tree.starts.index(text.index(cue))
    low = text.index(content)
    head = next(
        (k for k in reversed(tree.kids[q]) if tree.starts[k] < low + len(content) and low <= tree.starts[k]), -1
    )
    candidate = Candidate(cue=q, head=head, path=path, pieces=((low, low + len(content)),))
    return why_not_reported(tree, candidate, span(tree, source))


def span(tree: Tree, words: str | None) -> tuple[int, int] | None:
    return None if words is None else (tree.text.index(words), tree.text.index(words) + len(words))


@pytest.mark.parametrize(
    ("text", "cue", "content", "path", "source", "why"),
    [
        ("The minister signed the treaty on Monday.", "signed", "the treaty", "dobj", "The minister", "act"),
        ("The minister signed that he was tired.", "signed", "that he was tired", "ccomp", "The minister", None),
        ("The minister denounced the treaty.", "denounced", "the treaty", "dobj", "The minister", None),
        ("The visit showed the warm ties.", "showed", "the warm ties", "dobj", "The visit", "source"),
        ("Nobody knew it at the time.", "knew", "it", "dobj", "Nobody", None),
        ("Nobody defended it at the time.", "defended", "it", "dobj", "Nobody", "pronoun"),
        ("Guards lined the road, underlining the mood.", "underlining", "the mood", "dobj", "Guards", "result"),
        ("Ann Lee: the bridge is not safe at all.", ":", "the bridge is not safe at all", "colon", "Ann Lee", None),
        ("Study: the bridge is not safe at all.", ":", "the bridge is not safe at all", "colon", "Study", None),
        ("Safety first: the bridge is not safe.", ":", "the bridge is not safe", "colon", "Safety first", "colon"),
    ],
)
def test_reasons_against_speech(text, cue, content, path, source, why):
    assert reason(text, cue, content, path, source) == why
