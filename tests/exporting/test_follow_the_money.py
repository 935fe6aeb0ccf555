"""The entities are taken by FollowTheMoney's own model: each value is valid and stays as it is when it is cleaned."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.dossiers import bridge_dossier
from tests.exporting.hostile import DOSSIERS

from rashomon.exporting import FORMATS

followthemoney = pytest.importorskip("followthemoney", reason="needs followthemoney")


def entities(kind: str) -> list[dict[str, Any]]:
    lines = FORMATS["ftm"].render(DOSSIERS[kind]()).decode("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@pytest.mark.parametrize("kind", DOSSIERS)
def test_every_value_is_one_that_the_model_takes(kind: str) -> None:
    model = followthemoney.model
    for shape in entities(kind):
        proxy = model.get_proxy(shape, cleaned=True)
        proxy.schema.validate(shape)
        cleaned = model.make_entity(shape["schema"])
        cleaned.id = shape["id"]
        for name, values in shape["properties"].items():
            cleaned.add(name, values, cleaned=False)
        assert {name: sorted(cleaned.get(name)) for name in shape["properties"]} == {
            name: sorted(values) for name, values in shape["properties"].items()
        }
        assert not proxy.schema.abstract and proxy.caption


@pytest.mark.parametrize("kind", DOSSIERS)
def test_what_is_referred_to_is_there(kind: str) -> None:
    model = followthemoney.model
    found = {one["id"]: model.get_proxy(one) for one in entities(kind)}
    assert len(found) == len(entities(kind))
    for one in found.values():
        for prop, value in one.itervalues():
            if prop.type.name == "entity":
                assert found[value].schema.is_a(prop.range), (one.schema.name, prop.name)


def test_reports_people_places_and_mentions_of_the_bridge() -> None:
    found = {one["id"]: one for one in entities("bridge")}
    made = bridge_dossier()
    kinds = [one["schema"] for one in found.values()]
    assert kinds.count("Article") == len(made.articles)
    assert found["rashomon-entity-duarte"]["schema"] == "Person"
    assert found["rashomon-entity-halden"]["schema"] == "Organization"
    assert found["rashomon-entity-bridge"]["properties"]["full"] == ["Kestrel Bridge"]
    post = found["rashomon-article-post"]["properties"]
    assert post["publishedAt"] == ["2031-03-04T16:30:00"] and post["publisher"] == ["Harbour Post"]
    assert found["rashomon-article-courier"]["properties"]["publishedAt"] == ["2031-03-05"]
    assert found["rashomon-event-" + made.event.id]["properties"]["proof"] == [
        f"rashomon-article-{key}" for key in sorted(made.event.articles)
    ]
    mention = found["rashomon-mention-post-duarte"]["properties"]
    assert mention == {"document": ["rashomon-article-post"], "resolved": ["rashomon-entity-duarte"],
                       "name": ["Mayor Ines Duarte"]}  # fmt: skip
