"""Runs in a real Chromium: a failure, its fix, two curves, names, pins, comparison, deletion, undo."""

from __future__ import annotations

from urllib.parse import urlencode

LEGENDS = """(charts) => charts.map((chart) => [...chart.querySelectorAll("svg .role-legend-label text")]
  .map((text) => text.textContent))"""
STROKES = """(charts) => charts.map((chart) => new Set([...chart.querySelectorAll("svg .mark-line path")]
  .filter((path) => path.getAttribute("d").length > 20).map((path) => path.getAttribute("stroke"))).size)"""
CHARTS = '[data-testid="stVegaLiteChart"]'
FAULT = {"data.name": "plane", "net.activation": "relu", "net.hidden": "8,8", "fit.lr": "10", "fit.steps": "10000000"}


def button(tab, key):
    return tab.page.locator(f".st-key-{key} button:visible").first


def test_diverged_run_is_fixed_compared_renamed_pinned_deleted_and_restored(tab):
    here = tab("/perceptron?" + urlencode(FAULT)).ready()
    here.press("play")
    text = here.page.locator('[data-testid="stMain"]').inner_text
    here.wait(lambda: "is most likely too large" in text())
    assert "Learning rate 0.03" in here.wait(lambda: button(here, "fix-try").inner_text())
    button(here, "fix-try").click()
    here.wait(lambda: here.step() > 300)
    assert here.address_setting("fit.lr") is None
    assert "Run 2 is Run 1 with: Learning rate 0.03" in text()
    here.pause()
    charts = here.page.locator(CHARTS)
    here.wait(lambda: charts.evaluate_all(LEGENDS)[0] == ["training", "test", "Run 1 · test"])
    here.wait(lambda: charts.evaluate_all(STROKES)[0] == 3)
    name = here.page.locator('[class*="st-key-runs-name"] input')
    name.fill("steady")
    name.press("Enter")
    here.wait(lambda: "steady is Run 1 with" in text())
    button(here, "runs-pin").click()
    here.wait(lambda: "Unpin" in button(here, "runs-pin").inner_text())
    here.choose("runs-chosen", "Run 1")
    here.wait(lambda: name.count() == 1 and name.input_value() == "Run 1")
    button(here, "runs-delete").click()
    here.wait(lambda: "Run 1 was deleted." in text())
    here.wait(lambda: charts.evaluate_all(LEGENDS)[0] == ["training", "test"])
    button(here, "runs-undo").click()
    here.wait(lambda: charts.evaluate_all(LEGENDS)[0] == ["training", "test", "Run 1 · test"])
    button(here, "fix-back").click()
    here.wait(lambda: "diverged" in here.status())
    assert here.address_setting("fit.lr") == "10.0"
    stands = here.step()
    button(here, "fix-back").click()
    here.wait(lambda: here.step() > max(300, stands) and "paused" in here.status())
    before = here.step()
    here.press("step")
    here.wait(lambda: here.step() == before + 1)
