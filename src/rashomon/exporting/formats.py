"""The table of formats: what each is called, what it holds, and what writes it. Read by command line, API and docs.

Imports nothing heavy: the command line's help pages read it too. A writer imports its module when it is first called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rashomon.records import Dossier

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A form that a dossier is written in: its media type, the end of a file's name, and what writes it.

    `holds` and `opened_by` are for the docs. `files` is given where it is several files, which `render` puts into one
    zip. `binary` bytes are not for a screen.
    """

    media_type: str
    suffix: str
    holds: str
    opened_by: str
    render: Callable[[Dossier], bytes]
    files: Callable[[Dossier], Files] | None = None
    binary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """News of an archive as RSS 2.0."""

    media_type: str
    suffix: str
    holds: str
    opened_by: str


def _json(dossier: Dossier) -> bytes:
    from rashomon.rendering import render_json

    return render_json(dossier).encode("utf-8", "backslashreplace")


def _html(dossier: Dossier) -> bytes:
    from rashomon.rendering import render_html

    return render_html(dossier).encode("utf-8", "backslashreplace")


def _markdown(dossier: Dossier) -> bytes:
    from rashomon.rendering import render_markdown

    return render_markdown(dossier).encode("utf-8", "backslashreplace")


def _pdf(dossier: Dossier) -> bytes:
    from rashomon.exporting.pdf import render_pdf

    return render_pdf(dossier)


def _jsonl_files(dossier: Dossier) -> Files:
    from rashomon.exporting.table_files import write_jsonl_tables

    return write_jsonl_tables(dossier)


def _csv_files(dossier: Dossier) -> Files:
    from rashomon.exporting.table_files import write_csv_tables

    return write_csv_tables(dossier)


def _parquet_files(dossier: Dossier) -> Files:
    from rashomon.exporting.table_files import write_parquet_tables

    return write_parquet_tables(dossier)


def _zipped(files: Callable[[Dossier], Files]) -> Callable[[Dossier], bytes]:
    def render(dossier: Dossier) -> bytes:
        from rashomon.exporting.table_files import zip_files

        return zip_files(files(dossier))

    return render


def _annotations(dossier: Dossier) -> bytes:
    from rashomon.exporting.annotations import render_annotations

    return render_annotations(dossier)


def _schema_org(dossier: Dossier) -> bytes:
    from rashomon.exporting.schema_org import render_schema_org

    return render_schema_org(dossier)


def _ftm(dossier: Dossier) -> bytes:
    from rashomon.exporting.follow_the_money import render_entities

    return render_entities(dossier)


def _graphml(dossier: Dossier) -> bytes:
    from rashomon.exporting.graph import render_graphml

    return render_graphml(dossier)


def _node_link(dossier: Dossier) -> bytes:
    from rashomon.exporting.graph import render_node_link

    return render_node_link(dossier)


def _plover(dossier: Dossier) -> bytes:
    from rashomon.exporting.plover import render_plover

    return render_plover(dossier)


def _bibtex(dossier: Dossier) -> bytes:
    from rashomon.exporting.references import render_bibtex

    return render_bibtex(dossier)


def _ris(dossier: Dossier) -> bytes:
    from rashomon.exporting.references import render_ris

    return render_ris(dossier)


def _csl(dossier: Dossier) -> bytes:
    from rashomon.exporting.references import render_csl

    return render_csl(dossier)


_TABLES = "the tables articles, claims, links, points, quotes, entities, mentions, times, quantities"

