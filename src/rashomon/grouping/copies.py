"""Finds copies: articles that print the same text, whole, cut or within a longer one, and an outlet's own revisions.

Measured is containment: the share of an article's word 3-grams that another one has too, both ways, exactly. Jaccard
similarity would miss abridged wire copy. Which articles are compared at all is found by a sketch: the 3-grams whose
hashes are smallest, a sixteenth of all and at least sixteen, kept in an inverted index. It is MinHash of the kind that
is made for containment: each shared 3-gram is in both sketches or in neither, so that one look-up does the work of many
bands. It is our own, in numpy, and not rensa's: rensa is not among the locked requirements, its bands estimate Jaccard
similarity, and it takes Python strings, whose making costs more than the whole of this.

Sources: A. Broder (1997), "On the resemblance and containment of documents"; L. Irber et al. (2022), "Lightweight
compositional analysis of metagenomes with FracMinHash".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit

import numpy as np

from rashomon.grouping.postings import Postings
from rashomon.grouping.shingles import Shingles, containment, hash_words, shingle_words
from rashomon.records import Article, Copy, CopyKind
from rashomon.text import fold

# Independent reports of one event that quote the same statements share up to about a third of their 3-grams; a text
# with fifteen words in a hundred changed keeps three fifths (docs/evaluation.md).
COPY_CONTAINMENT = 0.5
# An article that prints a text and adds four times as much is a report of its own.
LEAST_OF_LONGER = 0.2
# Of the same page, less shows that it was revised and not put to another use.
REVISION_CONTAINMENT = 0.25
# Below this many 3-grams a text is too short to tell a copy from a shared formula.
FEWEST_SHINGLES = 12

_SKETCH_LIMIT = np.uint32(2**32 // 16)
_SMALLEST_SKETCH = 16
# So many texts are compared one by one, and as many of the likeliest of more.
_FEW = 64
_LIKELIEST = 8
# A copy that has half of a text has a quarter of its sketch or more, and hardly ever less than two or a tenth of it.
LEAST_ESTIMATE = 0.1
FEWEST_SHARED = 2
_WORDS_DIGEST = 16
_TRACKING = ("utm_", "fbclid=", "gclid=", "ref=")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Text:
    """What is kept of a text that others may copy. `words` is a digest of all its words in their order."""

    article: str
    shingles: Shingles
    sketch: Shingles
    words: bytes
    outlet: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TextPrint:
    """What tells a text: a digest of all its words in their order, and its 3-grams, sorted."""

    words: bytes
    shingles: Shingles


class CopyIndex:
    """Finds, for articles that come in one by one, which earlier text each one prints.

    Kept is one text of each group of copies, its representative: the first that came. Copies are compared with
    representatives only, so that a chain of slightly different texts is never swallowed as one, and so that a flood of
    copies costs neither memory nor comparisons. About 3 kB for a text of 500 words.
    """

    def __init__(self) -> None:
        """An index without texts."""
        self._texts: dict[int, _Text] = {}
        self._row_of: dict[str, int] = {}
        self._row_of_words: dict[bytes, int] = {}
        self._rows_of_page: dict[str, list[int]] = {}
        self._postings = Postings()
        self._next_row = 0

    def __len__(self) -> int:
        """How many representatives are kept."""
        return len(self._texts)

    def __contains__(self, article_id: object) -> bool:
        """True where the article is kept as a representative."""
        return article_id in self._row_of

    def add(self, article_id: str, text: str, *, outlet: str = "", url: str | None = None) -> Copy | None:
        """The copy that `text` is of an earlier one; None where it is of none, and is then kept as a representative.

        `outlet` and `url`, where known, tell a revision by the same outlet from a copy by another. An id that is kept
        already is forgotten first.
        """
        return self.add_print(article_id, make_print(text), outlet=outlet, url=url)

    def add_print(self, article_id: str, text: TextPrint, *, outlet: str = "", url: str | None = None) -> Copy | None:
        """As `add`, of a text whose words are hashed."""
        self.forget((article_id,))
        new = _Text(
            article=article_id,
            shingles=text.shingles,
            sketch=sketch_of(text.shingles),
            words=text.words,
            outlet=fold(outlet),
            page=page_of(url),
        )
        copy = self._find(new)
        if copy is None:
            self._keep(new)
        return copy

    def print_of(self, article_id: str) -> TextPrint:
        """What tells the text of a representative. Raises: KeyError where the article is none."""
        text = self._texts[self._row_of[article_id]]
        return TextPrint(words=text.words, shingles=text.shingles)

    def restore(self, article_id: str, text: TextPrint) -> None:
        """Keeps a representative again, of which no more is known than its text."""
        self.forget((article_id,))
        self._keep(
            _Text(
                article=article_id,
                shingles=text.shingles,
                sketch=sketch_of(text.shingles),
                words=text.words,
                outlet="",
                page="",
            )
        )

    def forget(self, ids: Iterable[str]) -> None:
        """Drops the representatives among `ids`; other ids are let pass.

        Later copies of a forgotten text gather around the first of them: forget a text when its last copy is too old.
        """
        for article_id in ids:
            row = self._row_of.pop(article_id, None)
            if row is None:
                continue
            text = self._texts.pop(row)
            if self._row_of_words.get(text.words) == row:
                del self._row_of_words[text.words]
            if text.page:
                self._rows_of_page[text.page].remove(row)
                if not self._rows_of_page[text.page]:
                    del self._rows_of_page[text.page]
            self._postings.drop(row)
        if self._postings.dropped > len(self._texts) + _FEW:
            self._postings.compact()

    def _keep(self, text: _Text) -> None:
        row = self._next_row
        self._next_row += 1
        self._texts[row] = text
        self._row_of[text.article] = row
        self._row_of_words.setdefault(text.words, row)
        if text.page:
            self._rows_of_page.setdefault(text.page, []).append(row)
        self._postings.add(row, text.sketch)

    def _find(self, new: _Text) -> Copy | None:
        """The copy of the kept text that shares most with it, of equal ones the first."""
        if not len(new.shingles):
            return None
        equal = self._row_of_words.get(new.words)
        if equal is not None:
            return _compare(new, self._texts[equal])
        copies = [copy for row in self._candidates(new) if (copy := _compare(new, self._texts[row])) is not None]
        return max(copies, key=lambda copy: copy.contained, default=None)

    def _candidates(self, new: _Text) -> list[int]:
        """Rows worth comparing, the first kept first: those of the same page and those whose sketches share most."""
        if len(self._texts) <= _FEW:
            return list(self._texts)
        shared = self._postings.count_shared(new.sketch, fewest=FEWEST_SHARED, most=_FEW)
        estimates = [
            (-count / min(len(new.sketch), len(self._texts[row].sketch)), row) for row, count in shared.items()
        ]
        likeliest = [row for estimate, row in sorted(estimates)[:_LIKELIEST] if -estimate >= LEAST_ESTIMATE]
        return sorted({*likeliest, *self._rows_of_page.get(new.page, ())[-_LIKELIEST:]})


def find_copies(articles: Sequence[Article]) -> tuple[Copy, ...]:
    """The articles that copy another one, sorted by article id; does not depend on the order of `articles`.

    The longest text is the first representative (of equal ones the earlier published, then the smaller id).
    """
    index = CopyIndex()
    found = [
        index.add(article.id, article.text[article.body_start :], outlet=article.source, url=article.url)
        for article in sorted(articles, key=_longest_first)
    ]
    return tuple(sorted((copy for copy in found if copy is not None), key=lambda copy: copy.article))


def find_copy_kind(own: Shingles, theirs: Shingles) -> tuple[CopyKind | None, float]:
    """How a text with the 3-grams `own` stands to one with `theirs`, and the greater of the two containments.

    "near": each has most of the other; "abridged": the other has most of it, and more; "extended": it has most of the
    other, which is at least a fifth of it, and more; None: no copy. Texts of fewer than twelve 3-grams are none.
    """
    in_theirs, in_own = containment(own, theirs)
    most = max(in_theirs, in_own)
    if min(len(own), len(theirs)) < FEWEST_SHINGLES or most < COPY_CONTAINMENT:
        return None, most
    if in_theirs >= COPY_CONTAINMENT:
        return ("near" if in_own >= COPY_CONTAINMENT else "abridged"), most
    return ("extended" if in_theirs >= LEAST_OF_LONGER else None), most


def _compare(new: _Text, kept: _Text) -> Copy | None:
    kind, contained = find_copy_kind(new.shingles, kept.shingles)
    same_page = bool(new.page) and new.page == kept.page
    if new.words == kept.words:
        kind = "exact"
    if (
        same_page
        and contained >= REVISION_CONTAINMENT
        and min(len(new.shingles), len(kept.shingles)) >= FEWEST_SHINGLES
    ):
        kind = kind or "near"
    if kind is None:
        return None
    if same_page or (new.outlet and new.outlet == kept.outlet):
        kind = "version"
    return Copy(article=new.article, origin=kept.article, contained=round(contained, 4), kind=kind)


def make_print(text: str) -> TextPrint:
    """What tells `text`."""
    words = hash_words(text)
    return TextPrint(words=blake2b(words.tobytes(), digest_size=_WORDS_DIGEST).digest(), shingles=shingle_words(words))


def sketch_of(shingles: Shingles) -> Shingles:
    """The smallest of the sorted `shingles`: those below a fixed limit, and at least sixteen."""
    return shingles[: max(int(np.searchsorted(shingles, _SKETCH_LIMIT)), _SMALLEST_SKETCH)]


def page_of(url: str | None) -> str:
    """The page that `url` names, in small letters, without the marks of who led there; "" where there is none."""
    try:
        parts = urlsplit((url or "").casefold())
    except ValueError:
        return ""
    asked = "&".join(part for part in parts.query.split("&") if part and not part.startswith(_TRACKING))
    path = parts.path.rstrip("/")
    return f"{parts.netloc.removeprefix('www.')}{path}?{asked}" if path or asked else ""


def _longest_first(article: Article) -> tuple[int, str, str]:
    published = article.published.isoformat() if article.published else "9999"
    return (-len(article.text), published, article.id)
