"""What a run's notes say of the plugins that took part, a line each, the same in every output."""

from __future__ import annotations

from typing import Final

from rashomon.records import Plugin
from rashomon.rendering.lookup import Lookup
from rashomon.rendering.visible import one_line, shorten

_NAME = 80
_DETAIL = 160
_VETOES: Final = 20


def plugin_lines(lookup: Lookup) -> tuple[str, ...]:
    """Each plugin with its package and version, and each pair of claims that one keeps apart."""
    vetoes = [one for one in lookup.dossier.vetoes if one.left in lookup.codes and one.right in lookup.codes]
    told = [
        f"plugin {_short(one.plugin)} keeps {lookup.codes[one.left]} and {lookup.codes[one.right]} apart: "
        f"{shorten(one_line(one.detail), _DETAIL)}"
        for one in vetoes[:_VETOES]
    ]
    if len(vetoes) > _VETOES:
        told.append(f"and {len(vetoes) - _VETOES:,} pairs more")
    return (*map(name_plugin, lookup.dossier.run.plugins), *told)


def name_plugin(plugin: Plugin) -> str:
    """ "plugin case-numbers (evidence, rashomon-courthouse 0.1.0)" """
    return f"plugin {_short(plugin.name)} ({plugin.kind}, {_short(plugin.package)} {_short(plugin.version)})"


def _short(name: str) -> str:
    return shorten(one_line(name), _NAME)
