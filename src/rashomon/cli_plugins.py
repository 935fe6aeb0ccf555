"""The command that says which plugins are installed, and whether they can be used."""

from __future__ import annotations

import typer

from rashomon.cli_options import Config


def register(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    app.command()(plugins)


def plugins(config: Config = None) -> None:
    """List the installed plugins (sources, evidence functions), and try whether each can be loaded."""
    from rashomon.errors import PluginError
    from rashomon.plugins.installed import GROUPS, find_plugins
    from rashomon.plugins.messages import Load
    from rashomon.plugins.process import PluginProcess
    from rashomon.rendering.notes import name_plugin
    from rashomon.rendering.visible import one_line, shorten
    from rashomon.settings import load_settings

    settings = load_settings(config)
    installed = [one for kind in GROUPS for one in find_plugins(kind)]
    for one in installed:
        process = PluginProcess(one, seconds=settings.plugin_seconds)
        try:
            process.ask(Load(value=one.value), type(None))
            state = "ready"
        except PluginError as error:
            state = f"cannot be used: {error}"
        finally:
            process.close()
        typer.echo(f"{name_plugin(one.plugin)}: {shorten(one_line(state), 400)}")
    if not installed:
        typer.echo("no plugins are installed")
    if not settings.plugins:
        typer.echo("they take no part: the setting plugins is off", err=True)
