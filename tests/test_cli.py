"""The command line as a user meets it: what goes to which stream, what exit status, and what bad input gets."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.dossiers import bridge_dossier, plain_dossier
from tests.shared_data import ROOT
from tests.tracing import untraced_in_dossier, untraced_in_reading

import rashomon
from rashomon.models import files, sessions
from rashomon.rendering import render_json

COMMAND = [sys.executable, "-c", "from rashomon.cli import main; main()"]
FERRY = ROOT / "examples" / "ferry-accident"
MILL = """Source: Valley Post
Published: 2031-05-08

Old mill burns down in Tessel

The old paper mill in Tessel burned down on Tuesday. Three firefighters were injured, the fire service said.
"We lost a piece of our town," said Mayor Ada Brandt.
"""
BARN = """Fire destroys the Tessel paper mill

A fire destroyed the paper mill in Tessel on Tuesday. Five firefighters were hurt. Nobody knows how it began.
"""
GERMAN = """Die alte Papiermühle in Tessel ist am Dienstag abgebrannt. Drei Feuerwehrleute wurden dabei verletzt,
wie die Feuerwehr mitteilte. Warum das Feuer ausbrach, wusste am Abend noch niemand. Die Bürgermeisterin sprach von
einem schweren Verlust für die ganze Stadt und dankte allen, die geholfen haben.
"""
MENU = "<html><head><title>Menu</title></head><body><nav><a href='/'>Home</a> <a href='/a'>News</a></nav></body></html>"
# Told apart by their ids, in the order in which they must come out.
FEED = [
    {"id": "feed-7", "text": "The mill was built in 1911. It burned for two days.", "published": 1936000000000},
    {"id": "feed-2", "title": "Mill fire", "text": "Police questioned a man. He denied that he was there."},
    {"id": "feed-9", "text": "The mill\x00 burned down. Nobody\x00 was hurt."},
]


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """One call of the command line, both streams apart."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, cwd=cwd, env=os.environ | environment, timeout=300
    )


