"""A saved run that a worker has read can be sent to the server."""

from __future__ import annotations

import pickle

from nets.engine import manual_edit_commands as by_hand
from nets.engine.engine import Engine
from nets.export import run_folder as folder
from nets.families import EXPERIMENTS
from tests.support.trainings.stored_runs import train_run


def test_worker_can_send_a_saved_run(engine: Engine) -> None:
    run = train_run(engine, {"fit.optimizer": "adam"}, 12)
    by_hand.write(run, "output.bias", (0,), 0.125)
    kept, parsed = pickle.loads(pickle.dumps(folder.read_parsed(folder.pack(run, engine), EXPERIMENTS)))
    assert parsed is None
    assert (kept.begun, kept.edits, kept.about.index) == (run.begun, run.edits, run.index)
    assert kept.history.line("loss").last.tolist() == run.history.line("loss").last.tolist()
