"""Where development data lies, for tests that use it; they skip with the reason where it does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("DEVELOPMENT_DATA", ROOT.parent / "shared"))


def shared(path: str) -> Path:
    """The file or folder `path` of the development data; skips the test where it is missing."""
    found = SHARED / path
    if not found.exists():
        pytest.skip(
            f"needs development data {path}; set DEVELOPMENT_DATA to the folder that holds it (docs/evaluation.md)"
        )
    return found
