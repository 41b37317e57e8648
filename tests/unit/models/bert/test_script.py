"""The script of BERT arrives at the run's numbers, to the last bit, without our package."""

import runpy

from nets.engine import run_snapshot as keeping
from nets.export import run_folder as folder
from nets.models.bert import weights
from nets.models.bert.experiment import Bert
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.small_bert import SMALL
from tests.support.trainings.stored_runs import train_run

FEW = SMALL | {"net.width": 8, "fit.batch": 8}


def test_pre_training_and_fine_tuning_arrive_at_the_same_numbers(engine, tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("NETS_WEIGHTS", str(tmp_path / "kept"))
    before = {"net.dropout": 0.1, "net.norm": "before", "data.share": 0.2}
    first = train_run(engine, FEW | before, 8, {4: {"net.dropout": 0.3}}, Bert())
    place = unpack(folder.pack(first, engine), tmp_path / "first")
    runpy.run_path(f"{place}/train.py")
    check_result(first, place, capsys.readouterr().out)

    keeping.save(first)
    name = weights.keep(first.checkpoint, {})
    fine = {"data.goal": "verdict", "data.labels": 40, "net.norm": "before", "net.start": name, "net.pretrain": 8}
    second = train_run(engine, FEW | fine | {"data.label_noise": 0.2}, 6, experiment=Bert())
    place = unpack(folder.pack(second, engine), tmp_path / "second")
    runpy.run_path(f"{place}/train.py")
    check_result(second, place, capsys.readouterr().out)
