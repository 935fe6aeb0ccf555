"""The graph is read by NetworkX, as GraphML and as node-link JSON, and is the same both times."""

from __future__ import annotations

import io
import json

import pytest
from lxml import etree
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS, EVIL

from rashomon.exporting import FORMATS

networkx = pytest.importorskip("networkx", reason="needs networkx")


def read_graphml(kind: str):
    return networkx.read_graphml(io.BytesIO(FORMATS["graphml"].render(DOSSIERS[kind]())), force_multigraph=True)


def read_node_link(kind: str):
    return networkx.node_link_graph(json.loads(FORMATS["node-link"].render(DOSSIERS[kind]())), edges="edges")


def test_both_forms_are_one_graph() -> None:
    first, second = read_graphml("bridge"), read_node_link("bridge")
    assert first.is_directed() and second.is_directed()
    assert dict(first.nodes(data=True)) == dict(second.nodes(data=True))

    def edges(graph):
        return sorted((source, target, key, sorted((name, value) for name, value in data.items() if name != "id"))
                      for source, target, key, data in graph.edges(keys=True, data=True))  # fmt: skip

    assert edges(first) == edges(second) != []


def test_the_graph_has_what_the_dossier_has() -> None:
    made, graph = bridge_dossier(), read_node_link("bridge")
    kinds = [data["type"] for _, data in graph.nodes(data=True)]
    assert kinds.count("article") == len(made.articles)
    assert kinds.count("claim") == sum(len(one.claims) for one in made.readings)
    assert kinds.count("point") == len(made.points) and kinds.count("entity") == len(made.entities)
    links = {key: (source, target, data) for source, target, key, data in graph.edges(keys=True, data=True)
             if data["type"] in ("same", "partial", "conflict")}  # fmt: skip
    assert set(links) == {one.id for one in made.links}
    for one in made.links:
        source, target, data = links[one.id]
        assert (source, target) == (f"claim:{one.left}", f"claim:{one.right}")
        assert (data["type"], data["kind"], data["score"]) == (one.relation, one.kind, one.score)
    assert graph.has_edge("article:post", "claim:a-bolt") and graph.has_edge("claim:a-bolt", "entity:duarte")


@pytest.mark.parametrize("kind", DOSSIERS)
def test_graphml_is_xml_with_declared_keys(kind: str) -> None:
    root = etree.fromstring(FORMATS["graphml"].render(DOSSIERS[kind]()), etree.XMLParser(resolve_entities=False))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    declared = {one.get("id"): one.get("attr.type") for one in root.iter(f"{space}key")}
    ids = [one.get("id") for one in root.iter(f"{space}node")]
    assert len(set(ids)) == len(ids) > 3
    for one in root.iter(f"{space}data"):
        assert declared[one.get("key")] in ("string", "boolean", "long", "double")
    for one in root.iter(f"{space}edge"):
        assert one.get("source") in ids and one.get("target") in ids


def test_words_come_back_but_for_what_xml_cannot_hold() -> None:
    graph = read_graphml("hostile")
    kept = "".join("\ufffd" if one in "\x00\x07\x1b\ufffe\uffff" else one for one in EVIL)
    assert graph.nodes['entity:n 1/<&">']["label"] == kept
    assert graph.nodes["article:t1"]["label"].startswith("First line\rER  - \r\nTY")
    assert read_node_link("hostile").nodes['entity:n 1/<&">']["label"] == EVIL
