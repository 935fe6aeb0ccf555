"""The reports as references: BibTeX (UTF-8), RIS and CSL-JSON, in the dossier's order.

An outlet's headline is the title, the outlet what it appeared in. Who wrote a report is not known, so no one is named.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, Final

from rashomon.exporting.identifiers import encode_json, encode_text, language_of, web_iri
from rashomon.records import Article, Dossier
from rashomon.rendering.visible import one_line

# Braces count in BibTeX even behind a backslash: only words for them keep a value in balance.
_LATEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_NO_KEY = re.compile("[^A-Za-z0-9]+")
_OUTLET = 30


def render_bibtex(dossier: Dossier) -> bytes:
    """One @article each, keyed by outlet, year and the report's id; titles keep their capitals."""
    return encode_text("\n".join(_bibtex(article) for article in dossier.articles))


def render_ris(dossier: Dossier) -> bytes:
    """One record of the type NEWS each, lines ended as RIS ends them; a value is one line, whatever it was."""
    return encode_text("".join(_ris(article) for article in dossier.articles))


def render_csl(dossier: Dossier) -> bytes:
    """One item of the type article-newspaper each, with the report's id."""
    return encode_json([_csl(article) for article in dossier.articles])


def _bibtex(article: Article) -> str:
    moment = _moment(article)
    address = web_iri(article.url)
    fields = {
        "title": f"{{{_latex(_title(article))}}}",
        "journal": _latex(one_line(article.source)),
        "year": "" if moment is None else f"{moment.year:04}",
        "month": "" if moment is None else str(moment.month),
        "date": "" if moment is None else f"{moment.year:04}-{moment.month:02}-{moment.day:02}",
        "url": address or "",  # an IRI has no brace; within \url nothing is escaped
        "language": language_of(article) or "",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@article{{{_key(article)},\n{lines}}}\n"


def _key(article: Article) -> str:
    moment = _moment(article)
    plain = unicodedata.normalize("NFKD", article.source).encode("ascii", "ignore").decode()
    parts = [_NO_KEY.sub("", plain)[:_OUTLET].lower(), "" if moment is None else f"{moment.year:04}",
             _NO_KEY.sub("-", article.id)]  # fmt: skip
    return "-".join(part for part in parts if part)


def _ris(article: Article) -> str:
    moment = _moment(article)
    day = "" if moment is None else f"{moment.year:04}/{moment.month:02}/{moment.day:02}/"
    fields = [
        ("TY", "NEWS"),
        ("ID", one_line(article.id)),
        ("TI", _title(article)),
        ("T2", one_line(article.source)),
        ("PY", day[:4]),
        ("DA", day),
        ("UR", web_iri(article.url) or ""),
        ("LA", language_of(article) or ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n\r\n"


def _csl(article: Article) -> dict[str, Any]:
    moment = _moment(article)
    item: dict[str, Any] = {
        "id": article.id,
        "type": "article-newspaper",
        "title": _title(article),
        "container-title": one_line(article.source),
        "issued": None if moment is None else {"date-parts": [[moment.year, moment.month, moment.day]]},
        "URL": web_iri(article.url),
        "language": language_of(article),
    }
    return {name: value for name, value in item.items() if value}


def _title(article: Article) -> str:
    """The headline, else the first line of the text."""
    return one_line(article.title) or one_line(article.text.strip().split("\n", 1)[0])


def _moment(article: Article) -> datetime | None:
    return None if article.published is None else article.published.astimezone(UTC)


def _latex(text: str) -> str:
    return text.translate(_LATEX)
