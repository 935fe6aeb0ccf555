"""robots.txt: what a site asks of those who fetch its pages (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

AGENT = "rashomon"
_MOST_RULES = 5000
_LONGEST_DELAY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules for this program: (path pattern, allowed), and the seconds between requests that the site asks for."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0


ALLOW_ALL = Robots()
REFUSE_ALL = Robots(rules=(("/", False),))


def read_robots(text: str) -> Robots:
    """The rules of a robots.txt for "rashomon", else for "*". Delays are at most 60 seconds."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines():
        name, colon, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        if not colon:
            continue
        match name.lower():
            case "user-agent":
                agents = [value.lower()] if in_rules else [*agents, value.lower()]
                in_rules = False
                groups.setdefault(value.lower(), [])
            case "allow" | "disallow":
                in_rules = True
                for agent in agents:
                    if value and len(groups[agent]) < _MOST_RULES:
                        groups[agent].append((_normal(value), name.lower() == "allow"))
            case "crawl-delay":
                in_rules = True
                delays |= dict.fromkeys(agents, _delay(value))
    agent = AGENT if AGENT in groups else "*"
    return Robots(rules=tuple(groups.get(agent, ())), delay=delays.get(agent, 0.0))


def may_fetch(robots: Robots, path: str) -> bool:
    """Whether the longest pattern that fits `path` (with its query) allows it; allow wins between equals."""
    if path == "/robots.txt":
        return True
    path = _normal(path)
    fitting = [(len(pattern), allowed) for pattern, allowed in robots.rules if _fits(pattern, path)]
    return max(fitting)[1] if fitting else True


def _fits(pattern: str, path: str) -> bool:
    """Whether `path` begins as `pattern` says: * is any characters, $ at the end is the end of the path."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not ends or at == len(path)
    *between, last = others
    for part in between:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return path.endswith(last) and len(path) - len(last) >= at if ends else path.find(last, at) >= 0


def _normal(path: str) -> str:
    return quote(unquote(path), safe="/?&=*$:;,+@!~'()#[]")


def _delay(value: str) -> float:
    try:
        return min(max(float(value), 0.0), _LONGEST_DELAY)
    except ValueError:
        return 0.0
