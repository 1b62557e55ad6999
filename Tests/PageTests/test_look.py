"""Themes, sizes, keyboard and accessibility."""
import pytest
from axe_playwright_python.sync_playwright import Axe

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}


def faults(tab):
    found = Axe().run(tab).response["violations"]
    return [(one["id"], one["impact"], [node["html"][:120] for node in one["nodes"][:3]])
            for one in found if one["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_no_serious_accessibility_fault(page, server, theme, size):
    tab = page(**(PHONE if size == "phone" else {})).open(server.url, f"theme={theme}").wait_for_charts()
    assert faults(tab.tab) == []
    tab.shot(f"{size}-{theme}")
    tab.shot(f"{size}-{theme}-whole", full_page=True)
    width = tab.tab.evaluate("document.documentElement.scrollWidth")
    assert width <= tab.tab.viewport_size["width"]


def test_tables_and_dialogs_have_no_fault_either(page, server):
    tab = page().open(server.url, "frame=9&tables=throughput,latency,load,latencies,probes,heatmap,layout,events,overlay,surface")
    assert faults(tab.tab) == []
    tab.tab.locator("#lane .mark.migration").first.click()
    assert faults(tab.tab) == []
    tab.shot("mark")
    tab.tab.keyboard.press("Escape")
    tab.tab.wait_for_selector("dialog#mark", state="hidden")
    tab.tab.locator("body").press("?")
    tab.tab.wait_for_selector("dialog#help[open]")
    assert faults(tab.tab) == []
    tab.shot("keys")


def test_the_systems_wishes_are_kept(page, server):
    dark = page(color_scheme="dark", reduced_motion="reduce").open(server.url)
    assert dark.tab.get_attribute("html", "data-theme") == "dark"
    assert dark.tab.evaluate("document.getAnimations().length") == 0
    light = page(color_scheme="light").open(server.url)
    assert light.tab.get_attribute("html", "data-theme") == "light"
    ground = lambda tab: tab.tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground(dark) != ground(light)
    light.tab.locator("body").press("t")
    light.tab.locator("body").press("t")
    light.tab.wait_for_selector("html[data-theme=dark]")
    assert ground(dark) == ground(light)


def test_everything_can_be_reached_by_keyboard(page, server):
    tab = page().open(server.url).wait_for_charts()
    wanted = tab.tab.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], button, select, input, [tabindex="0"]')].filter(e => e.checkVisibility());
      all.forEach((e, index) => { e.dataset.reach = index; });
      return all.length;
    }""")
    assert wanted > 80
    tab.tab.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(wanted + 20):
        tab.tab.keyboard.press("Tab")
        now = tab.tab.evaluate("""() => {
          const e = document.activeElement, style = getComputedStyle(e);
          return [e.dataset.reach ?? null, style.outlineStyle !== 'none' || e.matches('.skip')];
        }""")
        if now[0] is not None:
            reached.add(now[0])
            assert now[1], f"no ring around {now[0]}"
    rest = tab.tab.evaluate("got => [...document.querySelectorAll('[data-reach]')].filter(e => !got.includes(e.dataset.reach)).map(e => e.outerHTML.slice(0, 150))", list(reached))
    assert rest == []


def test_bars_and_cells_can_be_walked(page, server):
    tab = page().open(server.url)
    for panel, words in [("latencies", "operations"), ("heatmap", "entries in")]:
        tab.tab.focus(f"#panel-{panel} .plot")
        tab.tab.keyboard.press("ArrowRight")
        tab.tab.keyboard.press("ArrowRight")
        assert words in tab.tab.inner_text(f"#panel-{panel} .said")
    assert "region 2 of" in tab.tab.inner_text("#panel-heatmap .said")


def test_shortcuts_pause_and_show_help(page, server):
    tab = page().open(server.url)
    tab.tab.locator("body").press(" ")
    tab.wait_for_pressed("Pause")
    tab.tab.locator("body").press("1")
    tab.tab.wait_for_selector("button[aria-label='The last 1 s'][aria-pressed=true]")
    tab.tab.locator("body").press("?")
    tab.tab.wait_for_selector("dialog#help[open]")
    tab.tab.keyboard.press("Escape")
    tab.tab.wait_for_selector("dialog#help", state="hidden")
    tab.tab.locator("body").press(" ")
    tab.wait_for_pressed("Live")


def test_the_surface_is_drawn_or_says_why_not(page, server):
    tab = page().open(server.url)
    tab.tab.locator("#panel-surface").scroll_into_view_if_needed()
    tab.tab.wait_for_selector("#panel-surface canvas", state="attached")
    tab.tab.wait_for_timeout(500)
    tab.shot("surface")
    assert not tab.tab.is_visible("#panel-surface .note")


def test_the_page_is_there_soon(page, server, record_property):
    tab = page()
    tab.tab.goto(server.url)
    tab.tab.wait_for_selector("#panel-load canvas")
    took = tab.tab.evaluate("performance.now()")
    print(f"charts drawn after {took:.0f} ms")
    record_property("charts_after_ms", took)
    assert took < 15_000


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_pictures_have_the_size_of_their_boxes(page, server, size):
    tab = page(**(PHONE if size == "phone" else {})).open(server.url, "frame=21").wait_for_charts()
    fits = """() => [...document.querySelectorAll('.plot > canvas')].every(
      e => Math.abs(e.height / devicePixelRatio - e.parentElement.clientHeight) <= 1)"""
    tab.tab.wait_for_function(fits)
    tab.tab.locator("#panel-surface").scroll_into_view_if_needed()
    tab.tab.fill("#scrubber", "30")
    tab.wait_for_frame(31)
    tab.tab.wait_for_function(fits)
