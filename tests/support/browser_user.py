"""A user of the app in a browser: the server with all its processes, and a tab with its page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil

from tests.support.paths import ROOT

LONG = "fit.steps=10000000"  # of a link: a run that does not end during a test
BASE_PATH_PROBE = re.compile(r"/[a-z0-9_]+/_stcore/(health|host-config)")  # Streamlit's own: see decision 9
IDLE = 0.05  # of a core, and less
PATIENCE = 150  # seconds for anything to happen on a busy machine


def wait_until(result: Callable[[], Any], seconds: float = PATIENCE, every: float = 0.1) -> Any:
    """Call `result` until it returns something true, and return that."""
    deadline = time.monotonic() + seconds
    while not (value := result()):
        assert time.monotonic() < deadline, f"nothing within {seconds} s"
        time.sleep(every)
    return value


def server_environment() -> dict[str, str]:
    """Return the environment of a server that shows errors as users see them, instead of raising them."""
    return {name: value for name, value in os.environ.items() if name != "NETS_ERRORS"}


class Server:
    """The app on a free port, as `streamlit run app.py` starts it."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, cwd=ROOT, env=server_environment())

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that train; they have a lower priority than the server."""
        return [child for child in self.children() if child.is_running() and _nice(child) > 0]

    def busy(self, seconds: float = 1.0) -> float:
        """Return the share of a core that its workers take, measured over `seconds`."""
        workers = self.workers()
        before = sum(sum(worker.cpu_times()[:2]) for worker in workers)
        time.sleep(seconds)
        return (sum(sum(worker.cpu_times()[:2]) for worker in workers) - before) / seconds

    def kill(self) -> None:
        """End the server and the processes that it leaves behind."""
        children = self.children() if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        _gone, alive = psutil.wait_procs(children, timeout=15)
        for child in alive:
            child.kill()


def _nice(process: psutil.Process) -> int:
    try:
        return process.nice()
    except psutil.Error:
        return 0


class Tab:
    """One browser tab of the app.

    Attributes:
        foreign: Addresses on other hosts that the page requested.
        complaints: Errors in the console of the browser.
        refused: Paths that were answered with an error.
    """

    def __init__(self, context: Any, url: str) -> None:
        self.url = url
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.refused: list[str] = []
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("request", lambda request: self._on_request(request.url))
        self.page.on("websocket", lambda socket: self._on_request(socket.url.replace("ws:", "http:", 1)))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._on_console)
        self.page.on("response", self._on_response)

    def _on_request(self, url: str) -> None:
        if not url.startswith((self.url + "/", "blob:", "data:")):
            self.foreign.append(url)

    def _on_console(self, message: Any) -> None:
        path = message.location.get("url", "").removeprefix(self.url)
        if message.type == "error" and not BASE_PATH_PROBE.fullmatch(path):
            self.complaints.append(message.text)

    def _on_response(self, response: Any) -> None:
        if response.status >= 400:
            self.refused.append(response.url.removeprefix(self.url))

    def open(self, path: str = "/perceptron") -> Tab:
        self.page.goto(self.url + path)
        return self

    def open_page(self, group: str, page: str) -> None:
        """Open another page by the menu of its group."""
        self.page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
        self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=page).click()

    def ready(self) -> Tab:
        """Wait for the first figures of the trainer."""
        self.wait(lambda: "loss" in self.status() or "损失" in self.status())
        return self

    def wait(self, result: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Call `result` until it returns something true, and return that; the browser runs meanwhile."""
        deadline = time.monotonic() + seconds
        while not (value := result()):
            assert time.monotonic() < deadline, f"{self.status()!r} after {seconds} s at {self.page.url}"
            self.page.wait_for_timeout(100)
        return value

    def status(self) -> str:
        """Return the line of step, state and figures; empty before there is one."""
        return self.page.evaluate(STATUS)

    def step(self) -> int:
        match = re.search(r"[\d,]+", self.status())
        return int(match[0].replace(",", "")) if match else -1

    def figures(self) -> str:
        """Return the status from the first figure on: "training loss 0.7 · test loss 0.8 …"."""
        return self.status().partition(" · ")[2].removeprefix("paused · ").removeprefix("已暂停 · ")

    def number(self, name: str) -> float:
        match = re.search(name + r" ([\d.e+-]+)", self.status())
        return float(match[1]) if match else float("nan")

    def wait_for_number(self, name: str) -> float:
        """Return the figure as soon as it is there: the status is empty for a moment while the page is drawn."""
        return self.wait(lambda: [value for value in [self.number(name)] if value == value])[0]

    def button(self, name: str) -> Any:
        """Return a button of the transport; Streamlit keeps a second, hidden one if there is a help text."""
        return self.page.locator(f".st-key-transport-{name} button:visible").first

    def press(self, name: str) -> None:
        self.button(name).click()

    def repeat_until(
        self, do: Callable[[], Any], result: Callable[[], Any], times: int = 4, seconds: float = 30
    ) -> None:
        """Repeat an action until it has a result, as a user does whose press came while the page was redrawn."""
        for attempt in range(times):
            do()
            try:
                self.wait(result, seconds if attempt + 1 < times else PATIENCE)
                return
            except AssertionError:
                if attempt + 1 == times:
                    raise

    def train(self, more: int = 30) -> int:
        """Press Train, wait for some steps, and return the step on the page."""
        start = self.step()
        self.press("play")
        self.wait(lambda: self.step() >= start + more)
        return self.step()

    def pause(self) -> int:
        """Press Pause and return the step at which the run stands still."""
        self.press("play")
        self.wait(lambda: "paused" in self.status())
        return self.wait(lambda: self._still())

    def _still(self) -> int:
        before = self.step()
        self.page.wait_for_timeout(500)
        return before if before == self.step() else 0

    def slide(self, key: str, press: str) -> None:
        """Move a slider by the keyboard."""
        handle = self.page.locator(f".st-key-{key} input[type=range]")
        handle.focus()
        handle.press(press)

    def choose(self, key: str, option: str) -> None:
        """Choose from a list, which is opened again if the page was redrawn meanwhile."""
        opener = self.page.locator(f".st-key-{key} button[aria-haspopup=listbox]")
        choice = self.page.get_by_role("option", name=option, exact=True)

        def is_open() -> bool:
            if opener.get_attribute("aria-expanded") != "true":
                opener.click()
                self.page.wait_for_timeout(1000)
            return choice.count() == 1

        self.wait(is_open)
        choice.click()

    def address_setting(self, key: str) -> str | None:
        """Return a setting as the address holds it; None if it does not."""
        match = re.search(rf"[?&]{re.escape(key)}=([^&]*)", self.page.url)
        return match[1] if match else None

    def settings_by_key(self) -> dict[str, str]:
        """Return what every widget of the settings shows, by its key."""
        return self.page.locator('[data-testid="stSidebar"]').evaluate(SETTINGS)