FORMATS: Final[Mapping[str, Format]] = {
    "json": Format(
        media_type="application/json",
        suffix=".json",
        holds="all of the dossier ([schema](dossier.schema.json)); `--dossier` and `explain` read it back",
        opened_by="any program that reads JSON",
        render=_json,
    ),
    "html": Format(
        media_type="text/html; charset=utf-8",
        suffix=".html",
        holds="the dossier as one page, styles inside, no script",
        opened_by="any browser",
        render=_html,
    ),
    "markdown": Format(
        media_type="text/markdown; charset=utf-8",
        suffix=".md",
        holds="the dossier in brief",
        opened_by="editors, wikis, Pandoc",
        render=_markdown,
    ),
    "pdf": Format(
        media_type="application/pdf",
        suffix=".pdf",
        holds="the page as a browser prints it, with all that is folded opened; needs Chromium, Chrome or Edge",
        opened_by="any reader of PDF",
        render=_pdf,
        binary=True,
    ),
    "jsonl-tables": Format(
        media_type="application/zip",
        suffix=".jsonl.zip",
        holds=f"{_TABLES}; one object a line",
        opened_by="DuckDB, pandas, polars, jq",
        render=_zipped(_jsonl_files),
        files=_jsonl_files,
        binary=True,
    ),
    "csv-tables": Format(
        media_type="application/zip",
        suffix=".csv.zip",
        holds="the same tables as CSV (RFC 4180)",
        opened_by="spreadsheets, R, any database",
        render=_zipped(_csv_files),
        files=_csv_files,
        binary=True,
    ),
    "parquet-tables": Format(
        media_type="application/zip",
        suffix=".parquet.zip",
        holds="the same tables as Parquet, instants as timestamps; needs the extra `tables`",
        opened_by="DuckDB, pandas, polars, Spark",
        render=_zipped(_parquet_files),
        files=_parquet_files,
        binary=True,
    ),
    "annotations": Format(
        media_type='application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        suffix=".annotations.jsonld",
        holds="each claim, and each link between two claims, as an annotation (W3C Web Annotation, JSON-LD)",
        opened_by="annotation tools, JSON-LD processors",
        render=_annotations,
    ),
    "schema-org": Format(
        media_type="application/ld+json",
        suffix=".schema-org.jsonld",
        holds="reports as NewsArticle, claims as Claim, whom they name; no ClaimReview, no rating",
        opened_by="JSON-LD processors, triple stores, search engines",
        render=_schema_org,
    ),
    "ftm": Format(
        media_type="application/x-ndjson",
        suffix=".ftm.jsonl",
        holds="reports, people, organisations, places, mentions and the event as FollowTheMoney entities, one a line",
        opened_by="Aleph, OpenAleph, `ftm`",
        render=_ftm,
    ),
    "graphml": Format(
        media_type="application/graphml+xml",
        suffix=".graphml",
        holds="the graph of reports, claims, points and names",
        opened_by="Gephi, Cytoscape, yEd, NetworkX",
        render=_graphml,
    ),
    "node-link": Format(
        media_type="application/json",
        suffix=".node-link.json",
        holds="the same graph as node-link JSON",
        opened_by="NetworkX, D3",
        render=_node_link,
    ),
    "plover": Format(
        media_type="text/csv; charset=utf-8",
        suffix=".plover.csv",
        holds="the event codes (PLOVER type, mode, contexts, actors, recipients), each with its claim, as CSV",
        opened_by="spreadsheets, R, whatever reads POLECAT",
        render=_plover,
    ),
    "bibtex": Format(
        media_type="application/x-bibtex",
        suffix=".bib",
        holds="the reports as references",
        opened_by="LaTeX (UTF-8), Zotero, JabRef",
        render=_bibtex,
    ),
    "ris": Format(
        media_type="application/x-research-info-systems",
        suffix=".ris",
        holds="the reports as references",
        opened_by="Zotero, EndNote, Mendeley",
        render=_ris,
    ),
    "csl": Format(
        media_type="application/vnd.citationstyles.csl+json",
        suffix=".csl.json",
        holds="the reports as references (CSL-JSON)",
        opened_by="Zotero, Pandoc, citeproc",
        render=_csl,
    ),
}
"""The formats of a dossier, by the name that `--format` takes."""

_RSS = "application/rss+xml"

FEEDS: Final[Mapping[str, Feed]] = {
    "rss": Feed(
        media_type=_RSS, suffix=".xml", holds="the newest events of the archive (RSS 2.0)", opened_by="any feed reader"
    ),
    "rss-conflicts": Feed(
        media_type=_RSS,
        suffix=".xml",
        holds="the conflicts that were found last, the newest first (RSS 2.0)",
        opened_by="any feed reader",
    ),
}
"""The feeds of an archive, by the name that `--format` takes."""
