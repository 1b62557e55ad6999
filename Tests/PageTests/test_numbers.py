"""What the page shows is what the interface answers for the same frame, to the last digit."""
import csv
import io
import re

import pytest

from conftest import at, same

CHARTS = ["throughput", "latency", "load", "probe", "tombstones", "memory", "overlay"]
LISTS = {"probe_hist", "key_heatmap.matrix"}


def disagreements(page, frames):
    found = page.tab.eval_on_selector_all(
        "[data-metric][data-frame]", "all => all.map(e => [e.dataset.metric, e.dataset.frame, e.dataset.value])")
    assert len(found) > 30
    wrong, seen = [], set()
    for metric, number, value in found:
        if metric in LISTS or metric.startswith("latency_hist_ms"):
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
    tab = page().open(server.url, "tables=latencies,probes,heatmap")
    values = lambda panel: [float(v) for v in tab.tab.eval_on_selector_all(
        f"#panel-{panel} tbody td[data-value]", "all => all.map(e => e.dataset.value)")]
    buckets = server.answer("api/metrics/histogram/latency")["operations"]["overall"]
    cumulative = [bucket["count"] for bucket in buckets]
    own = [count - before for count, before in zip(cumulative, [0] + cumulative)]
    assert values("latencies") == [number for pair in zip(own, cumulative) for number in pair]
    assert values("probes") == [bucket["count"] for bucket in server.answer("api/metrics/histogram/probe")["buckets"]]
    heat = server.answer("api/metrics/heatmap")
    cells = [cell for row in heat["matrix"] for cell in row][: -(-heat["original_slots"] // heat["slot_span"])]
    assert values("heatmap") == cells
    layout = server.answer("api/layout")
    shown = tab.tab.eval_on_selector_all(
        "#panel-layout .keys [data-metric]", "all => all.map(e => [e.dataset.metric, Number(e.dataset.value)])")
    assert dict(shown) == {f"segments.{name}": count for name, count in layout["segments"].items()}


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