STATUS = """() => {
  const texts = [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stMarkdown"]')];
  const line = texts.find((text) => /^\\s*(Step|步|Showing step|正在看第) [\\d,]+/.test(text.textContent));
  return line ? line.innerText.trim().split("\\n")[0] : "";
}"""

SETTINGS = """(bar) => Object.fromEntries([...bar.querySelectorAll('[class*="st-key-"]')].map((box) => {
  const key = [...box.classList].find((name) => name.startsWith("st-key-"));
  const pressed = [...box.querySelectorAll('[aria-checked="true"], [aria-pressed="true"]')].map((n) => n.textContent);
  const inputs = [...box.querySelectorAll("input")].map((n) => n.ariaValueText ?? n.value);
  return [key, [...inputs, ...pressed].join(" ")];
}))"""

# How many pixels of a canvas are strongly coloured, and how many different colours it has.
COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  let strong = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b, a] = data.subarray(i, i + 4);
    if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 90) strong += 1;
    seen.add((r << 16) | (g << 8) | b);
  }
  return { strong, colours: seen.size };
}"""

MARKS = """(charts) => charts.map((chart) => [...chart.querySelectorAll("svg .mark-line path")]
  .map((path) => path.getAttribute("d").length).reduce((sum, one) => sum + one, 0))"""
