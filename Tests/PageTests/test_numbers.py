"""What the page shows is what the interface answers for the same frame, to the last digit."""
import csv
import io
import json
import re

import pytest

from conftest import at, same

CHARTS = ["throughput", "latency", "load", "probe", "tombstones", "memory", "overlay"]
LISTS = {"probe_hist", "key_heatmap.matrix", "regions.segments", "regions.entries", "regions.slots"}


def disagreements(page, frames):
    found = page.tab.eval_on_selector_all(
        "[data-metric][data-frame]", "all => all.map(e => [e.dataset.metric, e.dataset.frame, e.dataset.value])")
    assert len(found) > 30
    wrong, seen = [], set()
    for metric, number, value in found:
        if metric in LISTS or metric.startswith("latency_hist_n"):
            continue
        seen.add(metric)
        if not same(value, at(frames[int(number)], metric)):
            wrong.append((metric, number, value, at(frames[int(number)], metric)))
    return wrong, seen


@pytest.mark.parametrize("number", [None, 1, 37])
def test_every_number_equals_the_interface(page, server, number):
    frames = server.frames()
    tab = page().open(server.url, "latency=overall" + (f"&frame={number}" if number else "")).wait_for_charts()
    assert tab.frame() == (number or max(frames))
    wrong, seen = disagreements(tab, frames)
    assert wrong == []
    needed = {"ops", "puts", "gets", "dels", "entries", "load_factor", "avg_probe_estimate", "tombstone_ratio", "backend",
              "ops_per_second_ema", "ops_per_second_instant", "latency_ms.overall.p99", "memory_bytes.total", "migrations"}
    assert needed <= seen


def test_tables_hold_every_frame_in_sight(page, server):
    frames = server.frames()
    tab = page().open(server.url, "tables=" + ",".join(CHARTS + ["layout"]))
    wrong, _ = disagreements(tab, frames)
    assert wrong == []
    for chart in CHARTS + ["layout"]:
        rows = tab.tab.locator(f"#panel-{chart} tbody tr")
        assert rows.count() == len(frames)
        assert rows.first.locator("th").inner_text() == str(max(frames))


def test_histograms_and_heat_map_equal_the_interface(page, server):
    tab = page().open(server.url, "tables=latencies,probes,heatmap&heat=entries")
    values = lambda panel: [float(v) for v in tab.tab.eval_on_selector_all(
        f"#panel-{panel} tbody td[data-value]", "all => all.map(e => e.dataset.value)")]
    shown = dict(zip(tab.tab.eval_on_selector_all(
        "#panel-latencies tbody th", "all => all.map(e => Number(e.dataset.key))"), zip(*[iter(values("latencies"))] * 2)))
    classes = server.answer("api/metrics/histogram/latency")["classes_ns"]["overall"]
    total = 0
    for bound, (own, cumulative) in sorted(shown.items()):
        total += dict(classes).get(bound, 0)
        assert own == dict(classes).get(bound, 0) and cumulative == total
    assert total == server.answer("api/metrics")["items"][-1]["latency_ms"]["overall"]["count"] > 1000
    assert len(classes) > 10, "nearly everything falls into a few classes"
    assert values("probes") == [bucket["count"] for bucket in server.answer("api/metrics/histogram/probe")["buckets"]]
    heat = server.answer("api/metrics/heatmap")
    cells = [cell for row in heat["matrix"] for cell in row][: -(-heat["original_slots"] // heat["slot_span"])]
    assert values("heatmap") == cells
    layout = server.answer("api/layout")
    shown = tab.tab.eval_on_selector_all(
        "#panel-layout .keys [data-metric]", "all => all.map(e => [e.dataset.metric, Number(e.dataset.value)])")
    assert dict(shown) == {f"segments.{name}": count for name, count in layout["segments"].items()}


def test_regions_equal_the_interface_and_add_up_to_the_map(page, server):
    frames = server.frames()
    moving = next(number for number, frame in frames.items() if "migrating_to" in frame)
    for number in (max(frames), moving):
        frame, regions = frames[number], frames[number]["regions"]
        tab = page().open(server.url, f"frame={number}&tables=heatmap")
        rows = tab.tab.eval_on_selector_all(
            "#panel-heatmap tbody tr", "all => all.map(row => [...row.querySelectorAll('td[data-value]')].map(e => Number(e.dataset.value)))")
        assert rows == [list(row) for row in zip(regions["segments"], regions["entries"], regions["slots"])]
        assert sum(regions["entries"]) == frame["entries"] and sum(regions["slots"]) == frame["slots"]
        assert frame["load_factor"] == pytest.approx(frame["entries"] / frame["slots"])
        assert tab.tab.locator("#panel-layout .stack > i").count() == len(regions["slots"])
        waiting = tab.tab.locator("#panel-layout .stack > i:has(> i + i), #panel-layout .stack > i:has(> .layout-robinhood:only-child)")
        assert (waiting.count() > 0) == (number == moving)


def test_a_few_bounds_of_earlier_programs_are_shown_too(page, run, serve, tmp_path):
    frames = [json.loads(line) for line in run.read_text().splitlines()[:5]]
    for frame in frames:
        for name in ("latency_hist_ns", "regions", "slots", "overflow_ratio", "overflow_buckets"):
            del frame[name]
    path = tmp_path / "metrics.ndjson"
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames))
    tab = page().open(serve(path).url, "tables=latencies")
    assert "≤ 50 µs" in tab.tab.inner_text("#panel-latencies tbody")
    assert tab.tab.input_value("#panel-heatmap select") == "entries" and "segments" in tab.tab.inner_text("#panel-heatmap .said")


def test_files_have_the_same_numbers(page, server):
    frames = server.frames()
    tab = page().open(server.url).wait_for_charts()
    with tab.tab.expect_download() as download:
        tab.tab.click("#panel-throughput button[aria-label$='save as CSV']")
    rows = list(csv.reader(io.StringIO(open(download.value.path(), newline="").read())))
    assert rows[0] == ["Frame", "Time", "smoothed", "each frame"]
    assert [int(row[0]) for row in rows[1:]] == sorted(frames)
    for number, seconds, smoothed, instant in rows[1:]:
        frame = frames[int(number)]
        assert [float(seconds), float(smoothed), float(instant)] == [
            frame["t"], frame["ops_per_second_ema"], frame["ops_per_second_instant"]]


def test_pictures_can_be_saved(page, server):
    tab = page().open(server.url).wait_for_charts()
    for panel in ["throughput", "latency", "latencies", "probes", "heatmap", "layout", "overlay"]:
        with tab.tab.expect_download() as download:
            tab.tab.click(f"#panel-{panel} button[aria-label$='save as PNG']")
        assert re.fullmatch(rf"adhash-\w+-{panel}\.png", download.value.suggested_filename)
        picture = open(download.value.path(), "rb").read()
        assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 2000
        assert int.from_bytes(picture[16:20], "big") > 250
