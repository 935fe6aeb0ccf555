"""The public names, and that they come fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import rashomon

HEAVY = (
    *("spacy", "onnxruntime", "trafilatura", "jinja2", "pint", "rich", "numpy", "pydantic", "sqlalchemy"),
    *("pandas", "polars", "importlib.metadata"),
)


def test_all_is_importable_and_named_once():
    assert len(set(rashomon.__all__)) == len(rashomon.__all__)
    for name in rashomon.__all__:
        assert getattr(rashomon, name) is not None


def test_nothing_public_is_left_out_of_all():
    public = {
        name for name, value in vars(rashomon).items() if not name.startswith("_") and not hasattr(value, "__path__")
    }
    modules = {name for name in public if type(getattr(rashomon, name)).__name__ == "module"}
    imported = {"annotations", "print_notebook", "render_notebook"}
    assert public - modules - imported == set(rashomon.__all__) - {"__version__"}


def test_every_public_name_has_a_docstring():
    for name in rashomon.__all__:
        value = getattr(rashomon, name)
        assert isinstance(value, str) or (value.__doc__ or "").strip(), name


def test_the_package_is_typed():
    assert (Path(rashomon.__file__).parent / "py.typed").exists()


def test_import_loads_no_heavy_library():
    code = f"import sys, rashomon; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_dossier_shows_itself_in_a_notebook():
    assert callable(rashomon.Dossier._repr_html_)
