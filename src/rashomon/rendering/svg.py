"""Plots as SVG files of their own: no script, no font, no address; readable on light and dark, with what they say in
words. The colours are those of the dossier's page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final

from rashomon.errors import RashomonError
from rashomon.rendering.visible import one_line, shorten

LINE: Final = 20
"""Units from one line of text to the next."""
_WIDE = 7.2  # a character of the text, on average; the widest texts are cut at the right edge
# XML has no place for these two, however they are written.
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
# Each rule begins with the class of the plot: in a notebook the styles of one output meet all others.
_RULES = Template("""
.rashomon-plot .paper{fill:$paper}
.rashomon-plot text{fill:$ink;unicode-bidi:isolate}
.rashomon-plot .soft{fill:$soft}
.rashomon-plot .line{stroke:$line;fill:none}
.rashomon-plot .stripe{fill:$raised}
.rashomon-plot .stated{fill:$same_line;stroke:$same_line}
.rashomon-plot .partly{fill:$paper;stroke:$same_line}
.rashomon-plot .contradicted{fill:$conflict_line;stroke:$conflict_line}
.rashomon-plot .silent{stroke:$only_line;fill:none}
.rashomon-plot .bow{stroke:$conflict_line;fill:none}
.rashomon-plot .contested{fill:$conflict_line}
.rashomon-plot .corroborated{fill:$same_line}
.rashomon-plot .single-source{fill:$only_line}
""")
_FIXED = """
.rashomon-plot{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;
max-width:100%;height:auto}
.rashomon-plot .head{font-size:16px;font-weight:600}
.rashomon-plot .letter{font-weight:600;text-anchor:middle}
.rashomon-plot .number{text-anchor:middle;font-variant-numeric:tabular-nums}
.rashomon-plot .line,.rashomon-plot .silent{stroke-width:1}
.rashomon-plot .bow{stroke-width:1.5}
.rashomon-plot .stated,.rashomon-plot .partly,.rashomon-plot .contradicted{stroke-width:1.5}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot as the text of an SVG file, which notebooks show. `title` and `words` say what it shows."""

    title: str
    words: str
    svg: str

    def save(self, path: str | Path) -> None:
        """Writes the SVG file. Raises: RashomonError where it can't be written."""
        try:
            Path(path).write_text(self.svg, encoding="utf-8")
        except OSError as error:
            raise RashomonError(f"the plot cannot be written to {path}: {error.strerror}; check the path") from error

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        """What the plot shows, in words: a file of thousands of lines is nothing to look at."""
        return f"<Plot: {self.title}. {self.words}>"


def draw(title: str, words: str, parts: Iterable[str], *, width: float, height: float) -> Plot:
    """The plot with `parts`, which are SVG. `title` and `words` are text and are escaped here."""
    head = clean(title)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rashomon-plot" role="img" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}" aria-label="{head}. {clean(words)}">\n'
        f"<title>{head}</title><desc>{clean(words)}</desc>\n<style>{_style()}</style>\n"
        f'<rect class="paper" width="{width:g}" height="{height:g}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )
    return Plot(title=one_line(title), words=one_line(words), svg=svg)


def label(x: float, y: float, text: str, kind: str = "", *, limit: int = 200, hover: str = "") -> str:
    """A line of text that begins at (x, y), cut to `limit` characters; `hover` is shown by the pointer."""
    shown = f"<title>{clean(hover)}</title>" if hover else ""
    attribute = f' class="{kind}"' if kind else ""
    return f'<text{attribute} x="{x:g}" y="{y:g}">{shown}{clean(shorten(one_line(text), limit))}</text>'


def clean(text: str) -> str:
    """Text of a report as SVG has it: on one line, hidden characters shown, escaped."""
    return escape(_NO_CHARACTER.sub("\ufffd", one_line(text)))


def width_of(characters: int) -> float:
    """How wide so many characters are, about."""
    return characters * _WIDE


@cache
def _style() -> str:
    """The rules, in light colours and, where the reader asks for dark, in dark ones."""
    css = files(__package__).joinpath("dossier.css").read_text(encoding="utf-8")
    light, dark = (
        {name.replace("-", "_"): value for name, value in re.findall(r"--([a-z-]+):(#[0-9a-f]{3,8})", block)}
        for block in re.findall(r":root\{(.*?)\}", css, re.DOTALL)[:2]
    )
    rules = _FIXED + _RULES.substitute(light)
    return f"{rules}@media (prefers-color-scheme:dark){{{_RULES.substitute(dark)}}}\n"
