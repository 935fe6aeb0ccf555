"""The sources among the plugins: which of them reads an input, and what it gives.

Where one fails, the input is read as if it were not installed, and that is told; the next input is asked of it again,
so that the order of the inputs changes nothing. Only one that can't be loaded, or had to be stopped several times, is
asked no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rashomon.errors import PluginError
from rashomon.plugins.installed import Installed, find_plugins
from rashomon.plugins.messages import GivenReport, Read, Recognise
from rashomon.plugins.process import PluginProcess
from rashomon.records import Plugin

_MOST_STOPS = 3


class SourcePlugins:
    """The installed sources. Made by `open_source_plugins`."""

    def __init__(self, processes: tuple[PluginProcess, ...]) -> None:
        """None of `processes` needs to run yet."""
        self._processes = processes
        self._used: set[Plugin] = set()

    @property
    def used(self) -> tuple[Plugin, ...]:
        """Those that have read an input, sorted by name."""
        return tuple(sorted(self._used, key=lambda plugin: (plugin.name, plugin.package)))

    def find(self, name: str, head: bytes) -> tuple[PluginProcess | None, list[tuple[str, str]]]:
        """The first source that recognises the input `name`, which begins with `head`; and who failed, and why."""
        failed: list[tuple[str, str]] = []
        for process in self._processes:
            if is_out(process):
                continue
            try:
                if process.ask(Recognise(name=name, head=head), bool):
                    return process, failed
            except PluginError as error:
                failed.append((name_installed(process.installed), self._tell(process, error)))
        return None, failed

    def read(self, process: PluginProcess, name: str, content: bytes, *, most: int) -> tuple[list[GivenReport], int]:
        """At most `most` reports of the input, and how many more there are. Raises: PluginError with the reason."""
        try:
            reports, left_out = process.ask(Read(name=name, content=content, most=most), tuple[list[GivenReport], int])
        except PluginError as error:
            raise PluginError(self._tell(process, error)) from error
        self._used.add(process.installed.plugin)
        return reports, left_out

    def _tell(self, process: PluginProcess, error: PluginError) -> str:
        out = "; it is not asked any more" if is_out(process) else ""
        return f"{error}; the input is read without it{out}"


def is_out(process: PluginProcess) -> bool:
    """True for a source that can't be loaded, or that had to be stopped too often."""
    return process.cannot_load or process.stops >= _MOST_STOPS


def name_installed(installed: Installed) -> str:
    """How what was left out names a plugin."""
    plugin = installed.plugin
    return f"plugin {plugin.name} ({plugin.package} {plugin.version})"


@contextmanager
def open_source_plugins(seconds: float | None) -> Iterator[SourcePlugins | None]:
    """The installed sources, each of which may take `seconds` for an input; None where none is, or none may."""
    installed = find_plugins("source") if seconds is not None else ()
    if not installed or seconds is None:
        yield None
        return
    processes = tuple(PluginProcess(one, seconds=seconds) for one in installed)
    try:
        yield SourcePlugins(processes)
    finally:
        for process in processes:
            process.close()
