"""The HTML page in a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dossiers import bridge_dossier, plain_dossier
from rashomon.rendering import render_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (on Debian: apt-get install chromium)")
sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")

SIZES = [(1280, 900), (400, 800)]
HOSTILE = ("<script>document.title='owned'</script> {{ 7*7 }} \u202eabc " + "x" * 3000
           + "\nشهر \u202b bridge closed\n" + "word " * 500)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    dossiers = {
        "bridge": bridge_dossier(),
        "hostile": plain_dossier(HOSTILE, HOSTILE + "!", "c", sources=[HOSTILE, "B", "C"]),
        "ten": plain_dossier(
            *(f"report {n}\nline" for n in range(10)), sources=[f"The Daily Gazette {n}" for n in range(10)]
        ),
    }
    made = {}
    for name, dossier in dossiers.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(render_html(dossier), encoding="utf-8")
    return made


def open_page(browser: Any, path: Path, size: tuple[int, int], **options: Any) -> tuple[Any, list[str]]:
    """The page, and what it asked for or complained of."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    heard: list[str] = []
    page.on("request", lambda request: heard.append(request.url))
    page.on("console", lambda message: heard.append(message.text))
    page.goto(path.as_uri())
    return page, heard


@pytest.mark.parametrize("name", ["bridge", "hostile", "ten"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_does_not_scroll_sideways_and_asks_for_nothing(browser, pages, name, size):
    page, heard = open_page(browser, pages[name], size)
    for folded in (False, True):
        if folded:
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert heard == [pages[name].as_uri()]
    page.context.close()


def test_hostile_text_stays_text(browser, pages):
    page, _ = open_page(browser, pages["hostile"], SIZES[0])
    assert page.title() != "owned"
    assert page.locator("script").count() == 0
    assert (
        "<script>document.title='owned'</script> {{ 7*7 }} [U+202E]abc"
        in page.locator(".report-text").first.inner_text()
    )
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_works_without_javascript(browser, pages, scheme):
    page, _ = open_page(browser, pages["bridge"], SIZES[1], java_script_enabled=False, color_scheme=scheme)
    mark = page.locator("mark.B3")
    before = mark.evaluate("one => getComputedStyle(one).backgroundColor")
    page.locator('sup a[href="#B3"]').first.click()
    assert page.url.endswith("#B3")
    assert mark.evaluate("one => getComputedStyle(one).backgroundColor") != before
    assert mark.bounding_box()["y"] < SIZES[1][1]
    page.locator("details.legend summary").click()
    assert page.locator("details.legend dl").is_visible()
    page.context.close()


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_a_conflict_answers_why_without_javascript(browser, pages, size):
    page, _ = open_page(browser, pages["bridge"], size, java_script_enabled=False)
    evidence = page.locator("#conflict-1 details.evidence").first
    assert "A4 ≠ B3, 93 %, l01" in evidence.locator("summary").inner_text()
    assert not evidence.locator("table").is_visible()
    evidence.locator("summary").click()
    row = evidence.locator("tbody tr").first
    told = " ".join(row.inner_text().split())
    assert told.startswith("numbers differs −1.00 200 to 999 and 2,000 to 9,999 commuters do not overlap")
    assert told.endswith("A4 Hundreds of commuters B3 Thousands of commuters")
    box = row.bounding_box()
    assert box is not None and box["x"] + box["width"] <= size[0]
    page.context.close()


def test_a_point_of_the_matrix_leads_to_the_evidence_of_its_links(browser, pages):
    page, _ = open_page(browser, pages["bridge"], SIZES[0], java_script_enabled=False)
    row = page.locator("tr.row-why", has_text="p01")
    row.locator("summary").first.click()
    row.locator("a", has_text="Evidence for A4 ≠ B3").click()
    assert page.locator("details.evidence:target").bounding_box()["y"] < SIZES[0][1]
    assert "l01" in page.locator("details.evidence:target summary").inner_text()
    page.context.close()


def test_all_segments_of_a_target_are_marked(browser, pages):
    page, _ = open_page(browser, Path(str(pages["bridge"])), SIZES[0])
    page.goto(pages["bridge"].as_uri() + "#A7")
    colours = page.locator("mark.A7").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert len(colours) == 2 and len(set(colours)) == 1
    page.context.close()


CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const line = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(v => line(v / 255)).reduce(
    (sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
  const ground = one => {
    if (!one) return [255, 255, 255];
    const c = parse(getComputedStyle(one).backgroundColor);
    return c.length < 4 || c[3] > 0 ? c : ground(one.parentElement);
  };
  const low = [];
  for (const one of document.querySelectorAll("body *")) {
    const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!words || !one.checkVisibility()) continue;
    const a = light(parse(getComputedStyle(one).color)), b = light(ground(one));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push(one.className + " " + one.textContent.trim().slice(0, 40) + " " + ratio.toFixed(2));
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_at_least_4_5(browser, pages, scheme):
    page, _ = open_page(browser, pages["bridge"], SIZES[0], color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate(CONTRAST) == []
    page.goto(pages["bridge"].as_uri() + "#A7")
    assert page.evaluate(CONTRAST) == []
    page.context.close()


def test_every_control_shows_its_focus(browser, pages):
    page, _ = open_page(browser, pages["bridge"], SIZES[0])
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.context.close()


def test_folds_are_open_on_paper(browser, pages):
    page, _ = open_page(browser, pages["bridge"], SIZES[0])
    page.emulate_media(media="print")
    box = page.locator("details.more table").first.bounding_box()
    assert box is not None and box["height"] > 50
    assert page.locator("nav").is_hidden()
    page.context.close()
