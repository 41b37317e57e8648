"""Manual edits of a run are stored, replayed by its script and restored, to the last bit."""

import json
import math
import os
import runpy
import subprocess
import sys

import pytest

from nets.engine import manual_edit_commands as by_hand
from nets.engine import run_snapshot as keeping
from nets.experiment.user_error import Problem
from nets.export import run_folder as folder
from nets.export.run_store import Store
from nets.families import EXPERIMENTS
from nets.training import manual_edits_json as edit_lines
from nets.training.manual_edits import MAX_EDITS, Taught, Written
from tests.support.engines import history_figures, wait_until
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import last_by_step, read_files, restore_run, run_weights, train_run

FULL = {"net.dropout": 0.2, "fit.optimizer": "adam", "fit.schedule": "cosine", "fit.l1": 0.001, "fit.clip": 0.5}


def train_with_edits(engine, changes, last=True):
    """Return a run of 40 updates with every kind of edit; with `last` also one at the end."""
    run = train_run(engine, changes, 0)
    by_hand.write(run, "output.bias", (0,), 0.1)
    _steps(run, 7)
    by_hand.write(run, "hidden.0.weight", (1, 0), -1.25)
    run.change_settings({"fit.lr": 0.007, "fit.batch": 4})
    by_hand.write(run, "hidden.0.weight", (1, 1), 1 / 3)
    by_hand.teach(run, (11,))
    by_hand.undo(run)  # an update later: both stay
    _steps(run, 20)
    run.change_settings({"fit.optimizer": "momentum"})
    by_hand.teach(run, (3, 1, 4, 1, 5))
    by_hand.teach(run, (2,))
    by_hand.write(run, "hidden.1.bias", (1,), 0.5)
    by_hand.undo(run)  # at once: nothing is left of it
    _steps(run, 40)
    if last:
        by_hand.write(run, "output.weight", (0, 1), 2.0)
        by_hand.write(run, "output.bias", (0,), -2.0)
    return run


def _steps(run, until_step):
    while run.index < until_step:
        run.step()
        wait_until(lambda: not run.busy)


def test_script_replays_edits_without_our_package(engine, tmp_path):
    run = train_with_edits(engine, FULL)
    assert [type(edit) for edit in run.edits] == [Written] * 3 + [Taught, Written, Taught, Taught, Written, Written]
    place = unpack(folder.pack(run, engine), tmp_path)
    code = "import sys; sys.modules |= dict.fromkeys(['nets', 'safetensors', 'pydantic', 'sklearn'])\n"
    code += "import runpy; runpy.run_path('train.py', run_name='__main__')"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    check_result(run, place, done.stdout)


@pytest.mark.parametrize("changes", [{}, {"data.name": "sine", "net.activation": "relu"}, FULL])
@pytest.mark.parametrize("last", [True, False])
def test_script_gives_the_same_numbers(engine, tmp_path, capsys, changes, last):
    run = train_with_edits(engine, changes, last)
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)


def test_script_without_edits_gives_other_numbers(engine, tmp_path, capsys):
    run = train_with_edits(engine, {}, last=False)
    place = unpack(folder.pack(run, engine), tmp_path)
    with open(f"{place}/train.py") as file:
        text = file.read()
    assert "torch.tensor(chosen[index]) if index in chosen" in text
    with open(f"{place}/train.py", "w") as file:
        file.write(text.replace("if index in chosen", "if False"))
    runpy.run_path(f"{place}/train.py")
    assert "The numbers differ" in capsys.readouterr().out


def test_untrained_net_with_edits_is_replayed(engine, tmp_path):
    run = train_run(engine, {}, 0)
    by_hand.write(run, "output.bias", (0,), 0.75)
    place = unpack(folder.pack(run, engine), tmp_path)
    assert runpy.run_path(f"{place}/train.py")["net"].output.bias.item() == 0.75


def test_restored_run_has_its_edits_and_continues(engine):
    run = train_with_edits(engine, FULL)
    back = restore_run(engine, folder.pack(run, engine))
    assert back.shown.history.last("loss") == run.history.last("loss")
    assert (back.edits, by_hand.undoable(back)) == (run.edits, by_hand.undoable(run))
    for one in (run, back):
        by_hand.undo(one)
        _steps(one, 60)
        by_hand.teach(one, (9,))
    assert {n: a.tolist() for n, a in run_weights(back).items()} == {n: a.tolist() for n, a in run_weights(run).items()}
    assert back.edits == run.edits
    ours, theirs = history_figures(back), history_figures(run)
    assert all(last_by_step(ours[name]) == last_by_step(theirs[name]) for name in theirs)


def test_store_keeps_edits(engine, tmp_path):
    run = train_with_edits(engine, {})
    keeping.save(run)
    run_store = Store(tmp_path, EXPERIMENTS)
    assert run_store.save(run)
    (kept,) = run_store.load_all()
    assert kept.edits == run.edits
    back = folder.restore(kept, engine)
    back.resume()
    wait_until(lambda: back.ready)
    assert {n: a.tolist() for n, a in run_weights(back).items()} == {n: a.tolist() for n, a in run_weights(run).items()}


def test_edits_are_plain_json(engine):
    lines = json.loads(read_files(folder.pack(train_with_edits(engine, {}), engine))["edits.json"])
    assert (lines[1]["step"], lines[1]["parameter"], lines[1]["index"], lines[1]["new"]) == (
        7,
        "hidden.0.weight",
        [1, 0],
        -1.25,
    )
    assert lines[3]["examples"] == [11]
    assert "edits.json" not in read_files(folder.pack(train_run(engine, {}, 3), engine))


def test_infinite_figures_of_edits_are_restored():
    edit = Written(3, "output.bias", (0,), math.inf, 1.0, {"test_loss": math.inf}, {"test_loss": -math.inf})
    assert edit_lines.read(edit_lines.write([edit]), 3) == [edit]
    odd = Taught(3, (1,), {"test_loss": math.nan}, {})
    assert math.isnan(edit_lines.read(edit_lines.write([odd]), 4)[0].before["test_loss"])
    with pytest.raises(ValueError, match="follow one another"):
        edit_lines.read(edit_lines.write([odd]), 3)


def test_number_of_edits_is_bounded(engine):
    run = train_run(engine, {}, 1)
    trainer = run.connection.worker.result()
    trainer.training.edits = [Taught(0, (1,), {}, {})] * MAX_EDITS
    with pytest.raises(Problem, match="more cannot be kept"):
        by_hand.write(run, "output.bias", (0,), 1.0)
    assert run.state == "paused"


def test_setting_changed_after_the_last_checkpoint_is_in_the_zip(engine):
    run = train_run(engine, {"fit.optimizer": "adam"}, 5)
    keeping.save(run)
    run.change_settings({"fit.optimizer": "sgd"})
    back = restore_run(engine, folder.pack(run, engine))
    assert (back.state, back.index, back.problem) == ("paused", 5, None)
    assert back.experiment.fit.optimizer == "sgd"
    for one in (run, back):
        _steps(one, 9)
    assert history_figures(back) == history_figures(run)
