"""The evidence functions among the plugins: asked about all candidate pairs, or out of the run.

One that fails at any pair takes no part at all, so that a result never rests on half of what it had to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from rashomon.errors import PluginError
from rashomon.plugins import Finding
from rashomon.plugins.installed import Installed, find_plugins
from rashomon.plugins.messages import Judge, Know
from rashomon.plugins.process import PluginProcess
from rashomon.plugins.sources import name_installed
from rashomon.records import Plugin, Reading, Skipped, Span

HEAVIEST = 7.0
"""The greatest match weight either way: 128 times as likely, or as unlikely."""
_LONGEST_DETAIL = 300

Named = tuple[str, Finding]
"""A finding, behind the name of the plugin that found it."""


class EvidencePlugins:
    """The evidence functions that take part in a run. Made by `open_evidence_plugins`."""

    def __init__(self, processes: Sequence[PluginProcess], failed: Sequence[Skipped] = ()) -> None:
        """`failed` are those that could not be taken, with the reason."""
        self._processes = list(processes)
        self._failed = list(failed)
        self._readings: tuple[Reading, ...] = ()

    @property
    def taking_part(self) -> tuple[Plugin, ...]:
        """Those that have not failed, sorted by name."""
        return tuple(process.installed.plugin for process in self._processes)

    @property
    def failed(self) -> tuple[Skipped, ...]:
        """Those that have failed, with the reason."""
        return tuple(self._failed)

    def know(self, readings: Sequence[Reading]) -> None:
        """Tells them whose claims they will be asked about."""
        self._readings = tuple(readings)
        for process in self._processes:
            process.close()  # what it knew is of other reports

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Named, ...]]:
        """What each has found about each of `pairs` (ids of claims), by name.

        Raises: PluginError where one has failed. That one is out from now on; what it found before must not be used.
        """
        found: list[list[Named]] = [[] for _ in pairs]
        for process in list(self._processes):
            try:
                answers = self._ask(process, pairs)
            except PluginError as error:
                self._drop(process, str(error))
                raise
            for own, answer in zip(found, answers, strict=True):
                if answer is not None:
                    own.append((process.installed.plugin.name, answer))
        return [tuple(own) for own in found]

    def close(self) -> None:
        """Stops all of them."""
        for process in self._processes:
            process.close()

    def _ask(self, process: PluginProcess, pairs: Sequence[tuple[str, str]]) -> list[Finding | None]:
        if not process.is_running:
            process.ask(Know(readings=self._readings), type(None))
        answers = process.ask(Judge(pairs=list(pairs)), list[Finding | None])
        if len(answers) != len(pairs):
            raise PluginError(f"gave {len(answers):,} answers to {len(pairs):,} questions")
        lengths = {claim.id: len(one.article.text) for one in self._readings for claim in one.claims}
        return [
            None if one is None else _checked(one, lengths[left], lengths[right])
            for one, (left, right) in zip(answers, pairs, strict=True)
        ]

    def _drop(self, process: PluginProcess, reason: str) -> None:
        process.close()
        self._processes.remove(process)
        self._failed.append(
            Skipped(input=name_installed(process.installed), reason=f"{reason}; nothing that it found was used")
        )


def _checked(finding: Finding, left: int, right: int) -> Finding:
    """The finding with its detail on one line of bounded length. `left` and `right` are the lengths of the two texts.

    Raises: PluginError where a number or a stretch is none that may be.
    """
    if not -1 <= finding.agreement <= 1 or not -HEAVIEST <= finding.weight <= HEAVIEST:  # NaN is neither
        raise PluginError(
            f"gave the agreement {finding.agreement:g} and the weight {finding.weight:g}; "
            f"they run from -1 to 1 and from {-HEAVIEST:g} to {HEAVIEST:g}"
        )
    if not (_within(finding.left, left) and _within(finding.right, right)):
        raise PluginError("gave a stretch that is not in the article's text")
    detail = " ".join(finding.detail.split())
    if not detail:
        raise PluginError("gave a finding without a detail")
    return replace(finding, detail=detail[:_LONGEST_DETAIL])


def _within(span: Span | None, length: int) -> bool:
    return span is None or 0 <= span.start < span.end <= length


def planned_plugins(*, taken: Collection[str]) -> tuple[Plugin, ...]:
    """The evidence functions that a run would ask; see `open_evidence_plugins`."""
    return tuple(one.plugin for one in _choose(find_plugins("evidence"), taken)[0])


@contextmanager
def open_evidence_plugins(seconds: float | None, *, taken: Collection[str]) -> Iterator[EvidencePlugins | None]:
    """The installed evidence functions, each of which may take `seconds` for two reports; None where there is none.

    A name in `taken`, or that another plugin has, is refused: evidence is shown under the name of who gave it.
    """
    installed = find_plugins("evidence") if seconds is not None else ()
    if not installed or seconds is None:
        yield None
        return
    chosen, refused = _choose(installed, taken)
    why = "its name is taken: no evidence may have two meanings"
    plugins = EvidencePlugins(
        [PluginProcess(one, seconds=seconds) for one in chosen],
        [Skipped(input=name_installed(one), reason=why) for one in refused],
    )
    try:
        yield plugins
    finally:
        plugins.close()


def _choose(installed: Sequence[Installed], taken: Collection[str]) -> tuple[list[Installed], list[Installed]]:
    """Those whose names are free, and the others."""
    chosen: dict[str, Installed] = {}
    refused = []
    for one in installed:
        if one.plugin.name in taken or one.plugin.name in chosen:
            refused.append(one)
        else:
            chosen[one.plugin.name] = one
    return list(chosen.values()), refused
