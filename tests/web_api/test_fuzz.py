"""Requests that the schema allows, and some that it does not: each is answered as the schema says, none with a 500."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.filled_archive import FIRE
from tests.web_api.conftest import HOST, make_client

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEADERS = {"Host": HOST.split("//")[1]}
SCHEMA: dict[str, Any] = make_client(None).app.openapi()
OPERATIONS = sorted((path, method) for path, methods in SCHEMA["paths"].items() for method in methods)


@pytest.fixture(scope="module")
def fuzzed(base: tuple[Path, dict[str, str]]) -> TestClient:
    client = make_client(str(base[0]))
    # Comparing for real is tested elsewhere; here the requests are what counts.
    client.app.state.context.jobs.close()
    return client


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda part: str(part).strip("/"))
def test_every_request_is_answered_as_the_schema_says(
    fuzzed: TestClient, ids: dict[str, str], path: str, method: str
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", fuzzed.app, headers=HEADERS)
    operation = schema[path][method.upper()]

    there, asked = {"event": FIRE, "article": ids["mill"]}, []

    @given(case=operation.as_strategy())
    @settings(max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def ask(case: Any) -> None:
        # Ids that are made up lead nowhere: every other request asks for what is there.
        asked.append(case)
        if len(asked) % 2:
            case.path_parameters = {
                name: there.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        case.call_and_validate(checks=CHECKS, headers=HEADERS)

    ask()


def test_the_schema_is_openapi_3_1_and_names_every_route() -> None:
    assert SCHEMA["openapi"].startswith("3.1")
    for path in ("events", "events/{event}", "articles", "search", "compare", "corrections", "jobs/{job}/events"):
        assert f"/api/v1/{path}" in SCHEMA["paths"]
    assert "/login" not in SCHEMA["paths"] and "/metrics" in SCHEMA["paths"]
