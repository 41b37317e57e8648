"""The script of a Transformer arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.transformer.experiment import Transformer
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

SMALL = {"data.examples": 60, "data.length": 5, "data.name": "reverse", "net.width": 8, "net.heads": 2,
         "net.feed": 2, "net.layers": 1, "fit.batch": 20}  # fmt: skip
CASES = {
    "learned, tied, norm after, dropout turned": (
        {**SMALL, "net.positions": "learned", "net.tied": True, "net.norm": "after", "net.dropout": 0.2},
        8,
        {5: {"net.dropout": 0.4}},
    ),
    "rotary, gelu, no residual, no norm": (
        {**SMALL, "net.positions": "rotary", "net.activation": "gelu", "net.residual": False, "net.norm": "off"},
        6,
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Transformer())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
