"""`python -m nets`, as a user or a script calls it."""

import csv
import json
import math
import signal
import subprocess
import sys

import pytest

from nets.__main__ import main
from nets.engine.workers.cluster import ROOT
from nets.experiment.family import build
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from nets.models.perceptron.experiment import Perceptron

SPIRAL = ["perceptron", "data.name=spiral", "net.hidden=8,8", "fit.lr=0.03", "fit.steps=200", "fit.seed=0"]
DIVERGES = ["perceptron", "data.name=plane", "net.activation=relu", "fit.lr=100", "fit.steps=100"]


def nets(*arguments):
    return subprocess.run([sys.executable, "-m", "nets", *arguments], cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def training_output(tmp_path_factory):
    """Train by the command line; return all that it printed and wrote."""
    out = tmp_path_factory.mktemp("out") / "deep" / "down"
    return nets("train", *SPIRAL, "--json", "--out", str(out)), out


def test_list_answers_quickly():
    answer = nets("list")
    assert (answer.returncode, answer.stdout.split(), answer.stderr) == (
        0,
        list(EXPERIMENTS),
        "",
    )
    code = "import sys; from nets.__main__ import main; main(['list']); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL).returncode == 0


def test_zip_is_a_run_that_the_app_can_load(tmp_path):
    path = tmp_path / "run.zip"
    answer = nets("train", *SPIRAL, "--json", "--zip", str(path))
    kept = folder.read(path.read_bytes(), EXPERIMENTS)
    assert kept.experiment == Perceptron.from_strings(dict(setting.split("=") for setting in SPIRAL[1:]))
    losses = {row["step"]: row["train_loss"] for row in map(json.loads, answer.stdout.splitlines()) if "step" in row}
    line = kept.history.line("train_loss")
    assert dict(zip(line.step.tolist(), line.last.tolist(), strict=True)) == pytest.approx(losses)
    assert kept.about.index == 200


def test_json_option_prints_one_line_for_each_report(training_output):
    from nets.training.trainer_state import train

    answer, _ = training_output
    assert (answer.returncode, answer.stderr) == (0, "")
    *reports, summary = map(json.loads, answer.stdout.splitlines())
    experiment = Perceptron.from_strings(dict(text.split("=") for text in SPIRAL[1:]))
    steps = list(train(experiment))
    assert reports == [{"step": step.index} | step.figures for step in steps if "test_loss" in step.figures]
    assert summary["steps"] == 200
    assert summary["seconds"] > 0
    for name in ("loss", "test_loss", "test_accuracy"):
        assert summary[name] == steps[-1].figures[name]


def test_training_writes_files(training_output):
    import torch
    from safetensors.torch import load_file

    answer, out = training_output
    summary = json.loads(answer.stdout.splitlines()[-1])
    assert {path.name for path in out.iterdir()} == {"experiment.json", "metrics.csv", "weights.safetensors"}
    experiment = Perceptron.from_json((out / "experiment.json").read_text(encoding="utf-8"))
    assert experiment == Perceptron.from_strings(dict(text.split("=") for text in SPIRAL[1:]))
    with (out / "metrics.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(201))
    assert all(row["loss"] for row in rows[1:])
    assert {int(row["step"]) for row in rows if row["test_loss"]} >= set(range(0, 201, 20))
    assert float(rows[-1]["test_loss"]) == summary["test_loss"]
    net, task = build(experiment, torch.Generator().manual_seed(99))
    net.load_state_dict(load_file(out / "weights.safetensors"))
    with torch.no_grad():
        assert task.report(net.eval())["test_loss"] == pytest.approx(summary["test_loss"], abs=1e-7)


def test_figures_are_printed_for_readers():
    answer = nets("train", "perceptron", "fit.steps=20")
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[0].startswith("step 0  train_loss ")
    assert answer.stdout.splitlines()[-1].startswith("steps 20  seconds ")


def test_diverged_training_exits_with_1():
    answer = nets("train", *DIVERGES, "--json")
    assert (answer.returncode, answer.stderr) == (1, "")
    summary = json.loads(answer.stdout.splitlines()[-1])
    assert summary["loss"] is None
    assert summary["steps"] < 100


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "perceptron", "fit.magic=1"], "There is no setting called fit.magic."),
        (["train", "perceptron", "magic=1"], "There is no setting called magic."),
        (["train", "perceptron", "fit.lr=1e999"], "fit.lr must be a number from"),
        (["train", "perceptron", "fit.lr=-1"], "fit.lr must be a number from"),
        (["train", "perceptron", "fit.lr="], "fit.lr must be a number from"),
        (["train", "perceptron", "data.name=a\nb"], "data.name cannot be a"),
        (["train", "perceptron", "a\nb=1"], "There is no setting called a"),
        (["train", "perceptron", "fit.lr"], "fit.lr is not a setting."),
        (["train", "perceptron", "fi\nt"], "fi"),
        (["train", "perceptron", "net.hidden=128,x"], "net.hidden must be"),
        (["train", "perceptron", "data.csv=@/nowhere/at/all"], "/nowhere/at/all cannot be read"),
        (["train", "perceptron", "data.csv=@nets/__pycache__"], "nets/__pycache__ cannot be read"),
        (["train", "magic"], "There is no family called magic. Choose from: neuron, perceptron"),
        (["train", "ma\ngic"], "There is no family called ma"),
        (["train", "perceptron", "--magic"], "python -m nets: unrecognized arguments"),
        (["train"], "python -m nets train: the following arguments are required"),
        (["magic"], "python -m nets: argument command: invalid choice"),
        ([], "python -m nets: the following arguments are required: command"),
        (["train", "perceptron", "--out", "/dev/null/x"], "/dev/null/x cannot be written"),
        (["train", "perceptron", "--zip", "/dev/null/x.zip"], "/dev/null/x.zip cannot be written"),
    ],
)
def test_invalid_setting_prints_one_line(capsys, arguments, words):
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    output = capsys.readouterr()
    assert (code, output.out) == (2, "")
    assert output.err.startswith(words)
    assert output.err.count("\n") == 1
    assert output.err.endswith("\n")


