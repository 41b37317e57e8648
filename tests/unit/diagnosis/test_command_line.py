"""`python -m nets train … --json` says in its last line how the training went: each value by a real, short run."""

from __future__ import annotations

import json

import pytest

from nets.__main__ import main
from nets.families import EXPERIMENTS

BIG = "net.hidden=64,64 net.activation=relu fit.optimizer=adam fit.lr=0.01"
SMALL = "net.layers=1 net.width=32"
PLANE = "perceptron data.name=plane"
DEEP = "net.hidden=8,8,8,8,8,8,8,8 net.activation=sigmoid"
RUNS = {
    "perceptron fit.steps=1": "untrained",
    "perceptron fit.steps=200": "learning",
    "perceptron data.name=spiral net.hidden=8,8 fit.steps=300": "learning",
    "cnn fit.steps=10": "learning",
    f"gpt data.length=16 {SMALL} fit.steps=8": "learning",
    "perceptron data.name=blobs fit.steps=300": "solved",
    f"{PLANE} net.hidden= fit.steps=300": "solved",
    "perceptron data.name=spiral net.hidden= fit.steps=300": "underfitting",
    "perceptron data.name=spiral net.hidden=1 fit.steps=600": "underfitting",
    "perceptron data.name=moons net.hidden= fit.lr=0.3 fit.steps=500": "underfitting",
    "neuron data.name=bend fit.steps=200": "underfitting",
    f"perceptron data.name=spiral data.noise=0.5 data.size=60 {BIG} fit.steps=400": "overfitting",
    f"perceptron data.label_noise=0.3 data.size=100 {BIG} fit.steps=800": "overfitting",
    "cnn data.examples=30 fit.steps=120": "overfitting",
    f"gpt data.name=own data.text=@TEXT data.length=8 {SMALL} fit.lr=0.01 fit.steps=150": "overfitting",
    f"{PLANE} net.activation=relu fit.lr=100 fit.steps=100": "diverged",
    "perceptron fit.lr=10 fit.steps=150": "rate_too_high",
    "cnn fit.lr=1 fit.steps=20": "rate_too_high",
    "perceptron fit.lr=1e-6 fit.steps=150": "rate_too_low",
    "cnn fit.lr=1e-6 fit.steps=25": "rate_too_low",
    f"perceptron {DEEP} fit.steps=150": "vanishing",
    f"{PLANE} net.init=large net.hidden=8,8 net.activation=relu fit.lr=1e-6 fit.steps=60": "exploding",
    "perceptron net.activation=relu net.hidden=8,8 fit.lr=2 fit.steps=800": "dead_units",
    "perceptron net.init=zero fit.steps=100": "plateau",
    "perceptron data.name=blobs data.noise=0.8 net.hidden=2 fit.lr=0.3 fit.steps=600": "plateau",
}
TEXT = (
    "The rain in Spain stays mainly in the plain. In Hertford, Hereford and Hampshire hurricanes hardly ever happen. "
    "How kind of you to let me come. A quick brown fox jumps over the lazy dog, which wakes up and barks at the moon. "
    "Sphinx of black quartz, judge my vow. Pack my box with five dozen liquor jugs."
)
VALUES = (
    "overfitting underfitting solved diverged rate_too_high rate_too_low vanishing exploding dead_units plateau "
    "learning untrained"
)


@pytest.mark.parametrize("arguments", RUNS)
def test_last_line_tells_diagnosis(arguments: str, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    text = tmp_path / "text.txt"
    text.write_text(TEXT)
    assert main(["train", *arguments.replace("TEXT", str(text)).split(), "--json"]) in (0, 1)
    *_reports, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert last["diagnosis"] == RUNS[arguments]


def test_runs_cover_every_value() -> None:
    assert set(RUNS.values()) == set(VALUES.split())


def test_figures_for_people_end_with_diagnosis(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "perceptron", "fit.steps=6"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("  diagnosis learning")


@pytest.mark.parametrize("family", EXPERIMENTS)
def test_short_run_of_every_family_reports_no_failed_probe(family: str, capsys, caplog) -> None:  # type: ignore[no-untyped-def]
    assert main(["train", family, "fit.steps=1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["diagnosis"] == "untrained"
    assert [record.message for record in caplog.records if "failed" in record.message] == []
