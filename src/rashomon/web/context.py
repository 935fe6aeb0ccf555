"""Stand-in until the reading room's own context is merged: one archive at a time, and templates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rashomon.rendering.dates import show_minute
from rashomon.rendering.html import show

if TYPE_CHECKING:
    from rashomon.store import Archive


class Context:
    """What the pages share."""

    def __init__(self, address: str) -> None:
        """`address` is the archive's."""
        self.address = address
        self._templates = Environment(
            loader=PackageLoader("rashomon.web", "templates"), autoescape=True, undefined=StrictUndefined
        )
        self._templates.filters.update(show=show, minute=show_minute)
        self._templates.globals["csrf_field"] = lambda token: (
            Markup('<input type="hidden" name="csrf" value="{}">').format(token) if token else Markup()
        )

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """An open archive for the length of the `with`."""
        from rashomon.store import open_archive

        with open_archive(self.address) as archive:
            yield archive

    def render(self, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template `name` with `values`, as a page."""
        shared = {
            "request": request,
            "context": self,
            "user": getattr(request.state, "user", None),
            "csrf": getattr(request.state, "csrf", ""),
        }
        return HTMLResponse(self._templates.get_template(name).render(shared | values), status_code=status)


def context_of(request: Request) -> Context:
    """The context of the app that serves `request`."""
    context: Context = request.app.state.context
    return context