def test_mistake_prints_no_traceback():
    answer = nets("train", "perceptron", "fit.magic=1")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "There is no setting called fit.magic.\n"


def test_closed_pipe_is_no_error():
    process = subprocess.Popen(
        [sys.executable, "-m", "nets", "train", "perceptron", "fit.steps=10000000", "fit.report=1", "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert json.loads(process.stdout.readline())["step"] == 0
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) != 0
    process.stderr.close()


def test_table_is_read_from_a_file(tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_text("a,b,kind\n" + "\n".join(f"{i},{i % 7},{'xy'[i % 2]}" for i in range(40)), encoding="utf-8-sig")
    settings = ["data.name=csv", f"data.csv=@{path}", "fit.steps=5"]
    assert main(["train", "perceptron", *settings, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["steps"] == 5
    assert math.isfinite(last["test_loss"])


def test_long_training_writes_its_figures_to_disk(tmp_path, monkeypatch, capsys):
    import tracemalloc

    from nets.training import trainer_state as training

    class Quick(training.Training):
        """A training that reports figures without training."""

        def update(self, batch=None):
            self.index += 1
            report = {"test_loss": 0.25, "lr": 0.1} if self.index % 1000 == 1 else {}
            return training.Step(self.index, {"loss": 1 / self.index} | report)

    monkeypatch.setattr(training, "Training", Quick)
    grown, whole = [], (5_000, 50_000)
    for steps in whole:
        tracemalloc.start()
        assert main(["train", "perceptron", f"fit.steps={steps}", "--json", "--out", str(tmp_path)]) == 0
        grown.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    capsys.readouterr()
    assert grown[1] < grown[0] + 1_000_000, f"bytes at most for {whole} steps: {grown}"
    with (tmp_path / "metrics.csv").open(newline="", encoding="utf-8") as file:
        assert [int(row["step"]) for row in csv.DictReader(file)] == list(range(50_001))


@pytest.mark.slow
def test_interrupted_training_leaves_its_figures(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "nets", "train", "perceptron", "fit.steps=10000000", "--json", "--out", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    for _ in range(60):
        process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)  # reads on: a full pipe would keep the process from ending
    assert process.returncode == 130
    with (tmp_path / "metrics.csv").open(newline="", encoding="utf-8") as file:
        steps = [int(row["step"]) for row in csv.DictReader(file)]
    assert len(steps) > 50
    assert steps == list(range(len(steps)))
