"""The reading room in a browser: two widths, dark, without JavaScript, by keyboard alone, and axe."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.web.rooms import BRIDGE, HOSTILE, Room

from rashomon.settings import Settings
from rashomon.web.app import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (on Debian: apt-get install chromium)")
sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")

WIDE, NARROW = (1280, 900), (390, 844)
PAGES = {
    "start": "/",
    "search": "/?q=mill&source=x",
    "event": f"/events/{BRIDGE}",
    "hostile": f"/events/{HOSTILE}",
    "side": f"/events/{BRIDGE}/side?reports=A&reports=B&reports=C",
    "hostile side": f"/events/{HOSTILE}/side",
    "points": f"/events/{BRIDGE}/points",
    "claim": "/claims/post/0-20",
    "article": "/articles/post",
    "versions": "/articles/dam2?against=dam1",
    "source": "/sources/Valley%20Post",
    "upload": "/upload",
    "check": "/check",
    "missing": "/nothing",
}


@pytest.fixture(scope="module")
def address(room: Room) -> Iterator[str]:
    """The reading room on a port of this machine."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(Settings(), archive=str(room.archive))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(
    browser: Any, address: str, path: str, size: tuple[int, int] = WIDE, **options: Any
) -> tuple[Any, list[str]]:
    """The page, and what it complained of or asked of other machines."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on(
        "request", lambda request: heard.append(request.url) if not request.url.startswith((address, "data:")) else None
    )
    page.goto(address + path)
    return page, heard


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["1280", "390-dark"])
@pytest.mark.parametrize("name", PAGES)
def test_fits_and_has_no_violation(browser, address, name, size, scheme):
    page, heard = open_page(browser, address, PAGES[name], size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert [one for one in heard if "404" not in one] == []
    assert page.title() != "owned"
    page.context.close()


def test_from_start_to_a_conflict_by_keyboard_without_javascript(browser, address):
    page, _ = open_page(browser, address, "/?conflicting=true", java_script_enabled=False)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        if page.evaluate("document.activeElement.textContent").startswith("Kestrel"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/events/{BRIDGE}")
    assert page.locator("#conflict-1 .value").first.is_visible()
    page.locator("#conflict-1 summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#conflict-1 details.evidence table").first.is_visible()
    page.context.close()


def test_partners_are_followed_by_anchor_without_javascript(browser, address):
    page, _ = open_page(browser, address, PAGES["side"], NARROW, java_script_enabled=False)
    page.locator('.refs a[href="#B3"]').first.click()
    assert page.url.endswith("#B3")
    assert 0 <= page.locator("mark.B3").first.bounding_box()["y"] < NARROW[1]
    page.locator('.refs a[href="#why-B3"]').first.click()
    assert 0 <= page.locator("#why-B3").bounding_box()["y"] < NARROW[1]
    page.context.close()


def test_following_a_statement_scrolls_its_partners_and_shows_the_evidence(browser, address):
    page, heard = open_page(browser, address, PAGES["side"], (1280, 420), reduced_motion="reduce")
    own = page.locator('.refs a[href="#why-A4"]')
    own.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".shown-why")
    assert panel.is_visible() and "numbers" in panel.inner_text()
    assert page.locator("mark.B3.followed").count() >= 1 and page.locator("mark.A4.followed").count() >= 1
    column = page.locator(".column").nth(1).bounding_box()
    partner = page.locator("mark.B3").first.bounding_box()
    assert column["y"] <= partner["y"] < column["y"] + column["height"]
    page.keyboard.press("Escape")
    assert panel.is_hidden() and page.locator(".followed").count() == 0
    assert page.evaluate("document.activeElement.hash") == "#why-A4"
    assert heard == []
    page.context.close()


def test_layers_of_an_article_are_switched_without_javascript(browser, address):
    page, _ = open_page(browser, address, PAGES["article"], java_script_enabled=False)
    time_mark = page.locator(".marked .l-time").first
    ground = "one => getComputedStyle(one).backgroundColor"
    before = time_mark.evaluate(ground)
    page.locator("#show-time").focus()
    page.keyboard.press("Space")
    assert time_mark.evaluate(ground) != before
    page.context.close()


def test_more_items_come_in_place_with_htmx_and_by_a_page_without(browser, address, monkeypatch):
    from dataclasses import replace

    from rashomon.web import views

    monkeypatch.setitem(views.SECTIONS, "wording", replace(views.SECTIONS["wording"], size=1))
    page, heard = open_page(browser, address, f"/events/{BRIDGE}/wording")
    assert page.locator(".namings > div").count() == 1
    page.locator(".more-items a").click()
    page.locator(".namings > div").nth(1).wait_for()  # a condition in words would need eval, which the page forbids
    assert page.locator(".namings > div").count() == 2
    assert page.url.endswith("/wording") and heard == []
    page.context.close()
    page, _ = open_page(browser, address, f"/events/{BRIDGE}/wording", java_script_enabled=False)
    page.locator(".more-items a").click()
    assert page.url.endswith("?page=2")
    page.context.close()


def test_choosing_reports_leads_to_them_side_by_side(browser, address):
    page, _ = open_page(browser, address, f"/events/{BRIDGE}", NARROW, java_script_enabled=False)
    page.locator("#pick-A").focus()
    page.keyboard.press("Space")
    page.locator("#pick-C").check()
    page.get_by_role("button", name="Read side by side").click()
    assert page.locator(".column").count() == 2
    assert "Daily Lantern" in page.locator(".column").nth(1).inner_text()
    page.context.close()


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=["1280", "390-dark"])
def test_a_draft_is_checked_without_javascript_and_its_page_fits(browser, address, size, scheme):
    page, heard = open_page(browser, address, "/check", size, java_script_enabled=False, color_scheme=scheme)
    page.locator("#draft").fill("Three firefighters were injured. Bread rose by a crown.")
    page.locator("#text1").fill("The Tessel mill burned down. Three firefighters were injured, the fire service said.")
    page.locator("#text2").fill("Fire destroyed the mill in Tessel. Five firefighters were injured.")
    page.get_by_role("button", name="Check").click()
    page.wait_for_selector("#claims", timeout=60_000)
    result = page.url.removeprefix(address)
    page.context.close()
    page, heard = open_page(browser, address, result, size, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert heard == []
    assert page.locator(".check-contradicted .value").first.is_visible()
    page.context.close()
