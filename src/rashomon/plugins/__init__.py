"""What others may add to Rashomon: a source, which reads inputs of a kind of its own, and an evidence function.

A package offers them as entry points (docs/plugins.md has an example):

    [project.entry-points."rashomon.sources"]
    mail = "my_package.mail"                        # has recognises(name, head) and read(name, content)

    [project.entry-points."rashomon.evidence"]
    case-numbers = "my_package.cases:compare"       # compare(pair) gives a Finding, or None

Each plugin runs in a process of its own. What it raises, prints, changes or waits for stays there: the run goes on
without it, and says so. It is no sandbox: a plugin is code that its user has installed and trusts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rashomon.records import Article, Claim, Entity, Span

__all__ = ["ClaimPair", "Finding", "Report", "Side"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report of an input, as a source gives it. What is empty or None is not known.

    `text` stays as it is; `title` came beside it and not from within. `published` is a date in any usual form; without
    a zone it counts as UTC. `content` are the bytes of this report where the input holds several, None for all of it.
    """

    text: str
    title: str = ""
    source: str = ""
    url: str | None = None
    published: str | datetime | None = None
    given_id: str | None = None
    content: bytes | None = None
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One claim of a pair, with the article that states it and the entities that it names."""

    claim: Claim
    article: Article
    entities: tuple[Entity, ...]

    @property
    def text(self) -> str:
        """The claim's words."""
        return self.article.text[self.claim.span.start : self.claim.span.end]

    @property
    def sentence(self) -> str:
        """The sentence that the claim stands in."""
        return self.article.text[self.claim.sentence.start : self.claim.sentence.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPair:
    """Two claims of two articles that may tell the same."""

    left: Side
    right: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an evidence function has to say of a pair; where it has nothing to go on, it gives None instead.

    `detail` is one line for the reader. `agreement` runs from -1 (contradicts) to 1 (agrees); at -0.7 and below the two
    never confirm each other. `weight`, from -7 to 7, is a match weight: the base-2 logarithm of how many times more
    often this is found with pairs that tell the same than with others (Fellegi and Sunter, "A Theory for Record
    Linkage", 1969); 0 is shown and changes no probability. With `veto` the two are never linked. `left` and `right` are
    the stretches of the articles' texts that it rests on, None where it rests on the whole claims.
    """

    detail: str
    agreement: float = 0.0
    weight: float = 0.0
    veto: bool = False
    left: Span | None = None
    right: Span | None = None
