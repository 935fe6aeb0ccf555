from __future__ import annotations

import pytest
from tests.builders import make_article, make_claim, make_quantity, make_reading, span_of

from rashomon.comparing.versions import compare_versions
from rashomon.records import Quote, Revision


def version(id, text, *, claims=True, quote=None, count=None, **fields):
    quantities = (make_quantity(count[1], noun="workers", span=span_of(text, count[0])),) if count else ()
    quotes = (Quote(span=span_of(text, quote), speaker=None, cue=None, kind="direct"),) if quote else ()
    claim = make_claim(text, article=id, quantities=quantities, **fields)
    return make_reading(make_article(text, id=id), (claim,) if claims else (), quantities=quantities, quotes=quotes)


def changes_of(old, new):
    revision = Revision(
        article="b", previous="a", added=(span_of(new.article.text, new.article.text),),
        removed=(span_of(old.article.text, old.article.text),),
    )  # fmt: skip
    (found,) = compare_versions([revision], [old, new])
    return found.changes


def test_a_changed_count_is_a_change_of_numbers_with_both_values():
    old = version("a", "Two workers were hurt in the fall.", count=("Two workers", 2))
    new = version("b", "Three workers were hurt in the fall.", count=("Three workers", 3))
    (change,) = changes_of(old, new)
    assert (change.kinds, change.values) == (("number",), ("2 workers", "3 workers"))


def test_another_spelling_is_cosmetic():
    (change,) = changes_of(version("a", "Ferries are runing all day."), version("b", "Ferries are running all day!"))
    assert change.kinds == ("cosmetic",)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (
            version("a", "The bridge was closed by Ana."),
            version("b", "The bridge was sold by Ana."),
            "claim",
        ),
        (
            version("a", "The bridge reopens soon.", stance="hedged"),
            version("b", "The bridge reopens soon, too.", stance="asserted"),
            "stance",
        ),
        (
            version("a", 'He said "we are ready".', quote='"we are ready"'),
            version("b", 'He said "we were ready".', quote='"we were ready"'),
            "quote",
        ),
    ],
    ids=["claim", "stance", "quote"],
)
def test_kinds_of_change(old, new, kind):
    (change,) = changes_of(old, new)
    assert kind in change.kinds
    assert "cosmetic" not in change.kinds


def test_what_has_no_like_came_or_went_and_substance_comes_first():
    old, new = make_article("Read more here. The harbour froze.", id="a"), make_article("Two ships sank.", id="b")
    read = [
        make_reading(old, (make_claim(old.text, "The harbour froze.", article="a"),)),
        make_reading(new, (make_claim(new.text, article="b"),)),
    ]
    revision = Revision(
        article="b", previous="a", added=(span_of(new.text, new.text),),
        removed=(span_of(old.text, "Read more here."), span_of(old.text, "The harbour froze.")),
    )  # fmt: skip
    (found,) = compare_versions([revision], read)
    assert [change.kinds for change in found.changes] == [("claim",), ("claim",), ("cosmetic",)]
    assert found.changes[-1].before == span_of(old.text, "Read more here.")
    assert found.changes[-1].after is None


def test_a_revision_without_a_reading_is_left_out():
    revision = Revision(article="b", previous="a", added=(), removed=())
    assert compare_versions([revision], [version("a", "The bridge closed.")]) == ()
