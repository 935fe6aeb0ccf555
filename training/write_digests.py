"""Writes models/digests.json: the SHA-256 of each model file. Run it after a model file has changed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MODELS = Path(__file__).parent.parent / "src" / "rashomon" / "models"
KEPT = (".onnx", ".json")


def record_digests(folder: Path) -> None:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in KEPT and path.name != "digests.json"]
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / "digests.json").write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record_digests(MODELS)
