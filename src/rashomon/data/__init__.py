"""Tables that travel with the program: lexicons and gazetteers, each a JSON file with its source in the key "about"."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec


@cache
def load_table(name: str) -> Any:
    """The parsed contents of `data/<name>.json`. Read once, then kept; callers do not change it."""
    return msgspec.json.decode(files(__package__).joinpath(f"{name}.json").read_bytes())
