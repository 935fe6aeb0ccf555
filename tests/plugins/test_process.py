"""A plugin runs apart: what it raises, prints, waits for or ends with stays in its own process."""

from __future__ import annotations

import os
import time

import pytest
from tests.plugins.installing import install

from rashomon.errors import PluginError
from rashomon.plugins.installed import find_plugins
from rashomon.plugins.messages import Recognise
from rashomon.plugins.process import PluginProcess

ASK = Recognise(name="a.txt", head=b"From")


@pytest.fixture
def start(monkeypatch, tmp_path):
    """A function from the code of a source to its process; all are stopped in the end."""
    started = []

    def make(code: str, *, seconds: float = 20.0) -> PluginProcess:
        install(monkeypatch, tmp_path / "site", "probe", code, sources={"probe": "probe"})
        (found,) = [one for one in find_plugins("source") if one.plugin.package == "probe"]
        started.append(PluginProcess(found, seconds=seconds))
        return started[-1]

    yield make
    for process in started:
        process.close()


def test_an_answer_comes_back(start):
    process = start("def recognises(name, head): return name == 'a.txt' and head == b'From'")
    assert process.ask(ASK, bool) is True
    assert process.ask(Recognise(name="b.txt", head=b""), bool) is False
    assert process.stops == 0


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('no such\\n kind')", r"raised ValueError: no such kind \(probe.py, line 2\)"),
        ("import sys; sys.exit('enough')", "raised SystemExit: enough"),
        ("return 1 / 0", "raised ZeroDivisionError"),
        ("return recognises(name, head)", "raised RecursionError"),
        ("import os; os._exit(3)", r"ended without an answer \(exit status 3\)"),
    ],
    ids=["raises", "exits", "divides", "recurses", "ends"],
)
def test_a_failure_is_told(start, body, reason):
    process = start(f"def recognises(name, head):\n    {body}\n")
    with pytest.raises(PluginError, match=reason):
        process.ask(ASK, bool)


def test_an_error_that_fails_in_telling_is_told(start):
    code = "class Odd(Exception):\n    def __str__(self): raise ValueError\ndef recognises(name, head): raise Odd"
    with pytest.raises(PluginError, match="raised Odd"):
        start(code).ask(ASK, bool)


@pytest.mark.parametrize("code", ["import not_there", "raise OSError", "def other(): pass", "def broken(:"])
def test_one_that_cannot_be_loaded_is_told(start, code):
    with pytest.raises(PluginError, match="raised"):
        start(code).ask(ASK, bool)


def test_one_that_hangs_is_stopped_and_may_be_asked_again(start):
    process = start("import time\ndef recognises(name, head):\n    while name == 'a.txt': time.sleep(1)\n", seconds=1.5)
    before = time.monotonic()
    with pytest.raises(PluginError, match=r"no answer within 1\.5 seconds"):
        process.ask(ASK, bool)
    assert time.monotonic() - before < 8
    assert not process.is_running and process.stops == 1
    assert process.ask(Recognise(name="b.txt", head=b""), bool) is False


def test_one_that_hangs_while_it_is_told_is_stopped(start):
    code = "import time\ndef recognises(name, head): time.sleep(60)"
    with pytest.raises(PluginError, match="no answer"):
        start(code, seconds=1.5).ask(Recognise(name="a", head=b"x" * 5_000_000), bool)


def test_what_it_starts_is_stopped_with_it(start, tmp_path):
    code = (
        "import subprocess, sys, time\n"
        "def recognises(name, head):\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"    open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))\n"
        "    time.sleep(60)\n"
    )
    with pytest.raises(PluginError, match="no answer"):
        start(code, seconds=2.5).ask(ASK, bool)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        if not is_alive(pid):
            return
        time.sleep(0.1)
    pytest.fail("the plugin's own process lives on")


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_it_prints_is_no_answer(start):
    process = start("import os\ndef recognises(name, head): print('x' * 9999); return os.write(1, b'y' * 99)")
    assert process.ask(ASK, bool) is True


def test_it_cannot_read_what_is_asked_of_it(start):
    assert start("import sys\ndef recognises(name, head): return sys.stdin.read() == ''").ask(ASK, bool) is True


def test_sets_come_in_one_order(start):
    process = start("def recognises(name, head): raise ValueError(''.join({'a', 'b', 'c', 'd', 'e', 'f'}))")
    reasons = set()
    for _ in range(3):
        with pytest.raises(PluginError) as caught:
            process.ask(ASK, bool)
        reasons.add(str(caught.value))
        process.close()
    assert len(reasons) == 1


def test_no_module_of_the_current_folder_is_run(start, monkeypatch, tmp_path):
    process = start("def recognises(name, head): return True")
    (tmp_path / "json.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert process.ask(ASK, bool) is True
    assert not (tmp_path / "ran").exists()
