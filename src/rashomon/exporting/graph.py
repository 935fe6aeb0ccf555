"""The graph of claims: reports state claims, claims are in points, name entities, and are linked to each other.

As GraphML (http://graphml.graphdrawing.org) and as node-link JSON (the form of NetworkX and D3). All edges are
directed; "same", "partial" and "conflict" mean the same both ways and run from the link's left claim to its right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from rashomon.exporting.identifiers import day_or_instant, encode_json
from rashomon.exporting.rows import each_claim, known_links
from rashomon.records import Dossier
from rashomon.text import stretch

Attributes = dict[str, str | int | float | bool]
_KINDS: Final[dict[type, str]] = {str: "string", bool: "boolean", int: "long", float: "double"}
# What XML 1.0 has no way to hold, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A report, claim, point or entity ("claim:c1f0"); `attributes` has no value that is not known."""

    id: str
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What leads from one node to another; `attributes["type"]` says how."""

    id: str
    source: str
    target: str
    attributes: Attributes


def render_graphml(dossier: Dossier) -> bytes:
    """The graph as GraphML; a character that XML can't hold becomes U+FFFD."""
    return "".join(_graphml_lines(dossier)).encode("utf-8")


def render_node_link(dossier: Dossier) -> bytes:
    """The graph as node-link JSON, with the keys "nodes" and "edges"."""
    graph = {
        "directed": True,
        "multigraph": True,
        "graph": {"event": dossier.event.id, "label": dossier.event.label},
        "nodes": [{"id": node.id, **node.attributes} for node in list_nodes(dossier)],
        "edges": [
            {"key": edge.id, "source": edge.source, "target": edge.target, **edge.attributes}
            for edge in list_edges(dossier)
        ],
    }
    return encode_json(graph)


def list_nodes(dossier: Dossier) -> list[Node]:
    """The reports in the dossier's order, claims by report and place, points and entities by id."""
    others = {one.article for one in dossier.other_events}
    origins = {copy.article: copy.origin for copy in dossier.copies}
    nodes = [
        _node(
            "article", article.id, label=article.title, source=article.source, url=article.url,
            published=day_or_instant(article), copy_of=origins.get(article.id), other_event=article.id in others,
        )
        for article in dossier.articles
    ]  # fmt: skip
    nodes += [
        _node(
            "claim", claim.id, label=stretch(article.text, claim.span), article=article.id, start=claim.span.start,
            end=claim.span.end, stance=claim.stance, polarity=claim.polarity, kind=claim.kind,
        )
        for article, claim in each_claim(dossier)
    ]  # fmt: skip
    nodes += [
        _node("point", point.id, status=point.status, independent_sources=point.independent_sources)
        for point in sorted(dossier.points, key=lambda point: point.id)
    ]
    nodes += [
        _node("entity", entity.id, label=entity.name, kind=entity.kind)
        for entity in sorted(dossier.entities, key=lambda entity: entity.id)
    ]
    return nodes


def list_edges(dossier: Dossier) -> list[Edge]:
    """Who states what, what is named, who is said to say it; then claims in points, then links, in a stable order."""
    entities = {entity.id for entity in dossier.entities}
    claims = set()
    edges = []
    for article, claim in each_claim(dossier):
        claims.add(claim.id)
        edges.append(_edge("states", f"article:{article.id}", f"claim:{claim.id}"))
        edges += [
            _edge("names", f"claim:{claim.id}", f"entity:{key}")
            for key in dict.fromkeys(claim.entities)
            if key in entities
        ]
        if claim.speaker is not None and claim.speaker.entity in entities:
            edges.append(_edge("said by", f"claim:{claim.id}", f"entity:{claim.speaker.entity}"))
    edges += [
        _edge("in", f"claim:{key}", f"point:{point.id}")
        for point in sorted(dossier.points, key=lambda point: point.id)
        for key in point.claims
        if key in claims
    ]
    for link in known_links(dossier):
        if link.left not in claims or link.right not in claims:
            continue
        more: Attributes = {"kind": link.kind, "score": round(float(link.score), _DIGITS)}
        if link.values is not None:
            more |= {"left_value": link.values[0], "right_value": link.values[1]}
        attributes: Attributes = {"type": link.relation, **more}
        edges.append(Edge(id=link.id, source=f"claim:{link.left}", target=f"claim:{link.right}", attributes=attributes))
    return edges


def _node(kind: str, key: str, /, **attributes: str | int | bool | None) -> Node:
    known = {name: value for name, value in attributes.items() if value is not None}
    return Node(id=f"{kind}:{key}", attributes={"type": kind, **known})


def _edge(kind: str, source: str, target: str) -> Edge:
    return Edge(id=f"{source} {kind} {target}", source=source, target=target, attributes={"type": kind})


def _graphml_lines(dossier: Dossier) -> Iterator[str]:
    nodes, edges = list_nodes(dossier), list_edges(dossier)
    keys = {
        (domain, name): type(value)
        for domain, parts in (("node", nodes), ("edge", edges))
        for part in parts
        for name, value in part.attributes.items()
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for domain, name in sorted(keys):
        kind = _KINDS[keys[domain, name]]
        yield f'<key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '<key id="graph-label" for="graph" attr.name="label" attr.type="string"/>\n'
    yield f'<graph id={_quoted(dossier.event.id)} edgedefault="directed">\n'
    yield _data("graph-label", dossier.event.label) + "\n"
    for node in nodes:
        yield f"<node id={_quoted(node.id)}>{_all_data('node', node.attributes)}</node>\n"
    for edge in edges:
        ends = f"source={_quoted(edge.source)} target={_quoted(edge.target)}"
        yield f"<edge id={_quoted(edge.id)} {ends}>{_all_data('edge', edge.attributes)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _all_data(domain: str, attributes: Attributes) -> str:
    return "".join(_data(f"{domain}-{name}", value) for name, value in attributes.items())


def _data(key: str, value: str | int | float | bool) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # A carriage return as such is a line feed to any reader of XML.
    return f'<data key="{key}">{escape(_legal(text), {chr(13): "&#13;"})}</data>'


def _quoted(text: str) -> str:
    return quoteattr(_legal(text), {"\r": "&#13;"})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
