from __future__ import annotations

import time

import pytest

from rashomon.sources.robots import may_fetch, read_robots

RULES = """
User-agent: greedybot
Disallow: /

User-agent: other
User-agent: *   # everyone else
Disallow: /search
Allow: /search/help
Disallow: /*.pdf$
Disallow: /a*b*c
Disallow: /caf%C3%A9
Disallow:
Crawl-delay: 3
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/", True), ("/search", False), ("/search?q=x", False), ("/search/help", True), ("/x/y.pdf", False),
     ("/x/y.pdf?z", True), ("/a-b-c", False), ("/a-c-b", True), ("/café", False), ("/robots.txt", True)],
)  # fmt: skip
def test_the_longest_rule_that_fits_counts(path: str, expected: bool) -> None:
    assert may_fetch(read_robots(RULES), path) is expected


def test_the_group_of_this_program_comes_before_that_of_all() -> None:
    robots = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: Rashomon\nDisallow: /x\nCrawl-delay: 900\n")
    assert may_fetch(robots, "/y") and not may_fetch(robots, "/x") and robots.delay == 60.0


def test_delays_and_noise() -> None:
    assert read_robots(RULES).delay == 3.0
    assert read_robots("Disallow: /\nnoise\n\x00:\nCrawl-delay: soon").rules == ()
    assert read_robots("User-agent: *\nCrawl-delay: soon").delay == 0.0


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    robots = read_robots("User-agent: *\nDisallow: /" + "*a" * 500 + "$\n")
    started = time.monotonic()
    assert may_fetch(robots, "/" + "a" * 4000 + "b")
    assert time.monotonic() - started < 0.5
