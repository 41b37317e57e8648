"""The processes of the app when tabs close, workers die and the server ends."""

from __future__ import annotations

import signal
import subprocess
import time

import psutil
import pytest

from tests.support.browser_user import IDLE, LONG, PATIENCE, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def alone(fresh_app):
    """A server for this test with a running cluster, and all its processes."""
    wait_until(fresh_app.workers)
    return fresh_app, fresh_app.children()


def test_closed_tab_costs_no_cpu(tab, app):
    here = tab(f"/perceptron?{LONG}").ready()
    here.train(200)
    wait_until(lambda: app.busy() > IDLE)
    here.page.close()
    closed = time.monotonic()
    while app.busy() > IDLE:
        assert time.monotonic() - closed < 15, "still training for a tab that is closed"


def test_closed_tabs_leave_nothing_in_the_server(tab, app):
    server = psutil.Process(app.process.pid)

    def come_and_go():
        here = tab(f"/perceptron?{LONG}").ready()
        here.train(5)
        here.page.close()
        return server.memory_info().rss / 1e6

    first = come_and_go()
    again = come_and_go()
    assert again < first + 10, f"MB after each tab: {first:.0f}, {again:.0f}"


def test_killed_worker_is_reported_and_replaced(tab, app):
    here = tab(f"/perceptron?{LONG}").ready()
    here.train(200)
    (killed,) = app.workers()
    killed.kill()
    note = here.page.locator('[data-testid="stAlert"]').filter(has_text="The worker of this run ended at step")
    note.wait_for()
    text = note.inner_text()
    resumed = here.step()
    here.wait(lambda: here.step() > resumed + 20)
    assert "The run goes on from step" in text
    assert here.page.locator('[data-testid="stAlert"]').count() == 1, "reported once"
    assert [worker.pid for worker in wait_until(app.workers)] != [killed.pid]


def test_sigterm_ends_all_processes(alone):
    server, family = alone
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=30) == 0
    _gone, left = psutil.wait_procs(family, timeout=10)
    assert not left


def test_sigterm_while_the_cluster_starts_leaves_no_process(fresh_app):
    family = wait_until(fresh_app.children, every=0.01)
    fresh_app.process.send_signal(signal.SIGTERM)
    try:
        assert fresh_app.process.wait(timeout=PATIENCE) == 0
    except subprocess.TimeoutExpired:
        pytest.fail("the server does not end while its cluster starts")
    _gone, left = psutil.wait_procs(family, timeout=15)
    assert not left


def test_cluster_ends_with_a_killed_server(alone):
    server, family = alone
    server.process.kill()
    server.process.wait()
    _gone, left = psutil.wait_procs(family, timeout=60)
    assert not left
