"""A real run, the program that serves it, and a browser that looks at it."""
import json
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CLI = os.environ.get("ADHASH_CLI", str(ROOT / ".build/release/hashmap-cli"))
PATIENCE = 30_000  # milliseconds; machines that test are busy
SHOTS = ROOT / ".build/page-shots"


class Server:
    """`hashmap-cli serve` on a free port of loopback."""

    def __init__(self, source, *flags, port=0, env=None):
        command = [CLI, "serve", "--source", str(source), "--port", str(port), "--rate-limit", "0", *map(str, flags)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
        first = self.process.stdout.readline()
        found = re.search(r"Dashboard: (http://\S+)", first)
        if not found:
            self.process.kill()
            raise RuntimeError(f"{command} said {first!r} {self.process.stderr.read()!r}")
        self.url = found.group(1)
        token = (env or {}).get("ADHASH_TOKEN")
        self._wait_for(source, {"Authorization": f"Bearer {token}"} if token else {})

    def _wait_for(self, source, headers):
        """The address is told before the file is read: waits until the last frame that stands in it is served."""
        lines = Path(source).read_text().splitlines()
        wanted = json.loads(lines[-1])["frame"] if lines else 0
        deadline = time.monotonic() + PATIENCE / 1000
        while lines and [run["frame"] for run in self.answer("api/runs", headers)["runs"]][-1:] != [wanted]:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{source}: frame {wanted} is not served")
            time.sleep(0.05)

    def answer(self, path, headers=None):
        request = urllib.request.Request(self.url + path, headers=headers or {})
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def frames(self):
        return {frame["frame"]: frame for frame in self.answer("api/frames?since=0&limit=10000")["frames"]}

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=30)


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """The metrics of a run with two migrations, a compaction and tombstones."""
    folder = tmp_path_factory.mktemp("run")
    subprocess.run(
        [CLI, "generate-csv", "--outfile", folder / "w.csv", "--ops", "60000", "--warmup", "20000", "--key-space", "30000",
         "--read-ratio", "0.5", "--del-ratio", "0.4", "--seed", "7", "--quiet"], check=True, capture_output=True)
    subprocess.run(
        [CLI, "--mode", "fast-lookup", "run-csv", "--csv", folder / "w.csv", "--metrics-out-dir", folder, "--tick-ops", "2000",
         "--tick-interval", "0", "--latency-sample-every", "16", "--tombstones", "--seed", "3", "--at", "30000=convert:grouped",
         "--at", "50000=compact", "--at", "60000=convert:chaining", "--quiet"], check=True, capture_output=True)
    return folder / "metrics.ndjson"


@pytest.fixture(scope="session")
def serve():
    """Starts servers; all end with the session."""
    started = []

    def start(source, *flags, **options):
        started.append(Server(source, *flags, **options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server(run, serve):
    return serve(run)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        flags = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Page:
    """One tab, what it asked for, and what it complained about."""

    def __init__(self, browser, **options):
        options = {"viewport": {"width": 1280, "height": 720}, "accept_downloads": True, **options}
        self.context = browser.new_context(**options)
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(PATIENCE)
        self.asked, self.complaints = [], []
        # Addresses whose failure belongs to a test; every other complaint of the browser fails it.
        self.may_fail = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", self._said)
        self.tab.on("dialog", lambda dialog: (self.complaints.append("a dialog opened"), dialog.dismiss()))

    def _said(self, message):
        if message.type == "error" and not any(message.location["url"].split("#")[0].split("?")[0].endswith(end) for end in self.may_fail):
            self.complaints.append(f"{message.text} {message.location['url']}")

    def open(self, url, fragment=""):
        self.tab.goto(url + ("#" + fragment if fragment else ""))
        self.tab.wait_for_selector("html[data-frame]:not([data-frame=''])")
        return self

    def wait_for_charts(self):
        self.tab.wait_for_selector("#panel-load canvas, #panel-load .note:not([hidden])")
        return self

    def frame(self):
        return int(self.tab.get_attribute("html", "data-frame"))

    def wait_for_frame(self, number):
        self.tab.wait_for_selector(f"html[data-frame='{number}']")

    def wait_for_pressed(self, name):
        self.tab.wait_for_selector(f"button:text-is('{name}')[aria-pressed=true]")

    def shown(self, metric, within="#cards"):
        """The unrounded value the page shows for a member of the frame."""
        return self.tab.get_attribute(f"{within} [data-metric='{metric}']", "data-value")

    def shot(self, name, **options):
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=SHOTS / f"{name}.png", **options)


@pytest.fixture
def page(browser):
    """Makes tabs; a tab that complained fails its test."""
    made = []

    def make(**options):
        made.append(Page(browser, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
    assert [complaint for one in made for complaint in one.complaints] == []


def at(frame, path):
    """The member of a frame at a dotted path; None where there is none."""
    value = frame
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return None
    return value


def same(text, value):
    """Whether `data-value` is the very value of the answer, unrounded."""
    if value is None:
        return text == ""
    return text == value if isinstance(value, str) else text != "" and float(text) == float(value)
