"""The panel of recommendations: those of a frame, and those a server was given."""
import json


def advice(layout):
    return {"schema": "adhash.recommendation/1", "source": "profile", "summary": f"use layout {layout}",
            "reason": "it needs the least time", "confidence": "high", "details": {"layout": layout}}


def test_advice_comes_while_the_page_is_open(page, run, serve, tmp_path):
    last = json.loads(run.read_text().splitlines()[-1])
    folder = tmp_path / "advice"
    folder.mkdir()
    server = serve(run, "--recommendations", folder)
    tab = page().open(server.url)
    assert not tab.tab.is_visible("#panel-advice")
    other = "compact" if last["backend"] != "compact" else "grouped"
    (folder / "a.json").write_text(json.dumps(advice(other)))
    (folder / "b.json").write_text(json.dumps(advice(last["backend"]) | {"run_id": "5eed5eed"}))
    tab.tab.wait_for_selector("#panel-advice li[data-stance=follows]")
    lines = tab.tab.locator("#panel-advice li")
    assert [lines.nth(place).get_attribute("data-stance") for place in range(lines.count())] == ["contradicts", "follows"]
    assert f"the layout is {last['backend']}, not {other}" in lines.nth(0).inner_text()
    assert "the run does so" in lines.nth(1).inner_text()
    assert "from run 5eed5eed" in lines.nth(1).inner_text() and "from run" not in lines.nth(0).inner_text()
    tab.shot("advice")
    tab.tab.click("#panel-advice button:text-is('Table')")
    tab.tab.wait_for_selector("#panel-advice tbody tr:nth-child(2)")
    assert tab.tab.locator("#panel-advice tbody tr").count() == 2
    assert "5eed5eed" in tab.tab.inner_text("#panel-advice tbody")


def test_advice_of_a_frame_is_that_of_the_frame(page, run, serve, tmp_path):
    frames = [json.loads(line) for line in run.read_text().splitlines()[:6]]
    frames[3]["recommendations"] = [
        {"source": "forecast", "summary": "make room", "reason": "it grows", "confidence": "moderate", "stance": "open", "due_seconds": 90}]
    path = tmp_path / "metrics.ndjson"
    path.write_text("".join(json.dumps(frame) + "\n" for frame in frames))
    server = serve(path)
    tab = page().open(server.url, "frame=4")
    tab.wait_for_frame(4)
    text = tab.tab.inner_text("#panel-advice li")
    assert "make room" in text and "due in" in text and "confidence moderate" in text
    tab = page().open(server.url, "frame=5")
    tab.wait_for_frame(5)
    assert not tab.tab.is_visible("#panel-advice")
