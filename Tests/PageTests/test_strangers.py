"""What others write stays text, and nothing leaves this machine."""
import json
import subprocess
from urllib.parse import urlsplit

import pytest

from conftest import CLI, ROOT

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'\u202e\u0007"


@pytest.fixture(scope="module")
def hostile(run, serve, tmp_path_factory):
    frames = [json.loads(line) for line in run.read_text().splitlines()[:12]]
    for frame in frames:
        frame["run_id"] = "run-" + EVIL
        frame["backend"] = EVIL
        frame["migrating_to"] = EVIL
        frame["segments"] = {EVIL: 3, "__proto__": 1, "constructor": 2}
        frame["structure"] = {EVIL: {"events": 1, "entries": 2, "ns": 3, "longest_ns": 3}}
        frame["events"] = [{"type": "command", "t": frame["t"], "op": 1, "message": EVIL, "reason": EVIL, "from": EVIL, "to": EVIL}]
        frame["ledger"] = [{"op": 1, "kind": EVIL, "reason": EVIL, "segment": 0, "from": EVIL, "to": EVIL, "entries": 1, "bytes": 1, "ns": 1}]
        frame["recommendations"] = [{"source": EVIL, "created": EVIL, "summary": EVIL, "reason": EVIL, "confidence": "high",
                                     "stance": "contradicts", "difference": EVIL}]
        frame["alerts"] = [{"metric": EVIL, "value": 1, "threshold": 1, "severity": "warning", "message": EVIL, "since": 0}]
    frames[-1]["alerts"][0]["message"] = "A" * 1_000_000
    frames[-1]["events"][0]["message"] = "B" * 1_000_000
    path = tmp_path_factory.mktemp("hostile") / "metrics.ndjson"
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames))
    return serve(path)


def test_texts_of_strangers_are_shown_as_text(page, hostile):
    tab = page().open(hostile.url, "frame=5&tables=layout,events").wait_for_charts()
    for place in ["#identity", "#cards", "#alerts", "#panel-events", "#panel-layout", "#panel-structure", "#panel-advice"]:
        assert "<img src=x onerror=alert(1)><script>" in tab.tab.inner_text(place), place
    tab.tab.locator("#lane .mark").first.click()
    assert "<script>alert(2)" in tab.tab.inner_text("dialog#mark")
    assert "\u202e" not in tab.tab.inner_text("dialog#mark") and "U+202E" in tab.tab.inner_text("dialog#mark")
    assert tab.tab.locator("body img, body script").count() == 0
    assert "\u202e" not in tab.tab.inner_text("body") and "\u0007" not in tab.tab.inner_text("body")
    assert tab.tab.get_attribute("#connection", "class") == "ok"
    tab.shot("hostile")


def test_a_megabyte_of_text_is_cut(page, hostile):
    tab = page().open(hostile.url)
    banner = tab.tab.inner_text("#alerts")
    assert len(banner) < 2000 and "(1,000,000 characters)" in banner


def test_nothing_is_asked_of_anybody_else(page, server):
    tab = page().open(server.url).wait_for_charts()
    tab.tab.locator("#panel-surface").scroll_into_view_if_needed()
    tab.tab.wait_for_selector("script[src*=plotly]", state="attached")
    own = urlsplit(server.url).netloc
    strangers = [url for url in tab.asked if urlsplit(url).scheme not in ("blob", "data") and urlsplit(url).netloc != own]
    assert strangers == [] and len(tab.asked) > 20


def test_the_policy_of_the_page_is_strict(page, server):
    tab = page()
    policy = tab.tab.goto(server.url).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if " " in rule.strip())
    assert rules["script-src"] == "'self'" and rules["default-src"] == "'none'" and rules["connect-src"] == "'self'"
    html = tab.tab.content()
    assert " on" not in "".join(part.split(">")[0] for part in html.split("<")[1:] if "onclick" in part or "onload" in part)
    assert tab.tab.locator("script:not([src])").count() == 0


def test_charts_need_dygraphs_and_say_how_to_get_it(page, run, serve, tmp_path):
    bare = serve(run, env={"ADHASH_CHART_LIBRARIES": str(tmp_path)})
    tab = page()
    tab.may_fail += ["static/dygraph.min.js", "static/plotly.min.js"]
    tab.open(bare.url)
    tab.tab.wait_for_selector("#panel-load .note:not([hidden])")
    assert "libjs-dygraphs" in tab.tab.inner_text("#panel-load .note")
    tab.tab.click("button[aria-label='Load factor: table']")
    tab.tab.wait_for_selector("#panel-load tbody tr:nth-child(11)")
    tab.tab.locator("#panel-surface").scroll_into_view_if_needed()
    tab.tab.wait_for_selector("#panel-surface .note:has-text('plotly')")
    tab.tab.wait_for_function("() => document.querySelector('#panel-surface .note').textContent.includes('install')")
    tab.shot("bare")


def test_a_token_opens_the_page_and_leaves_the_address(page, run, serve):
    guarded = serve(run, env={"ADHASH_TOKEN": "open sesame"})
    tab = page()
    tab.may_fail += ["/", "favicon.ico"]
    refused = tab.tab.goto(guarded.url)
    assert refused.status == 401
    tab.complaints.clear()
    tab.open(guarded.url + "?token=open%20sesame")
    assert "sesame" not in tab.tab.url and "sesame" not in tab.tab.content()
    tab.wait_for_charts()
    assert tab.frame() == len(run.read_text().splitlines())


def test_a_comparison_is_shown_with_its_confidence(page, run, serve, tmp_path):
    packet = lambda base, new, **more: {"baseline": base, "candidate": new, "delta": new - base, "percent": 100 * (new - base) / base, **more}
    comparison = {
        "schema": "adhash.compare.v1", "verdict": "faster", "baseline": {"label": "chain"}, "candidate": {"label": "<b>rh</b>"},
        "remarks": ["the histograms of latencies differ", "<i>drift</i>", 7],
        "diff": {"ops_per_second": packet(200e3, 250e3, ci_low=11, ci_high=31, p_adjusted=0.004, verdict="faster"),
                 "latency_ms": {"overall": {"p99": packet(0.002, 0.003)}}}}
    path = tmp_path / "comparison.json"
    path.write_text(json.dumps(comparison))
    tab = page().open(serve(run, "--compare", path).url)
    tab.tab.wait_for_selector("#comparison:not([hidden])")
    text = tab.tab.inner_text("#comparison")
    assert "chain → <b>rh</b>" in text and "interval +11.0 to +31.0 %" in text and "p = 0.004;" in text
    assert "no interval" in text
    assert "the histograms of latencies differ\n<i>drift</i>" in text
    assert float(tab.tab.get_attribute("#comparison [data-metric='diff.ops_per_second.percent']", "data-value")) == 25


def test_a_run_without_samples_says_so(page, serve, tmp_path):
    subprocess.run(
        [CLI, "run-csv", "--csv", ROOT / "data/workloads/demo.csv", "--metrics-out-dir", tmp_path, "--tick-ops", "200", "--latency-sample-every", "0",
         "--quiet"], check=True, capture_output=True)
    tab = page().open(serve(tmp_path / "metrics.ndjson").url).wait_for_charts()
    tab.tab.wait_for_selector("#panel-latency .note:has-text('No operation has been sampled')")
    tab.tab.wait_for_selector("#panel-latencies .note:has-text('No operation was sampled')")
    tab.tab.wait_for_selector("#panel-throughput canvas")