def save(folder: Path, contents: dict[str, str | bytes]) -> None:
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def schema(name: str) -> Any:
    return json.loads((ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8"))


# --- compare, with every kind of bad input beside two good ones ------------------------------------------------------

BAD: dict[str, tuple[str | bytes, str]] = {
    "empty.txt": ("", "empty"),
    "blank.txt": (" \n\t\n", "empty"),
    "binary.txt": (random.Random(1).randbytes(4000), "binary"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(300), "picture"),
    "damaged.txt": ("\ufeffThe mill burned.".encode("utf-16-le")[:-1], "decoded"),
    "large.txt": (b"The mill burned down. " * 60_000, "size_limit_mb"),
    "menu.html": (MENU, "without an article"),
    "german.txt": (GERMAN, "German"),
    "list.txt": ("Fire Mill Tessel\n\n12\n7\n", "no sentence"),
    "broken.jsonl": ('{"id": "x", "text": ', "no valid JSON"),
}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[bytes]:
    """`compare` over two good reports, a missing one and all of BAD, run in their folder."""
    folder = tmp_path_factory.mktemp("mixed")
    save(folder, {"mill.txt": MILL, "barn.txt": BARN, "settings.toml": "size_limit_mb = 1\n"})
    save(folder, {name: content for name, (content, _) in BAD.items()})
    inputs = ["mill.txt", *BAD, "gone.txt", "barn.txt"]
    return run("compare", *inputs, "--format", "json", "--config", "settings.toml", cwd=folder)


@pytest.fixture(scope="module")
def dossier(mixed: subprocess.CompletedProcess[bytes]) -> Any:
    return json.loads(mixed.stdout)


def test_standard_output_is_one_json_object_and_nothing_else(mixed: subprocess.CompletedProcess[bytes]) -> None:
    assert mixed.returncode == 0, mixed.stderr.decode()
    text = mixed.stdout.decode("utf-8")
    _, end = json.JSONDecoder().raw_decode(text)
    assert text.startswith("{")
    assert text[end:] == "\n"


def test_standard_error_is_silent_where_it_is_no_terminal(mixed: subprocess.CompletedProcess[bytes]) -> None:
    assert mixed.stderr == b""


def test_the_object_follows_the_published_schema_and_is_traced(dossier: Any) -> None:
    jsonschema.validate(dossier, schema("dossier"))
    assert untraced_in_dossier(dossier) == []
    assert [Path(article["path"]).name for article in dossier["articles"]] == ["mill.txt", "barn.txt"]
    assert dossier["claims"]


@pytest.mark.parametrize("name", [*BAD, "gone.txt"])
def test_bad_input_is_skipped_with_its_reason(name: str, dossier: Any) -> None:
    reasons = [one["reason"] for one in dossier["skipped"] if one["input"].split(",")[0] == name]
    assert len(reasons) == 1
    assert (BAD[name][1] if name in BAD else "does not exist") in reasons[0]


def test_nothing_else_is_skipped(dossier: Any) -> None:
    assert len(dossier["skipped"]) == len(BAD) + 1


def test_output_goes_to_the_file_and_dates_are_taken(tmp_path: Path) -> None:
    save(tmp_path, {"mill.txt": MILL, "barn.txt": BARN})
    done = run(
        *("compare", "mill.txt", "barn.txt", "--format", "json", "--output", "out.json", "--reproducible"),
        *("--published", "barn.txt=2031-05-09", "--published", "mill.txt=May 8, 2031"),
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    dates = {Path(a["path"]).name: a["published"] for a in written["articles"]}
    assert dates == {"mill.txt": "2031-05-08T00:00:00Z", "barn.txt": "2031-05-09T00:00:00Z"}
    assert "started" not in written["run"] and "seconds" not in written["run"]


RENDER_ALL = f"""
import hashlib, rashomon
from rashomon import rendering
dossier = rashomon.compare([{str(FERRY)!r}], settings=rashomon.Settings(reproducible=True))
for render in (rendering.render_json, rendering.render_html, rendering.render_markdown,
               lambda d: rendering.render_terminal(d, width=100, color=False)):
    print(hashlib.sha256(render(dossier).encode()).hexdigest())
"""


def test_processes_with_other_hash_seeds_write_the_same_bytes() -> None:
    one, other = (
        subprocess.run(
            [sys.executable, "-c", RENDER_ALL],
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        ).stdout.split()
        for seed in ("1", "77")
    )
    assert len(set(one)) == 4
    assert one == other


# --- read ------------------------------------------------------------------------------------------------------------

ACCENTED = "Café owner Zoë Brandt said the mill “burned” — all of it. Nobody was hurt."
LONG = "The mill in Tessel burned, and " * 330 + "nobody was hurt."
STRANGE = {
    "control.txt": "The mill\x07 burned\x1b[31m down. Three men\x0c were hurt.\x85 It was old.\x7f",
    "rtl.txt": "The \u202emill\u202c burned \u200fdown on Tuesday\u200e. \u2067Three men\u2069 were hurt there.",
    "emoji.txt": "The mill burned 🔥 down 👩‍👩‍👧‍👦 on Tuesday 🇺🇳. Three 👨🏽‍🚒 firefighters were hurt.",
    "long.txt": f"{LONG}\n\n{LONG[:-1]}\n",
    "quotes.txt": "“The mill burned, said one. She said: \"It is gone. He's ‘sad. «All of it” is lost.\n\n“Why?\n",
}
ENCODED: dict[str, bytes] = {
    "utf16.txt": b"\xff\xfe" + ACCENTED.encode("utf-16-le"),
    "utf16be.txt": b"\xfe\xff" + ACCENTED.encode("utf-16-be"),
    "bom.txt": b"\xef\xbb\xbf" + ACCENTED.encode(),
    "cp1252.txt": ACCENTED.encode("cp1252"),
    "latin1.txt": ACCENTED.replace("“", '"').replace("”", '"').replace("—", "-").encode("latin-1"),
}


@pytest.fixture(scope="module")
def read_run(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[bytes]:
    folder = tmp_path_factory.mktemp("read")
    save(folder, {**STRANGE, **ENCODED, "feed.jsonl": "".join(json.dumps(row) + "\n" for row in FEED)})
    return run("read", *ENCODED, "feed.jsonl", *STRANGE, "gone.txt", "--format", "jsonl", cwd=folder)


@pytest.fixture(scope="module")
def readings(read_run: subprocess.CompletedProcess[bytes]) -> list[Any]:
    assert read_run.returncode == 0, read_run.stderr.decode()
    lines = read_run.stdout.decode("utf-8").split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


def test_read_writes_one_object_a_line_in_the_order_of_the_inputs(readings: list[Any]) -> None:
    assert len(readings) == len(ENCODED) + len(FEED) + len(STRANGE)
    for reading in readings:
        jsonschema.validate(reading, schema("reading"))
    first = len(ENCODED)
    assert [reading["id"] for reading in readings[first : first + len(FEED)]] == [row["id"] for row in FEED]
    assert [r["source"] for r in readings[first + len(FEED) :]] == [Path(name).stem for name in STRANGE]
    assert readings[first]["text"] == FEED[0]["text"]
    assert readings[first]["published"] == "2031-05-08T09:46:40Z"
    assert readings[first + 1]["text"] == "Mill fire\n\nPolice questioned a man. He denied that he was there."
    assert readings[first + 1]["body_start"] == len("Mill fire\n\n")


def test_read_names_what_it_skipped_on_standard_error(read_run: subprocess.CompletedProcess[bytes]) -> None:
    assert read_run.stderr.decode().splitlines() == ["skipped gone.txt: does not exist; check the path"]


@pytest.mark.parametrize("name", ENCODED)
def test_encodings_are_read_right(name: str, readings: list[Any]) -> None:
    wanted = ENCODED[name].decode("latin-1") if name == "latin1.txt" else ACCENTED
    assert readings[list(ENCODED).index(name)]["text"] == wanted


@pytest.mark.parametrize("name", STRANGE)
def test_strange_text_breaks_nothing(name: str, readings: list[Any]) -> None:
    reading = next(r for r in readings if r["source"] == Path(name).stem)
    assert reading["text"] == STRANGE[name]
    assert untraced_in_reading(reading) == []
    assert reading["sentences"]
    assert reading["claims"]


# --- explain ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier as `compare --format json` writes it, made by hand."""
    file = tmp_path_factory.mktemp("explain") / "bridge.json"
    file.write_text(render_json(bridge_dossier()), encoding="utf-8")
    return file


def test_explain_shows_both_stretches_the_reason_and_the_evidence(written: Path) -> None:
    done = run("explain", written, "l01")
    told = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for part in ("Link l01", "CONFLICT, quantity", "Harbour Post, 4 March 2031, 16:30 UTC",
                 "River Courier, 5 March 2031", "“Hundreds of commuters were stranded on the east bank”",
                 "offsets 184 to 236", "93 %", "value 2000 to 9999 commuters", "differs  −1.00  numbers",
                 "agrees   +1.00  place"):  # fmt: skip
        assert part in told
    assert "\x1b" not in told


def test_explain_writes_the_link_with_its_claims_or_the_point_with_its_links(written: Path) -> None:
    link = json.loads(run("explain", written, "l03", "--format", "json").stdout)
    whole = json.loads(written.read_text(encoding="utf-8"))
    assert {**link, "claims": None} == {**next(one for one in whole["links"] if one["id"] == "l03"), "claims": None}
    assert [claim["id"] for claim in link["claims"]] == [link["left"], link["right"]]
    point = json.loads(run("explain", written, "p02", "--format", "json").stdout)
    assert [one["id"] for one in point["links"]] == ["l03", "l05"]


def test_explain_reads_what_compare_wrote_from_standard_input(mixed: subprocess.CompletedProcess[bytes]) -> None:
    points = json.loads(mixed.stdout)["points"]
    command = [*COMMAND, "explain", "-", points[0]["id"]]
    done = subprocess.run(command, input=mixed.stdout, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith(f"Point {points[0]['id']}\n")


def test_explain_makes_the_words_of_reports_safe(tmp_path: Path) -> None:
    dossier = plain_dossier("a \x1b]0;owned\x07 \u202eb", "c", sources=["\x1b[2J", "d"])
    (tmp_path / "hostile.json").write_text(render_json(dossier), encoding="utf-8")
    told = run("explain", tmp_path / "hostile.json", "l0").stdout.decode()
    assert "␛]0;owned␇ [U+202E]b" in told and "␛[2J" in told
    assert not set("\x1b\x07\u202e") & set(told)


@pytest.mark.parametrize(
    ("file", "link", "message"),
    [
        ("bridge.json", "x1", "Error: the dossier holds no link or point 'x1'"),
        ("bridge.json", "l", "Error: 'l' is the beginning of 14 ids (l01, l02, l03, l04, l05, ...)"),
        ("gone.json", "l01", "gone.json: does not exist"),
        (".", "l01", "cannot be read"),
        ("report.txt", "l01", "report.txt: is no dossier"),
        ("later.json", "l01", "later.json: says that it is 'rashomon/dossier/2'"),
        ("cut.json", "l01", "cut.json: is no dossier"),
    ],
)
def test_what_cannot_be_explained_exits_with_1_and_one_line(
    file: str, link: str, message: str, written: Path, tmp_path: Path
) -> None:
    text = written.read_text(encoding="utf-8")
    later = text.replace("rashomon/dossier/1", "rashomon/dossier/2")
    save(tmp_path, {"bridge.json": text, "report.txt": MILL, "later.json": later, "cut.json": text[:5000]})
    done = run("explain", file, link, cwd=tmp_path)
    assert_told(done, status=1, message=message)
    assert len(done.stderr.decode().splitlines()) == 1


# --- errors ----------------------------------------------------------------------------------------------------------


def assert_told(done: subprocess.CompletedProcess[bytes], *, status: int, message: str) -> None:
    told = done.stderr.decode()
    assert done.returncode == status, told
    assert done.stdout == b""
    assert message in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "--no-such-option", "a.txt"),
        ("compare",),
        ("compare", "a.txt", "b.txt", "--format", "docx"),
        ("compare", "a.txt", "b.txt", "--published", "2031-05-08"),
        ("compare", "a.txt", "b.txt", "--min-score", "2"),
        ("explain", "dossier.json"),
        ("explain", "dossier.json", "k1", "--format", "html"),
        ("no-such-command",),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_misuse_exits_with_2(arguments: tuple[str, ...]) -> None:
    assert_told(run(*arguments), status=2, message="Usage")


def test_too_few_reports_exit_with_1_and_the_reasons(tmp_path: Path) -> None:
    save(tmp_path, {"mill.txt": MILL, "empty.txt": ""})
    done = run("compare", "mill.txt", "empty.txt", cwd=tmp_path)
    assert_told(done, status=1, message="Error: at least two reports are needed, 1 could be read")
    assert "skipped empty.txt: is empty" in done.stderr.decode()


def test_nothing_to_read_exits_with_1(tmp_path: Path) -> None:
    assert_told(run("read", tmp_path / "gone.txt"), status=1, message="Error: no report could be read")


def test_a_date_that_is_none_exits_with_1(tmp_path: Path) -> None:
    save(tmp_path, {"mill.txt": MILL, "barn.txt": BARN})
    done = run("compare", "mill.txt", "barn.txt", "--published", "mill.txt=soon", cwd=tmp_path)
    assert_told(done, status=1, message="Error: the publication date 'soon'")


def test_a_wrong_setting_exits_with_1_and_names_the_choices(tmp_path: Path) -> None:
    save(tmp_path, {"mill.txt": MILL, "barn.txt": BARN, "settings.toml": "treshold = 1\n"})
    done = run("compare", "mill.txt", "barn.txt", "--config", "settings.toml", cwd=tmp_path)
    assert_told(done, status=1, message="Error: unknown setting 'treshold'")
    assert "size_limit_mb" in done.stderr.decode()


def test_an_output_that_cannot_be_written_exits_with_1(tmp_path: Path) -> None:
    save(tmp_path, {"mill.txt": MILL})
    done = run("read", "mill.txt", "--output", "no/such/folder/out.jsonl", cwd=tmp_path)
    assert_told(done, status=1, message="cannot be written")


def test_a_measure_of_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert_told(run("bench", "events", "--data", tmp_path), status=1, message="no set of articles")


def test_missing_data_for_a_measure_exits_with_1(tmp_path: Path) -> None:
    assert_told(run("bench", "links", "--data", tmp_path), status=1, message="Error: ")


def test_version_and_help() -> None:
    version = run("--version")
    assert (version.returncode, version.stdout.decode()) == (0, f"rashomon {rashomon.__version__}\n")
    overview = run("--help").stdout.decode()
    assert all(command in overview for command in ("compare", "read", "explain", "bench"))


def test_a_closed_pipe_prints_no_traceback(tmp_path: Path) -> None:
    texts = [{"id": str(n), "text": f"{MILL} {n}"} for n in range(40)]  # more than a pipe holds
    save(tmp_path, {"feed.jsonl": "".join(json.dumps(row) + "\n" for row in texts)})
    command = [*COMMAND, "read", str(tmp_path / "feed.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        line = process.stdout.readline()
        process.stdout.close()
        told = process.stderr.read().decode()
        process.wait(timeout=60)
    assert json.loads(line)["id"] == "0"
    assert told == ""


# --- models ----------------------------------------------------------------------------------------------------------

MODELS = ("claim_pairs.int8.onnx", "encoder.int8.onnx", "link_decision.json", "tokenizer.json")


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the models folder that the package looks into, with nothing remembered from the real one."""
    folder = tmp_path / "models"
    shutil.copytree(files._FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(files, "_FOLDER", folder)
    sessions._open.cache_clear()
    yield folder
    sessions._open.cache_clear()


def reports(folder: Path) -> list[Path]:
    save(folder, {"mill.txt": MILL, "barn.txt": BARN})
    return [folder / "mill.txt", folder / "barn.txt"]


def assert_names_the_repair(error: rashomon.ModelError, folder: Path, name: str) -> None:
    digest = json.loads((folder / "digests.json").read_text(encoding="utf-8"))[name]
    message = str(error)
    assert str(folder / name) in message
    assert digest in message
    assert "pip install --force-reinstall --no-deps rashomon" in message


def test_every_model_file_has_a_digest() -> None:
    assert set(json.loads((files._FOLDER / "digests.json").read_text(encoding="utf-8"))) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_a_missing_model_is_an_error_and_no_empty_result(name: str, models: Path, tmp_path: Path) -> None:
    (models / name).unlink()
    with pytest.raises(rashomon.ModelError, match="cannot be read") as caught:
        rashomon.compare(reports(tmp_path))
    assert_names_the_repair(caught.value, models, name)


@pytest.mark.parametrize("name", MODELS)
def test_an_altered_model_is_an_error(name: str, models: Path, tmp_path: Path) -> None:
    content = bytearray((models / name).read_bytes())
    content[len(content) // 2] ^= 1
    (models / name).write_bytes(content)
    with pytest.raises(rashomon.ModelError, match="was altered") as caught:
        rashomon.compare(reports(tmp_path))
    assert_names_the_repair(caught.value, models, name)
