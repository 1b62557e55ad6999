"""Live, paused, replayed; spans, cursors, marks and links."""
import json
import time

import pytest

from conftest import at, same


def test_follows_a_file_that_grows(page, run, serve, tmp_path):
    lines = run.read_text().splitlines(keepends=True)
    growing = tmp_path / "metrics.ndjson"
    growing.write_text("".join(lines[:20]))
    server = serve(growing, "--follow", "--poll-interval", "0.1")
    tabs = [page().open(server.url), page().open(server.url, "source=poll&every=0.5")]
    for tab in tabs:
        tab.wait_for_frame(20)
        assert not tab.tab.is_visible(".alert")
    alert = {"metric": "load_factor", "value": 0.91, "threshold": 0.87, "severity": "critical", "backend": "robinhood",
             "message": "Load factor guardrail exceeded: 0.910 ≥ 0.870", "clears_below": 0.83, "since": 0.01}
    for index in range(20, 40):
        frame = json.loads(lines[index])
        frame["alerts"] = [alert] if index >= 30 else []
        with growing.open("a") as file:
            file.write(json.dumps(frame) + "\n")
    for tab in tabs:
        tab.wait_for_frame(40)
        assert tab.shown("ops") == str(json.loads(lines[39])["ops"])
        banner = tab.tab.locator("#alerts .alert.critical")
        assert "Load factor guardrail exceeded: 0.910" in banner.inner_text()
        assert banner.get_attribute("data-value") == "0.91"
        assert tab.tab.locator("#lane .mark.alert").count() == 1


@pytest.mark.parametrize("source", ["", "source=poll&every=0.5"])
def test_a_server_that_goes_is_missed_and_found_again(page, run, serve, source):
    first = serve(run)
    tab = page().open(first.url, source)
    first.stop()
    tab.tab.wait_for_selector("#connection.bad:has-text('no connection')")
    assert tab.frame() == len(run.read_text().splitlines())
    serve(run, port=first.url.rstrip("/").rsplit(":", 1)[1])
    tab.tab.wait_for_selector("#connection.ok")
    tab.complaints.clear()


def test_marks_show_migrations_and_compactions_with_their_ledger(page, server):
    frames = server.frames()
    ledger = [entry for frame in frames.values() for entry in frame["ledger"]]
    tab = page().open(server.url).wait_for_charts()
    events = [event for frame in frames.values() for event in frame["events"]]
    kinds = tab.tab.eval_on_selector_all("#panel-events li", "all => all.map(e => e.dataset.kind)")
    assert sorted(kinds) == sorted(event["type"] for event in events)
    assert kinds.count("switch") == 2 and kinds.count("compaction") == 1
    for kind, behind in [("switch", "migration_ended"), ("compaction", "compaction_ended")]:
        assert tab.tab.locator(f"#lane .mark[data-kind={kind}]").count() >= 1
        tab.tab.locator(f"#lane .mark[data-kind={kind}]").first.click()
        first = [cell.inner_text() for cell in tab.tab.locator("dialog#mark table.ledger").first.locator("tbody tr").first.locator("td").all()]
        entries = [entry for entry in ledger if entry["kind"] == behind]
        assert first[0] == behind and int(first[2].replace(",", "")) in [entry["op"] for entry in entries]
        tab.tab.keyboard.press("Escape")
        tab.tab.wait_for_selector("dialog#mark", state="hidden")


def test_a_forecast_is_told_apart_and_a_decision_tells_its_figure(page, run, serve, tmp_path):
    frames = [json.loads(line) for line in run.read_text().splitlines()[:12]]
    frames[2]["events"] = [
        {"type": "forecast", "t": frames[2]["t"], "op": 10, "reason": "split", "message": "next split near op 900 (80 %: 800 to 1,000)"}]
    frames[9]["events"] = [
        {"type": "switch", "t": frames[9]["t"], "op": 11, "from": "chaining", "to": "robinhood", "reason": "group_length",
         "statistic": "longest_group", "value": 15, "threshold": 14, "moved_bytes": 2048, "ns": 900}]
    path = tmp_path / "metrics.ndjson"
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames))
    tab = page().open(serve(path).url)
    tab.wait_for_frame(12)
    forecast = tab.tab.locator("#panel-events li[data-kind=forecast]")
    assert "next split near op 900 (80 %: 800 to 1,000)" in forecast.inner_text() and "(split)" not in forecast.inner_text()
    assert tab.tab.eval_on_selector("#lane .forecast", "mark => getComputedStyle(mark).borderStyle") == "dashed"
    assert "(group_length: longest_group 15, threshold 14)" in tab.tab.inner_text("#panel-events li[data-kind=switch]")
    forecast.locator("button").click()
    assert "Its ledger entry" not in tab.tab.inner_text("#mark .content")
    tab.tab.click("#mark button:text-is('Later')")
    tab.tab.wait_for_selector("#mark dd:text-is('2.00 KiB')")
    tab.shot("forecast")


def test_scrubber_and_steps_show_other_frames(page, server):
    frames = server.frames()
    tab = page().open(server.url)
    last = max(frames)
    tab.tab.fill("#scrubber", "9")
    tab.wait_for_frame(10)
    assert same(tab.shown("load_factor"), frames[10]["load_factor"])
    tab.wait_for_pressed("Pause")
    tab.tab.locator("body").press(".")
    tab.wait_for_frame(11)
    tab.tab.locator("body").press(",")
    tab.wait_for_frame(10)
    tab.tab.locator("body").press("]")
    migration = next(number for number, frame in sorted(frames.items()) if number > 10 and frame["events"])
    tab.wait_for_frame(migration)
    tab.tab.locator("body").press("l")
    tab.wait_for_frame(last)


