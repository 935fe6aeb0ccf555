"""The files of a folder, in the order of their names."""

from __future__ import annotations

from pathlib import Path

from rashomon.errors import InputError


def list_folder(folder: Path) -> tuple[Path, ...]:
    """The files in `folder` and the folders below it, sorted by path.

    Left out: hidden files and folders, links to folders, and the "page_files" folders that browsers put beside a
    saved page.

    Raises:
        InputError: there is no file in it.
    """
    files = tuple(sorted(_walk(folder), key=lambda path: path.parts))
    if not files:
        raise InputError("is a folder without files; give a folder that holds reports")
    return files


def _walk(folder: Path) -> list[Path]:
    files: list[Path] = []
    waiting = [folder]
    while waiting:
        entries = list(waiting.pop().iterdir())
        pages = {entry.stem for entry in entries if entry.suffix.lower() in (".html", ".htm", ".xhtml")}
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not entry.is_dir():
                files.append(entry)
            elif not entry.is_symlink() and entry.name.removesuffix("_files") not in pages:
                waiting.append(entry)
    return files
