"""Runs that were stored before parameters were renamed still load, with their weights, edits, figures and optimizer.

The zips in `renamed/` were made before the renames, by 4 updates with Adam and a weight written by hand after the
third. `losses.json` has the losses of the three updates that followed.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from nets.models.bert import weights as kept_weights
from nets.training.manual_edits import Written
from nets.training.parameter_names import RENAMED, current_name
from tests.support.engines import history_figures, wait_until
from tests.support.trainings.stored_runs import read_files, restore_run, run_weights

STORED = Path(__file__).parent / "renamed"
LOSSES = json.loads((STORED / "losses.json").read_text())


@pytest.mark.parametrize("name", LOSSES)
def test_stored_run_continues_with_current_names(engine, name) -> None:
    data = (STORED / f"{name}.zip").read_bytes()
    old = load(read_files(data)["weights.safetensors"])
    assert any(current_name(key) != key for key in old), "the run is older than a rename"
    run = restore_run(engine, data)
    assert (run.state, run.index, run.problem) == ("paused", 4, None)
    now = run_weights(run)
    assert now.keys() == {current_name(key) for key in old}
    assert all(np.array_equal(now[current_name(key)], array) for key, array in old.items())
    for _ in range(3):
        run.step()
    wait_until(lambda: not run.busy)
    assert history_figures(run)["loss"][1][-3:] == pytest.approx(LOSSES[name], rel=1e-4)


@pytest.mark.parametrize("name", LOSSES)
def test_figures_and_edits_of_a_stored_run_have_current_names(name) -> None:
    kept = folder.read((STORED / f"{name}.zip").read_bytes(), EXPERIMENTS)
    parameters = {key[4:] for key in load(kept.checkpoint) if key.startswith("net/")}
    columns = [column.removeprefix("gradient/") for column in kept.history.names() if column.startswith("gradient/")]
    assert columns
    assert parameters.issuperset(columns)
    (edit,) = kept.edits
    assert isinstance(edit, Written)
    assert edit.parameter in parameters


def test_no_current_name_is_an_old_one() -> None:
    assert not RENAMED.keys() & set(RENAMED.values()), "a file of today would be misread"


def test_stored_weights_have_current_names(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(kept_weights, "_folder", lambda: tmp_path)
    old = load(read_files((STORED / "bert.zip").read_bytes())["weights.safetensors"])
    name = kept_weights.keep(save({f"net/{key}": array for key, array in old.items()}), {"step": np.arange(2)})
    weights, past = kept_weights.read(name)
    assert weights.keys() == {current_name(key) for key in old}
    assert past["step"].tolist() == [0, 1]
