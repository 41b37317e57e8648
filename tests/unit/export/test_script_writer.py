"""The script in the folder gives the numbers of the run, to the last bit, without our package."""

import os
import runpy
import subprocess
import sys

import pytest

from nets.experiment.training_config import Optimizer, Schedule
from nets.export import run_folder as folder
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.settings import Activation, Init
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import TABLE, train_run

SLOPE = {"data.name": "spiral", "data.size": 60, "data.noise": 0.5, "net.hidden": "32,32", "fit.lr": 0.03}
SLOPE |= {"net.activation": "relu", "fit.optimizer": "adam"}  # the test loss soon rises
SINGLE = {"net.hidden": "", "net.loss": "perceptron", "fit.batch": 1, "data.name": "moons", "fit.lr": 1.0}

CASES = {
    "default": ({}, 60, {}),
    "adam, dropout, cosine": ({"fit.optimizer": "adam", "net.dropout": 0.3, "fit.schedule": "cosine"}, 60, {}),
    "softmax on blobs": ({"data.name": "blobs", "data.classes": 4, "data.size": 2500}, 40, {}),
    "regression": ({"data.name": "sine", "net.hidden": "6", "net.activation": "gelu", "fit.lr": 0.1}, 50, {}),
    "iris, 40 of them": ({"data.name": "iris", "data.examples": 40, "fit.l1": 0.001, "fit.clip": 0.5}, 50, {}),
    "own table": ({"data.name": "csv", "data.csv": TABLE, "net.loss": "mse", "net.output": "sigmoid"}, 40, {}),
    "no hidden layer": ({"net.hidden": "", "net.output": "linear"}, 30, {}),
    "early stopping": (SLOPE | {"fit.patience": 30}, 70, {}),
    "early stopping, turned": (SLOPE | {"fit.average": True}, 90, {15: {"fit.patience": 10}, 60: {"fit.patience": 25}}),
    "a target and seconds": ({"fit.stop_at": "train_loss", "fit.target": 0.6, "fit.seconds": 1000.0}, 60, {}),
    "rosenblatt": (SINGLE | {"net.init": "zero", "fit.average": True}, 70, {}),
    "rosenblatt, all at once": (SINGLE | {"fit.batch": 400}, 30, {}),
    "settings changed": (
        {"net.dropout": 0.2, "fit.optimizer": "momentum"},
        90,
        {
            0: {"fit.batch": 3},
            20: {"fit.lr": 0.3, "fit.momentum": 0.5, "fit.clip": 0.4},
            33: {"fit.schedule": "step", "net.dropout": 0.6, "fit.l1": 0.01},
            40: {"fit.optimizer": "rmsprop", "fit.lr": 0.003, "fit.momentum": 0.0},
            55: {"fit.momentum": 0.8, "fit.weight_decay": 0.1},
            70: {"fit.optimizer": "adamw", "fit.schedule": "warmup", "fit.steps": 77},
        },
    ),
}


def test_script_runs_in_an_empty_folder_without_our_package(engine, tmp_path) -> None:
    run = train_run(engine, *CASES["settings changed"])
    place = unpack(folder.pack(run, engine), tmp_path)
    blocked = "import sys; sys.modules |= dict.fromkeys(['nets', 'safetensors', 'pydantic', 'sklearn'])\n"
    code = blocked + "import runpy; runpy.run_path('train.py', run_name='__main__')"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    check_result(run, place, done.stdout)


@pytest.mark.parametrize("case", CASES)
def test_script_gives_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case])
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)


CHOICES = [
    *({"fit.optimizer": name, "fit.lr": 0.01} for name in Optimizer.__args__),
    *({"fit.schedule": name, "fit.steps": 30} for name in Schedule.__args__),
    *({"net.init": name} for name in Init.__args__),
    *({"net.activation": name} for name in Activation.__args__),
]


def test_script_of_every_optimizer_schedule_init_and_activation_runs(engine, tmp_path, capsys) -> None:
    for number, changes in enumerate(CHOICES):
        run = train_run(engine, changes, 12)
        place = unpack(folder.pack(run, engine), tmp_path / str(number))
        runpy.run_path(f"{place}/train.py")
        check_result(run, place, capsys.readouterr().out)
        run.stop()


def test_script_holds_only_what_the_training_needs() -> None:
    from nets.export.script_writer import script

    plain = script(Perceptron(), (), 100)
    assert plain is not None
    for unused in ("drop", "clip", "l1", "Adam", "cos(", "softmax", "relu", "settings were", "patience", "averag"):
        assert unused not in plain, unused
    hostile = Perceptron().replace({"data.name": "csv", "data.csv": TABLE.replace("kind", "import os")})
    written = script(hostile, (), 3)
    assert written is not None
    assert "import os" not in written
