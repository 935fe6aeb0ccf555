"""Pairs from ECB+: sentences of two reports are linked where both tell of one happening."""

from __future__ import annotations

import io
import random
import tarfile
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

LINKED, UNRELATED = (0, 1, 2), (3,)
_TELLING = ("ACTION_REPORTING", "ACTION_PERCEPTION", "NEG_ACTION_REPORTING", "ACTION_GENERIC")


def read_reports(archive: Path) -> dict[str, list[tuple[str, set[str]]]]:
    """Sub-topic ("3ecbplus") -> its sentences that tell of some happening, as (report, text, ids of the happenings)."""
    found = defaultdict(list)
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda m: m.name):
            name = Path(member.name).name
            content = files.extractfile(member) if name.endswith((".xml",)) and member.isfile() else None
            if content is None:
                continue
            topic = name.split("_")[0] + ("ecbplus" if "plus" in name else "ecb")
            for text, happenings in _sentences(content.read()):
                found[topic].append((name, text, happenings))
    return found


def _sentences(data: bytes):
    try:
        root = ElementTree.parse(io.BytesIO(data)).getroot()
    except ElementTree.ParseError:
        return
    words, sentence_of = defaultdict(list), {}
    for token in root.iter("token"):
        sentence = int(token.get("sentence", 0))
        words[sentence].append(token.text or "")
        sentence_of[token.get("t_id")] = sentence
    place, telling = {}, set()
    markables = root.find("Markables")
    for mark in markables if markables is not None else ():
        anchors = [a.get("t_id") for a in mark.iter("token_anchor")]
        if anchors:
            place[mark.get("m_id")] = sentence_of.get(anchors[0])
        if not mark.tag.startswith(("ACTION", "NEG_ACTION")) or mark.tag in _TELLING:
            telling.add(mark.get("m_id"))
    happenings = defaultdict(set)
    for relation in root.iter("CROSS_DOC_COREF"):
        note = relation.get("note", "")
        if not note.startswith(("ACT", "NEG")):
            continue
        for source in relation.iter("source"):
            mark = source.get("m_id")
            if mark not in telling and place.get(mark) is not None:
                happenings[place[mark]].add(note)
    for sentence, ids in sorted(happenings.items()):
        text = join_words(words[sentence])
        if 25 <= len(text) <= 320:
            yield text, ids


def join_words(words: list[str]) -> str:
    """The tokens as running text again, marks closed up."""
    text = " ".join(words)
    for mark in ".,;:!?%)":
        text = text.replace(f" {mark}", mark)
    return (
        text.replace(" '", "'")
        .replace("( ", "(")
        .replace("$ ", "$")
        .replace(" n't", "n't")
        .replace("``", '"')
        .replace("''", '"')
    )


def coreference_rows(archive: Path, *, each: int = 60, seed: int = 3) -> list[tuple[str, str, tuple[int, ...]]]:
    """Rows (left, right, allowed link labels): at most `each` linked ones a sub-topic, and twice as many unrelated."""
    rng = random.Random(seed)
    rows = []
    for _, sentences in sorted(read_reports(archive).items()):
        linked, apart = [], []
        for (report, text, ids), (other, words, others) in combinations(sentences, 2):
            if report == other or text == words:
                continue
            shared = len(ids & others)
            # One shared happening of many is a faint link: take only pairs that share half of the shorter list.
            if shared * 2 >= min(len(ids), len(others)):
                linked.append((text, words, LINKED))
            elif not shared:
                apart.append((text, words, UNRELATED))
        rng.shuffle(linked)
        rng.shuffle(apart)
        linked = linked[:each]
        rows += linked + apart[: 2 * max(len(linked), 10)]
    rng.shuffle(rows)
    return rows
