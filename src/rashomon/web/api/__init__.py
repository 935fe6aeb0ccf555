"""The HTTP API: what pages show, for programs. Answers are JSON, errors problem details, lists come in pages."""

from __future__ import annotations

from fastapi import APIRouter

from rashomon.web.api import accounts, articles, checking, comparing, corrections, events, jobs, probes

router = APIRouter()
for _part in (events, articles, comparing, checking, corrections, jobs, accounts):
    router.include_router(_part.router, prefix="/api/v1")
router.include_router(probes.router)
