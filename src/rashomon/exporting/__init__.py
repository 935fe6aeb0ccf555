"""Dossiers and news of an archive in the formats that other programs read; `formats.FORMATS` is the table of them.

One module a family, each of functions from a dossier to bytes or rows. Nothing here asks a clock or a model: equal
dossiers give equal bytes. A dossier that was read back from its JSON gives the same as the one that was written.
"""

from rashomon.exporting.formats import FEEDS, FORMATS, Format

__all__ = ["FEEDS", "FORMATS", "Format"]