def test_replay_plays_to_the_end_and_is_live_again(page, run, serve, tmp_path):
    # The run as if it had taken a tenth of a second a frame.
    frames = [json.loads(line) for line in run.read_text().splitlines()]
    slow = tmp_path / "metrics.ndjson"
    slow.write_text("".join(json.dumps(frame | {"t": frame["frame"] / 10}) + "\n" for frame in frames))
    server = serve(slow)
    tab = page().open(server.url, "frame=5")
    tab.tab.click("text=Replay")
    seen = set()
    deadline = time.monotonic() + 60
    while tab.tab.get_attribute("text=Live", "aria-pressed") != "true" and time.monotonic() < deadline:
        seen.add(tab.frame())
    tab.wait_for_pressed("Live")
    assert len(seen) >= 3 and min(seen) >= 5
    tab.wait_for_frame(max(server.frames()))


def test_cursor_and_span_are_shared_by_all_charts(page, server):
    frames = server.frames()
    tab = page().open(server.url).wait_for_charts()
    tab.tab.focus("#panel-throughput .plot")
    tab.tab.keyboard.press("Home")
    for _ in range(6):
        tab.tab.keyboard.press("ArrowRight")
    for panel, metric in [("throughput", "ops_per_second_ema"), ("load", "load_factor"), ("memory", "memory_bytes.total")]:
        one = tab.tab.locator(f"#panel-{panel} .readings [data-metric='{metric}']")
        tab.tab.wait_for_selector(f"#panel-{panel} .readings [data-metric='{metric}'][data-frame='7']")
        assert same(one.get_attribute("data-value"), at(frames[7], metric))
    tab.tab.keyboard.press("+")
    tab.tab.wait_for_url("**range=*")
    start, end = map(float, tab.tab.url.split("range=")[1].split("&")[0].split("-"))
    assert 0 <= start < frames[7]["t"] < end < frames[max(frames)]["t"]
    tab.tab.keyboard.press("Shift+ArrowRight")
    tab.tab.wait_for_function("before => !location.href.includes(before)", arg=f"range={start:g}")
    tab.tab.keyboard.press("Enter")
    tab.wait_for_frame(7)
    tab.tab.keyboard.press("0")
    tab.tab.wait_for_selector("button[aria-label='The whole run'][aria-pressed=true]")


def test_dragging_zooms_and_a_double_click_shows_all(page, server):
    tab = page().open(server.url).wait_for_charts()
    box = tab.tab.locator("#panel-throughput .plot").bounding_box()
    y = box["y"] + box["height"] / 2
    tab.tab.mouse.move(box["x"] + 200, y)
    tab.tab.mouse.down()
    tab.tab.mouse.move(box["x"] + 300, y, steps=5)
    tab.tab.mouse.up()
    tab.tab.wait_for_url("**range=*")
    zoomed = tab.tab.url
    tab.tab.keyboard.down("Shift")
    tab.tab.mouse.move(box["x"] + 300, y)
    tab.tab.mouse.down()
    tab.tab.mouse.move(box["x"] + 200, y, steps=5)
    tab.tab.mouse.up()
    tab.tab.keyboard.up("Shift")
    tab.tab.wait_for_function("before => location.href !== before", arg=zoomed)
    tab.tab.dblclick("#panel-throughput .plot", position={"x": 250, "y": 80})
    tab.tab.wait_for_selector("button[aria-label='The whole run'][aria-pressed=true]")


def test_series_can_be_switched_off_and_overlaid(page, server):
    tab = page().open(server.url).wait_for_charts()
    tab.tab.click("#panel-throughput .series:has-text('each frame')")
    tab.tab.wait_for_url("**hide=throughput.instant*")
    tab.tab.wait_for_selector("#panel-throughput .series[aria-pressed=false]:has-text('each frame')")
    tab.tab.click("#panel-overlay button:has-text('Series')")
    tab.tab.check("dialog[open] input[value=tombstone_ratio]")
    tab.tab.click("dialog[open] button:has-text('Show')")
    tab.tab.wait_for_selector("#panel-overlay .readings [data-metric=tombstone_ratio]")
    assert "tombstone_ratio" in tab.tab.url


def test_a_link_restores_the_view(page, server):
    first = page().open(server.url).wait_for_charts()
    first.tab.select_option("select[aria-label=Theme]", "dark")
    first.tab.select_option("select[aria-label='Latency of']", "get")
    first.tab.click("button[aria-label='Load factor: table']")
    first.tab.click("#panel-memory .series:has-text('slack')")
    first.tab.fill("#scrubber", "24")
    first.wait_for_frame(25)
    first.tab.click("button[aria-label='The last 1 s']")
    first.tab.wait_for_selector("button[aria-label='The last 1 s'][aria-pressed=true]")
    second = page().open(first.tab.url)
    second.wait_for_frame(25)
    assert second.tab.url == first.tab.url
    for tab in (first.tab, second.tab):
        assert tab.get_attribute("html", "data-theme") == "dark"
        assert tab.input_value("select[aria-label='Latency of']") == "get"
        assert tab.is_visible("#panel-load table") and not tab.is_visible("#panel-load canvas")
        assert tab.get_attribute("#panel-memory .series:has-text('slack')", "aria-pressed") == "false"
        assert tab.get_attribute("button[aria-label='The last 1 s']", "aria-pressed") == "true"
    assert first.shown("ops") == second.shown("ops")


@pytest.mark.parametrize("fragment", ["range=9-1", "frame=-4", "theme=%3Cscript%3E", "every=1e99", "hide=" + "x" * 9000, "%"])
def test_a_broken_link_still_opens(page, server, fragment):
    tab = page().open(server.url, fragment)
    assert tab.frame() == max(server.frames())
