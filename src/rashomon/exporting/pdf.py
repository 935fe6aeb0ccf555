"""The dossier's page as a browser prints it. Chromium, Chrome or Edge has to be there; nothing is fetched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from rashomon.errors import RashomonError
from rashomon.records import Dossier
from rashomon.rendering import render_html

BROWSERS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"
)  # fmt: skip
_MAC: Final = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
_SECONDS = 180.0
_TOLD = 200
# The page needs no network, so the browser has none; its content security policy lets no script run.
_ARGUMENTS: Final = (
    "--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9",
    "--no-pdf-header-footer",
)  # fmt: skip
# When it was printed; other digits of the same length leave every offset in the file as it is.
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}([^)]*)\)")


class NoBrowserError(RashomonError):
    """There is no browser on this machine that prints."""


def find_browser() -> str:
    """The program that prints. Raises: NoBrowserError."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    if Path(_MAC).exists():
        return _MAC
    raise NoBrowserError(
        "a PDF is printed by a browser, and none is here; install Chromium (Debian: apt-get install chromium), Chrome "
        "or Edge so that it is on the PATH, or take --format html and print that"
    )


def render_pdf(dossier: Dossier) -> bytes:
    """The page of the dossier as PDF, all that is folded opened. The same browser gives the same bytes.

    Raises: NoBrowserError; RashomonError where the browser fails or takes longer than three minutes.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="rashomon-pdf-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "dossier.html", Path(folder) / "dossier.pdf"
        # In the words of reports "<" is escaped: these are the page's own.
        page.write_text(
            render_html(dossier).replace("<details", "<details open"), encoding="utf-8", errors="backslashreplace"
        )
        told = _run([browser, *_ARGUMENTS, *_as_root(), f"--user-data-dir={folder}/profile",
                     f"--print-to-pdf={printed}", page.as_uri()], folder)  # fmt: skip
        if not printed.exists():
            raise RashomonError(f"{browser} has printed no PDF: {told or 'it said nothing'}; take --format html")
        return _without_clock(printed.read_bytes())


def _run(command: list[str], folder: str) -> str:
    """Runs the browser to its end, and ends all that it started; the last line that it said."""
    home = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder, "TZ": "UTC"}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=os.environ | home, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise RashomonError(f"{command[0]} can't be started ({error.strerror or error}); take --format html") from error
    try:
        _, told = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise RashomonError(f"{command[0]} has not printed within {_SECONDS:g} seconds; take --format html") from error
    finally:
        _end(process)
    lines = told.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][-_TOLD:] if lines else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # all of it has ended
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _as_root() -> tuple[str, ...]:
    """Chromium's sandbox does not work for root, as in a container."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _without_clock(pdf: bytes) -> bytes:
    return _DATES.sub(rb"/\1 (D:20000101000000\2)", pdf)
