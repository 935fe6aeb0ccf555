"""The tutorial notebook runs, and prints what its text says that it prints."""

from __future__ import annotations

import os
import re
import shutil
import warnings
from pathlib import Path

import pytest

import rashomon

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "examples" / "tutorial.ipynb"
_PRINTED = re.compile(r"```text\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def cells():
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook's cells after they ran in a copy of examples/."""
    pytest.importorskip("ipykernel")
    place = tmp_path_factory.mktemp("notebook") / "examples"
    shutil.copytree(ROOT / "examples", place)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the notebook's machinery are not ours
        import nbclient
        import nbformat

        sources = str(Path(rashomon.__file__).parents[1])
        patch.setenv("PYTHONPATH", os.pathsep.join([sources, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
        patch.setenv("IPYTHONDIR", str(place.parent / "ipython"))
        notebook = nbformat.read(place / NOTEBOOK.name, as_version=4)
        nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(place)}}
        ).execute()
    return place, notebook.cells


def printed(cell) -> str:
    return "".join(one["text"] for one in cell.outputs if one["output_type"] == "stream" and one["name"] == "stdout")


def shown(cell) -> set[str]:
    return {kind for one in cell.outputs if "data" in one for kind in one["data"]}


def test_no_output_is_stored(cells):
    assert all(not cell.outputs and cell.execution_count is None for cell in cells if cell.cell_type == "code")


def test_each_cell_prints_what_the_text_below_it_says(executed):
    _, cells = executed
    told = 0
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type != "code":
            continue
        block = _PRINTED.match(after.source) if after is not None and after.cell_type == "markdown" else None
        assert printed(cell) == (block.group(1) if block else ""), cell.source
        told += block is not None
    assert told >= 7


def test_dossier_and_plots_and_frames_are_shown(executed):
    _, cells = executed
    kinds = [shown(cell) for cell in cells if cell.cell_type == "code"]
    assert sum("image/svg+xml" in one for one in kinds) == 3
    assert sum("text/html" in one for one in kinds) >= 3
    plain = [o["data"]["text/plain"] for cell in cells if cell.cell_type == "code" for o in cell.outputs if "data" in o]
    assert max(map(len, plain)) < 5_000


def test_what_it_saves_is_there(executed):
    place, _ = executed
    assert (place / "matrix.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (place / "ferry.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
