"""The script of a GPT arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.export import run_folder as folder
from nets.models.gpt.experiment import GPT
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import train_run

SMALL = {"data.length": 16, "net.width": 12, "net.heads": 2, "net.feed": 2, "fit.batch": 4, "fit.report": 10}
CASES = {
    "tokens, sinusoidal": (
        {**SMALL, "data.name": "own", "data.text": "“\"it's\\n" * 300, "data.tokens": "bpe", "data.vocabulary": 270,
         "net.positions": "sinusoidal", "net.dropout": 0.2, "net.tied": False, "data.share": 0.5,
         "data.label_noise": 0.2},
        20,
        {8: {"net.dropout": 0.5}, 15: {"fit.optimizer": "momentum"}},
    ),
    "sort, rotary, norm after": (
        {**SMALL, "data.name": "sort", "net.positions": "rotary", "net.norm": "after", "net.mask": "full",
         "net.residual": False}, 12, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=GPT())
    place = unpack(folder.pack(run, engine), tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
