"""Loads attributions in PolNeAR's format: a folder with `text/NAME.txt` and `attributions/NAME_XXXX.ann` (stand-off).

XXXX names the annotator; an article may have several. Lines `T1<tab>Content 3 9;12 20<tab>words` give stretches (more
than one where they are parted), lines `E1<tab>Attribution:T4 Content:T3 Cue:T2 Source:T1` join them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rashomon.errors import DataError
from rashomon.records import Span

_ANNOTATOR = re.compile(r"_[0-9a-f]{4}\Z")
_ROLE = re.compile(r"(Content|Cue|Source)\d*:(T\d+)")

Pieces = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attribution: its content, source and cue as pieces, each sorted and empty where there is none."""

    content: Pieces
    source: Pieces
    cue: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedArticle:
    """A text with the attributions that each of its annotators found."""

    name: str
    text: str
    annotations: tuple[tuple[Attribution, ...], ...]


def load_polnear(folder: Path) -> list[AnnotatedArticle]:
    """The annotated articles of `folder`, by name. Attributions without a content are left out.

    Raises DataError where `folder` holds no such articles.
    """
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / "attributions").glob("*.ann")):
        files[_ANNOTATOR.sub("", path.stem)].append(path)
    articles = []
    for name, paths in sorted(files.items()):
        text = folder / "text" / f"{name}.txt"
        if text.is_file():
            # Offsets count the characters of the file as it is: line ends are not to be changed.
            words = text.read_bytes().decode("utf-8")
            articles.append(
                AnnotatedArticle(name=name, text=words, annotations=tuple(_attributions(path) for path in paths))
            )
    if not articles:
        raise DataError(
            f"No annotated articles in {folder}: it should hold text/NAME.txt and attributions/NAME_XXXX.ann"
            " in PolNeAR's format (github.com/networkdynamics/PolNeAR)."
        )
    return articles


def _attributions(path: Path) -> tuple[Attribution, ...]:
    stretches: dict[str, Pieces] = {}
    joined: list[dict[str, Pieces]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if line.startswith("T") and len(fields) >= 3:
            stretches[fields[0]] = _pieces(fields[1].partition(" ")[2], path)
        elif line.startswith("E") and len(fields) >= 2:
            roles: dict[str, Pieces] = {}
            for role, key in _ROLE.findall(fields[1]):
                roles[role] = tuple(sorted((*roles.get(role, ()), *stretches.get(key, ()))))
            joined.append(roles)
    return tuple(
        Attribution(content=roles["Content"], source=roles.get("Source", ()), cue=roles.get("Cue", ()))
        for roles in joined
        if roles.get("Content")
    )


def _pieces(offsets: str, path: Path) -> Pieces:
    try:
        pairs = [tuple(map(int, piece.split())) for piece in offsets.split(";")]
        return tuple(sorted(Span(start=start, end=end) for start, end in pairs))
    except ValueError as wrong:
        raise DataError(f"{path}: {offsets!r} is no list of offsets such as '3 9;12 20'.") from wrong
