"""What is finished: a receipt for each task, written after its files, and a manifest for each stage, after all of them.

A stage's folder is named by a key, a digest of all that its result rests on: the program's files, the options and
models that it depends on, and the digests of the tables that it reads. So what is there need never be trusted for more
than it is: a changed setting leads to another folder, from the first stage on that it makes a difference to. Where a
stage that was done anew gives the same bytes as before, those after it find their own keys unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from rashomon.batch.storage import Storage
from rashomon.batch.tables import Part, Slice
from rashomon.errors import BatchError

_RECEIPT = ".receipt.json"
_KEY_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A finished task and its files, by table."""

    task: str
    parts: dict[str, Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A finished stage: its folder, and the receipts of its tasks, sorted by task."""

    stage: str
    folder: str
    receipts: tuple[Receipt, ...]

    def digest(self, table: str) -> str:
        """A digest of all that is in a table, whatever folder it lies in."""
        parts = [(one.task, one.parts[table].sha256) for one in self.receipts if table in one.parts]
        return digest_of(parts)

    def buckets(self, table: str) -> list[int]:
        """The buckets of a table that have rows, sorted."""
        return sorted({group[0] for one in self.receipts if table in one.parts for group in one.parts[table].groups})

    def whole(self, table: str) -> tuple[Slice, ...]:
        """All of a table."""
        return tuple(Slice(name=one.parts[table].name) for one in self.receipts if table in one.parts)

    def part(self, table: str, task: str) -> tuple[Slice, ...]:
        """What one task wrote of a table; nothing where there was no such task."""
        return tuple(Slice(name=one.parts[table].name) for one in self.receipts if one.task == task)

    def pick(self, table: str, first: int, last: int) -> tuple[Slice, ...]:
        """The rows of a table in the buckets `first` to `last` (included)."""
        found = []
        for one in self.receipts:
            part = one.parts.get(table)
            groups = tuple(at for bucket, at, _ in part.groups if first <= bucket <= last) if part else ()
            if part and groups:
                found.append(Slice(name=part.name, groups=groups))
        return tuple(found)


def stage_key(**rests_on: Any) -> str:
    """A short digest of what a stage rests on."""
    return digest_of(rests_on)[:_KEY_LENGTH]


def digest_of(value: Any) -> str:
    """The SHA-256 of `value` as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def find_receipts(storage: Storage, folder: str, tasks: Iterable[str]) -> dict[str, Receipt]:
    """The receipts of those of `tasks` that are finished."""
    there = set(storage.names(f"{folder}/receipts"))
    found = {}
    for task in tasks:
        if f"{task}{_RECEIPT}" in there:
            receipt = find_receipt(storage, folder, task)
            if receipt is not None:
                found[task] = receipt
    return found


def find_receipt(storage: Storage, folder: str, task: str) -> Receipt | None:
    """The receipt of a task, None where it is not finished."""
    found: Receipt | None = _decode(storage.read(f"{folder}/receipts/{task}{_RECEIPT}"), Receipt)
    return found


def keep_receipt(storage: Storage, folder: str, receipt: Receipt) -> None:
    """Sets a task down as finished."""
    storage.write(f"{folder}/receipts/{receipt.task}{_RECEIPT}", msgspec.json.encode(receipt))


def find_manifest(storage: Storage, folder: str, name: str) -> Manifest | None:
    """The manifest of a stage that is finished."""
    found: Manifest | None = _decode(storage.read(f"{folder}/{name}.json"), Manifest)
    return found


def keep_manifest(storage: Storage, name: str, manifest: Manifest) -> None:
    """Sets a stage down as finished."""
    storage.write(f"{manifest.folder}/{name}.json", msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def one_of(manifests: Mapping[str, Manifest], stage: str) -> Manifest:
    """The manifest of a stage that has run. Raises: BatchError where it has not."""
    if stage not in manifests:
        raise BatchError(f"the stage {stage} has not run")
    return manifests[stage]


def _decode(data: bytes | None, kind: Any) -> Any:
    """What was written, None where nothing was or it is damaged: then it is done again."""
    try:
        return None if data is None else msgspec.json.decode(data, type=kind)
    except msgspec.MsgspecError:
        return None
