"""A real Chromium and a Streamlit server for one script."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser_user import BASE_PATH_PROBE, Server, Tab, server_environment
from tests.support.paths import ROOT

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Two invisible pages of the address bar would cost each window more than a second of a core. The others
    # are playwright's own, which this replaces.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding",
]


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """Chromium, or a skipped test that says why; with NETS_REQUIRE_BROWSER=1 a missing one fails."""
    executable = shutil.which("chromium")
    if executable is None:
        reason = "no chromium on the PATH"
        if os.environ.get("NETS_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(url: str, process: subprocess.Popen, seconds: float = 60) -> None:
    """Return when the server answers; fail if it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no server at {url} after {seconds} s")


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[str | Path], str]]:
    """serve(script) starts `streamlit run` on a free port and returns its address; the servers end with the session."""
    started: dict[Path, tuple[str, subprocess.Popen]] = {}

    def start(script: str | Path) -> str:
        path = Path(script).resolve()
        if path not in started:
            port = free_port()
            command = [sys.executable, "-m", "streamlit", "run", str(path), "--server.port", str(port)]
            command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
            command += ["--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false"]
            process = subprocess.Popen(command, cwd=ROOT, env=server_environment())
            started[path] = (f"http://127.0.0.1:{port}", process)
            wait_until_up(*started[path])
        return started[path][0]

    yield start
    for _, process in started.values():
        process.terminate()
        process.wait(timeout=20)


def start_server() -> Server:
    """Start the app and return it when it answers."""
    server = Server(free_port())
    wait_until_up(server.url, server.process)
    return server


@pytest.fixture(scope="session")
def app() -> Iterator[Server]:
    """The app with its cluster. No page of it was opened before the first test that uses it."""
    server = start_server()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def second_app() -> Iterator[Server]:
    """Another server of the same app."""
    server = start_server()
    yield server
    server.kill()


@pytest.fixture
def fresh_app() -> Iterator[Server]:
    """A server for one test."""
    server = start_server()
    yield server
    server.kill()


@pytest.fixture
def launch(monkeypatch) -> Iterator[Callable[[str], Server]]:
    """launch(store) starts another server of the app, with its runs stored in that folder, or "off"."""
    servers: list[Server] = []

    def start(store: str) -> Server:
        monkeypatch.setenv("NETS_STORE", store)
        servers.append(start_server())
        return servers[-1]

    yield start
    for server in servers:
        server.kill()


@pytest.fixture(scope="session")
def window(browser, app: Server) -> Callable[[str, int], Any]:
    """window(locale, width) has one cache for all its tabs, so that the app's files are fetched and parsed once.

    A tab that stays open keeps the process that has parsed them: opening another one then costs about half.
    """

    @cache
    def open_context(locale: str, width: int) -> Any:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
        context.new_page().goto(f"{app.url}/_stcore/health")
        return context

    return open_context


@pytest.fixture
def tab(window, app: Server) -> Iterator[Callable[..., Tab]]:
    """tab(path) opens the app for a new user, in a new tab.

    A test fails if its tab requested anything from another host, had an error in its console, shows an error, or
    requested a missing path from our server, except for Streamlit's own requests (see BASE_PATH_PROBE).
    """
    opened: list[Tab] = []

    def visit(path: str = "/perceptron", server: Server = app, locale: str = "en-US", width: int = 1280) -> Tab:
        opened.append(Tab(window(locale, width), server.url))
        return opened[-1].open(path)

    yield visit
    open_pages = [tab.page for tab in opened if not tab.page.is_closed()]
    errors = [page.locator('[class*="st-key-error-"]').all_inner_texts() for page in open_pages]
    for tab in opened:
        tab.page.close()
    assert not any(errors), errors
    assert not [address for tab in opened for address in tab.foreign]
    assert not [complaint for tab in opened for complaint in tab.complaints]
    assert not [path for tab in opened for path in tab.refused if not BASE_PATH_PROBE.fullmatch(path)]
