"""Several runs on one server: the newest is followed, another can be chosen, and who has paused is left alone."""
import json

import pytest


@pytest.fixture
def runs(run, serve, tmp_path):
    """A server that follows a file in which a first run stands; and what appends a second one."""
    lines = [json.loads(line) for line in run.read_text().splitlines()]
    path = tmp_path / "metrics.ndjson"
    path.write_text("".join(json.dumps(frame | {"run_id": "first-run"}) + "\n" for frame in lines))
    server = serve(path, "--follow", "--poll-interval", "0.1")

    def begin_second(frames=7):
        with path.open("a") as file:
            for frame in lines[:frames]:
                file.write(json.dumps(frame | {"run_id": "second-run"}) + "\n")

    return server, begin_second, len(lines)


@pytest.mark.parametrize("source", ["", "source=poll&every=0.5"])
def test_a_new_run_is_followed(page, runs, source):
    server, begin_second, length = runs
    tab = page().open(server.url, source)
    tab.wait_for_frame(length)
    begin_second()
    tab.wait_for_frame(7)
    assert "second-run" in tab.tab.inner_text("#identity")
    # Marks of the run before are gone: its migrations are not those of this one.
    assert tab.tab.locator("#lane .mark.migration").count() == 0


def test_who_has_paused_stays_with_the_run(page, runs):
    server, begin_second, length = runs
    tab = page().open(server.url)
    tab.wait_for_frame(length)
    tab.tab.fill("#scrubber", "11")
    tab.wait_for_frame(12)
    begin_second()
    tab.tab.wait_for_selector("#runs select")
    assert tab.frame() == 12 and "first-run" in tab.tab.inner_text("#identity")
    tab.tab.locator("body").press("l")
    tab.wait_for_frame(7)
    assert "second-run" in tab.tab.inner_text("#identity")


def test_a_run_can_be_chosen_and_linked(page, runs):
    server, begin_second, length = runs
    begin_second()
    tab = page().open(server.url)
    tab.wait_for_frame(7)
    tab.tab.select_option("#runs select", "first-run")
    tab.wait_for_frame(length)
    tab.tab.fill("#scrubber", "4")
    tab.wait_for_frame(5)
    other = page().open(tab.tab.url)
    other.wait_for_frame(5)
    assert "first-run" in other.tab.inner_text("#identity")
    assert other.shown("ops_per_second_ema") == tab.shown("ops_per_second_ema")


def test_a_link_to_a_run_that_is_gone_shows_the_newest(page, runs):
    server, _, length = runs
    tab = page()
    tab.may_fail += ["api/metrics/history", "api/stream"]
    tab.open(server.url, "run=long-gone&frame=3")
    tab.wait_for_frame(length)
    assert "long-gone" not in tab.tab.url
