"""The script of Word2Vec arrives at the run's numbers, to the last bit, without our package."""

import runpy

import pytest

from nets.engine import manual_edit_commands as by_hand
from nets.export import run_folder as folder
from nets.models.word2vec.experiment import Word2Vec
from tests.support.trainings.exported_scripts import check_result, unpack
from tests.support.trainings.stored_runs import restore_run, run_weights, train_run

SMALL = {"data.sentences": 300, "net.dim": 6, "fit.batch": 8}
OWN = '“The "quick" brown fox\\n jumps over it\'s lazy dog; and so on, we say?” ' * 90
CASES = {
    "default": (SMALL, 12, {}),
    "cbow, hierarchical": (
        {**SMALL, "net.model": "cbow", "net.output": "hierarchical", "data.subsample": 0.0, "data.language": "zh"},
        25,
        {8: {"net.window": 7, "net.dynamic": False}, 15: {"fit.optimizer": "momentum"}},
    ),
    "softmax": ({**SMALL, "net.output": "softmax", "fit.clip": 0.5}, 12, {}),
    "rows": (
        {"data.name": "topics", "data.most": 5000, "data.min_count": 2, "data.share": 0.5, "data.label_noise": 0.1,
         "fit.batch": 8},
        12,
        {5: {"fit.optimizer": "adagrad", "net.negatives": 3}, 8: {"fit.lr": 0.1, "fit.schedule": "cosine"}},
    ),
    "own text": ({"data.name": "own", "data.text": OWN, "fit.optimizer": "sgd"}, 5, {}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_arrives_at_the_same_numbers(engine, tmp_path, capsys, case) -> None:
    run = train_run(engine, *CASES[case], experiment=Word2Vec())
    by_hand.write(run, "input.weight", (1, 2), 0.5)
    packed = folder.pack(run, engine)
    place = unpack(packed, tmp_path)
    runpy.run_path(f"{place}/train.py")
    check_result(run, place, capsys.readouterr().out)
    back = restore_run(engine, packed)
    assert all((run_weights(back)[name] == values).all() for name, values in run_weights(run).items())


def test_a_sentence_of_a_persons_choice_is_taught_and_the_next_update_looked_through(engine) -> None:
    run = train_run(engine, SMALL, 3, experiment=Word2Vec())
    told = by_hand.rehearse(run, (5,))
    assert (told["input.weight_new"] != told["input.weight"]).any()
    by_hand.teach(run, (5,))
    assert (run_weights(run)["input.weight"] == told["input.weight_new"]).all()
