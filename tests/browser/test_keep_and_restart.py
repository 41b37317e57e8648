"""A run that is kept: downloaded, trained again by its script, brought back; and servers that end and start again."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.browser.person import LONG


def texts(tab) -> str:
    return tab.page.locator('[data-testid="stMain"]').inner_text()


def rename(tab, name: str) -> None:
    field = tab.page.locator('[class*="st-key-runs-name"] input')
    field.fill(name)
    field.press("Enter")
    tab.page.wait_for_timeout(1500)
    tab.wait(lambda: field.count() == 1 and field.input_value() == name)


def last_row(place: Path) -> dict[str, str]:
    with (place / "metrics.csv").open(newline="") as file:
        return list(csv.DictReader(file))[-1]


def test_a_run_goes_round(tab, tmp_path):
    here = tab(f"/perceptron?{LONG}&fit.optimizer=adam&net.hidden=5,3").ready()
    here.train(60)
    stands = here.rest()
    figures = here.figures()
    with here.page.expect_download() as waiting:
        here.page.locator(".st-key-keep-download button:visible").first.click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert kept.name.startswith("perceptron-")
    with zipfile.ZipFile(kept) as held:
        held.extractall(tmp_path / "empty")
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
    assert other.linked("net.hidden") == "5%2C3"
    other.train(60)
    other.rest()
    here.press("step")
    here.wait(lambda: here.step() == stands + 1)


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_runs_outlive_their_server(launch, tab, tmp_path, end):
    server = launch(str(tmp_path))
    here = tab(f"/perceptron?{LONG}&net.hidden=5,3", server).ready()
    here.train(200)
    rename(here, "我的 net")
    here.wait(lambda: list(tmp_path.glob("*.zip")), 60)
    here.page.wait_for_timeout(12_000)  # a checkpoint comes every 3 s, the store looks every 5
    reached = here.step()
    server.process.send_signal(end)
    server.process.wait(timeout=30)
    here.page.close()
    here.complaints.clear()  # of the server that is gone
    again = launch(str(tmp_path))
    back = tab("/perceptron", again).ready()
    back.wait(lambda: "我的 net" in texts(back))
    back.choose("runs-chosen", "我的 net")
    back.page.locator(".st-key-runs-back button:visible").first.click()
    back.wait(lambda: back.step() > 0 and "paused" in back.status())
    assert back.step() <= reached + 10_000
    if end is signal.SIGTERM:
        assert back.step() >= reached
    assert back.linked("net.hidden") == "5%2C3"
    back.train(100)
    assert len(list(tmp_path.glob("*.part"))) == 0


def test_without_a_store_nobody_sees_anybodys_runs(launch, tab, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    server = launch("off")
    here = tab(f"/perceptron?{LONG}", server).ready()
    here.train(100)
    rename(here, "secret")
    here.page.wait_for_timeout(7_000)
    other = tab(f"/perceptron?{LONG}", server).ready()
    other.train(20)
    assert "secret" not in texts(other)
    here.page.close()
    late = tab(f"/perceptron?{LONG}", server).ready()
    assert "secret" not in texts(late)
    assert not list(tmp_path.rglob("*.zip"))


def test_a_store_that_cannot_be_written_is_told(launch, tab, tmp_path):
    (tmp_path / "file").write_text("in the way")
    here = tab(f"/perceptron?{LONG}", launch(str(tmp_path / "file" / "runs")), locale="zh-CN").ready()
    here.train(300)
    here.page.wait_for_timeout(9_000)
    here.press("play")  # the list of runs is drawn anew
    note = here.page.locator('[data-testid="stAlert"]').filter(has_text="无法存到磁盘")
    note.wait_for()
    assert note.count() == 1
