"""How well who, what, when, where, why and how are answered, against answers that people marked in articles.

Source of the task: F. Hamborg, C. Breitinger, B. Gipp: Giveme5W1H (2019).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from rashomon.bench.report import Measure, digest_of, share
from rashomon.comparing.five_w import answer_five_w
from rashomon.errors import DataError
from rashomon.reading import read_article
from rashomon.reading.times import find_times
from rashomon.records import Answer, Article, Point, Reading, Span
from rashomon.text import fold
from rashomon.vocabulary import content_stems, weighted_share

QUESTIONS: Final = ("who", "what", "when", "where", "why", "how")
LEAST_SHARED: Final = 0.5
"""The share, by weight, of the content words of the shorter of two answers from which they are one answer."""
_LARGEST: Final = 10_000_000
_DATES: Final = ("published", "date_publish", "publish_date", "publishDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedArticle:
    """An article with the answers that people marked, by question; those of a question are all right."""

    name: str
    title: str
    text: str
    published: datetime | None
    answers: Mapping[str, tuple[str, ...]]


def measure(data: Path) -> Measure:
    """The share of marked questions whose first answer (and one of whose five answers) is right, by question.

    `data` is a file or folder of either kind:
    - JSON lines (`*.jsonl`): one object a line with `text`, `answers` ({"who": ["..."], ...}), and where known `title`
      and `published` (ISO 8601).
    - JSON files (`*.json`), one article each, as the gold standard of Giveme5W1H has them: `title`, `description`,
      `text`, `date_publish`, and `fiveWoneH`: {"who": {"annotated": [{"text": "..."}]}, ...}.

    An answer is right where it shares, by weight, half of the content words of the shorter with a marked one; of times,
    also where both mean one day. Each article is answered by itself, so nothing is corroborated.

    Raises: DataError where there is no such file, or one cannot be read.
    """
    paths = [data] if data.is_file() else sorted([*data.rglob("*.json"), *data.rglob("*.jsonl")])
    articles = [article for path in paths for article in load_marked(path)]
    if not articles:
        raise DataError(f"{data}: no article with marked answers there; name JSON lines or a Giveme5W1H gold standard")
    counts: Counter[tuple[str, str]] = Counter()
    for marked in articles:
        _count(marked, counts)
    rows: list[dict[str, str | float | int]] = [
        {
            "question": question,
            "marked": counts[question, "marked"],
            "answered": counts[question, "answered"],
            "first right": share(counts[question, "first"], counts[question, "marked"]),
            "one of five right": share(counts[question, "any"], counts[question, "marked"]),
            "precision of first": share(counts[question, "first"], counts[question, "answered"]),
        }
        for question in QUESTIONS
        if counts[question, "marked"]
    ]
    total = {name: sum(counts[q, name] for q in QUESTIONS) for name in ("marked", "answered", "first", "any")}
    four = {name: sum(counts[q, name] for q in QUESTIONS[:4]) for name in ("marked", "first")}
    figures: dict[str, float | int] = {
        "articles": len(articles),
        "marked questions": total["marked"],
        "first right": share(total["first"], total["marked"]),
        "one of five right": share(total["any"], total["marked"]),
        "precision of first": share(total["first"], total["answered"]),
        "first right of who, what, when, where": share(four["first"], four["marked"]),
    }
    notes = (
        "An answer is right where it shares half of the content words (by weight) of the shorter with a marked one.",
    )
    return Measure(
        name="fivew", data=data.name, digest=digest_of(paths), figures=figures, rows=tuple(rows), notes=notes
    )


def load_marked(path: Path) -> Iterator[MarkedArticle]:
    """The articles with marked answers in a file of JSON or JSON lines. Raises: DataError where it cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise DataError(f"{path}: larger than {_LARGEST // 1_000_000} MB; give it in parts")
        text = path.read_text(encoding="utf-8-sig")
        found = [json.loads(line) for line in text.splitlines() if line.strip()] if path.suffix == ".jsonl" else [
            json.loads(text)
        ]  # fmt: skip
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path}: cannot be read as JSON ({error})") from error
    for number, one in enumerate(found, start=1):
        if isinstance(one, dict) and ("answers" in one or "fiveWoneH" in one):
            yield _read_marked(one, f"{path.stem}:{number}", path)
        elif path.suffix == ".jsonl":
            raise DataError(f"{path}, line {number}: no object with `text` and `answers`")


def _read_marked(one: dict[str, Any], name: str, path: Path) -> MarkedArticle:
    try:
        if "answers" in one:
            answers = {question: tuple(map(str, one["answers"].get(question) or ())) for question in QUESTIONS}
        else:
            answers = {
                question: tuple(
                    str(answer["text"]) for answer in (one["fiveWoneH"].get(question) or {}).get("annotated") or ()
                    if answer.get("text")
                )
                for question in QUESTIONS
            }  # fmt: skip
        text = "\n\n".join(part for part in (one.get("description"), one["text"]) if part and part.strip())
    except (AttributeError, KeyError, TypeError) as error:
        raise DataError(f"{path}: {name} is no article with marked answers ({error!r})") from error
    return MarkedArticle(
        name=name,
        title=str(one.get("title") or ""),
        text=text,
        published=_read_date(next((one[key] for key in _DATES if one.get(key)), None)),
        answers=answers,
    )


def _read_date(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _count(marked: MarkedArticle, counts: Counter[tuple[str, str]]) -> None:
    body = (
        f"{marked.title}\n\n{marked.text}" if marked.title and not marked.text.startswith(marked.title) else marked.text
    )
    article = Article(
        id=marked.name, source=marked.name, title=marked.title, text=body, published=marked.published, language="en"
    )
    reading = read_article(article)
    points = [
        Point(id=claim.id, claims=(claim.id,), status="single-source", sources=(), independent_sources=1)
        for claim in reading.claims
    ]
    five_w = answer_five_w([reading], reading.entities, points)
    for question in QUESTIONS:
        gold = [answer for answer in marked.answers[question] if answer.strip()]
        if not gold:
            continue
        found: tuple[Answer, ...] = getattr(five_w, question)
        right = [any(_is_right(answer.text, one, question, marked, reading) for one in gold) for answer in found]
        counts[question, "marked"] += 1
        counts[question, "answered"] += bool(found)
        counts[question, "first"] += bool(right[:1] and right[0])
        counts[question, "any"] += any(right)


def _is_right(answer: str, gold: str, question: str, marked: MarkedArticle, reading: Reading) -> bool:
    if question == "when":
        named = {
            fold(reading.article.text[t.span.start : t.span.end]) for t in reading.times if _day(t.start) == answer
        }
        meant = find_times(gold, [Span(start=0, end=len(gold))], marked.published)
        return answer in {_day(time.start) for time in meant} or any(one in fold(gold) for one in named)
    return (weighted_share(content_stems(answer), content_stems(gold)) or 0.0) >= LEAST_SHARED


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"
