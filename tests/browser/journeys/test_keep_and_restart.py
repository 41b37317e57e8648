"""A stored run: downloaded, trained again by its script, brought back; servers that end and start again."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

from tests.support.browser_user import LONG


def texts(tab) -> str:
    return tab.page.locator('[data-testid="stMain"]').inner_text()


def rename(tab, name: str) -> None:
    field = tab.page.locator('[class*="st-key-runs-name"] input')
    field.fill(name)
    field.press("Enter")
    # the cells of the table of runs are text for screen readers; the box itself has the name before the server knows
    cells = tab.page.locator('[data-testid="stDataFrame"] canvas')
    tab.wait(lambda: any(name in text for text in cells.all_text_contents()))
    tab.wait(lambda: field.count() == 1 and field.input_value() == name)


def last_row(place: Path) -> dict[str, str]:
    with (place / "metrics.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def test_downloaded_run_is_trained_by_its_script_and_uploaded(tab, tmp_path):
    here = tab(f"/perceptron?{LONG}&fit.optimizer=adam&net.hidden=5,3").ready()
    here.train(60)
    stands = here.pause()
    figures = here.figures()
    with here.page.expect_download() as waiting:
        here.page.locator(".st-key-keep-download button:visible").first.click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert kept.name.startswith("perceptron-")
    with zipfile.ZipFile(kept) as archive:
        archive.extractall(tmp_path / "empty")
    (place,) = (tmp_path / "empty").iterdir()
    assert int(last_row(place)["step"]) == stands
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    blocked = "import sys; sys.modules |= dict.fromkeys(['nets', 'safetensors', 'pydantic', 'sklearn', 'streamlit'])\n"
    code = blocked + "import runpy; runpy.run_path('train.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "The numbers are the same." in done.stdout
    other = tab("/perceptron").ready()
    other.page.locator('[class*="st-key-keep-upload"] input[type=file]').set_input_files(kept)
    other.wait(lambda: other.step() == stands)
    assert other.figures() == figures
    assert other.address_setting("net.hidden") == "5%2C3"
    other.train(60)
    other.pause()
    here.press("step")
    here.wait(lambda: here.step() == stands + 1)


def test_runs_outlast_their_server(launch, tab, tmp_path):
    first = launch(str(tmp_path))
    here = tab(f"/perceptron?{LONG}&net.hidden=5,3", first).ready()
    here.train(60)
    rename(here, "我的 net")
    named = time.time()
    here.wait(lambda: any(path.stat().st_mtime > named + 4 for path in tmp_path.glob("*.zip")))  # with its weights
    here.complaints.clear()
    end(first, here, signal.SIGKILL)
    second = launch(str(tmp_path))
    back = bring_back(tab("/perceptron", second).ready(), "我的 net")
    assert back.step() >= 60
    assert back.address_setting("net.hidden") == "5%2C3"
    reached = back.train(50)
    end(second, back, signal.SIGTERM)
    again = bring_back(tab("/perceptron", launch(str(tmp_path))).ready(), "我的 net")
    assert again.step() >= reached, "a server that ends in order stores the last step"
    assert len(list(tmp_path.glob("*.part"))) == 0


def end(server, here, how: signal.Signals) -> None:
    """End the server; the console errors of the tab are then expected."""
    server.process.send_signal(how)
    server.process.wait(timeout=30)
    here.page.close()
    here.complaints.clear()


def bring_back(here, name: str):
    """Return the tab after it has opened the stored run of this name."""
    here.wait(lambda: name in texts(here))
    here.choose("runs-chosen", name)
    here.page.locator(".st-key-runs-back button:visible").first.click()
    here.wait(lambda: here.step() > 0 and "paused" in here.status())
    return here


def test_without_a_store_users_do_not_see_runs_of_others(tab):
    here = tab(f"/perceptron?{LONG}").ready()
    here.train()
    rename(here, "secret")
    here.page.close()
    other = tab(f"/perceptron?{LONG}").ready()
    other.train(20)
    other.wait(lambda: other.page.locator('[class*="st-key-runs-name"] input').input_value() == "Run 1")
    assert "secret" not in texts(other)
