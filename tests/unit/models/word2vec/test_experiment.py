"""The experiment: counts that are true, settings that are refused, trainings that are equal, resumed, and learn."""

from __future__ import annotations

import json
from math import prod

import numpy as np
import pytest
import torch

from nets.__main__ import main
from nets.diagnosis.diagnosis import diagnose
from nets.experiment.family import family_of
from nets.experiment.source_excerpts import excerpt
from nets.experiment.user_error import Problem
from nets.models.word2vec.experiment import Word2Vec
from nets.models.word2vec.settings import Model, Output
from nets.training import checkpoint
from nets.training.history import History
from nets.training.trainer_state import Training, train

SMALL = {"data.sentences": 300, "net.dim": 6, "fit.report": 5, "fit.batch": 8}
LARGE = {"data.name": "topics", "data.min_count": 2, "data.most": 5000, "net.dim": 50, "fit.batch": 8}


@pytest.mark.parametrize("output", Output.__args__)
@pytest.mark.parametrize("model", Model.__args__)
def test_every_output_layer_trains_with_either_model(model: str, output: str) -> None:
    for corpus in (SMALL, LARGE if output != "softmax" else SMALL | {"data.language": "zh"}):
        experiment = Word2Vec().replace(
            {**corpus, "net.model": model, "net.output": output, "fit.steps": 3, "fit.optimizer": "adagrad"}
        )
        training = Training(experiment)
        assert experiment.rows == (corpus is LARGE)
        counted = {layer.name: layer.parameters for layer in experiment.layers()}
        held = {name: sum(prod(p.shape) for p in training.net.get_submodule(name).parameters()) for name in counted}
        assert counted == held
        begun = [p.detach().clone() for p in training.parameters]
        while not training.over:
            last = training.update()
        assert np.isfinite(last.figures["train_loss"])
        assert all(last.figures[f"gradient/{name}"] > 0 for name in training.named)
        assert not any(torch.equal(one, other) for one, other in zip(begun, training.parameters, strict=True))
        for formula in family_of(experiment).formulas(experiment):
            assert all(line.count("{") == line.count("}") for line in formula.latex)
        assert all(excerpt(source).text for source in family_of(experiment).sources(experiment))


@pytest.mark.parametrize("corpus", [SMALL, LARGE])
def test_equal_experiments_train_to_equal_numbers_also_from_a_checkpoint(corpus) -> None:
    experiment = Word2Vec().replace({**corpus, "fit.steps": 8})
    first = [step.figures for step in train(experiment)]
    torch.rand(7)
    begun = Training(experiment)
    second = [begun.measure().figures, *(begun.update().figures for _ in range(4))]
    resumed = checkpoint.resume(experiment, checkpoint.write(begun))
    assert [*second, *(resumed.update().figures for _ in range(4))] == first


def test_live_settings_change_in_the_middle_of_a_run() -> None:
    training = Training(Word2Vec().replace(SMALL))
    training.update()
    training.change_settings({"net.window": 12, "net.dynamic": False, "net.negatives": 2, "fit.optimizer": "momentum"})
    assert (training.net.window, training.net.dynamic, training.net.negatives) == (12, False, 2)
    assert np.isfinite(training.update().figures["loss"])


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"data.name": "own"}, "data.text"),
        ({"data.name": "own", "data.text": "sha256:../../etc/passwd"}, "data.text"),
        ({"data.name": "topics", "data.most": 50_000, "net.dim": 300}, "net.dim"),
        ({"data.min_count": 1000, "data.sentences": 2000}, "data.min_count"),
        ({"data.name": "topics", "data.min_count": 1000}, "data.min_count"),
        ({"data.name": "topics", "net.output": "softmax", "fit.batch": 4096}, "fit.batch"),
        ({"data.name": "topics", "fit.optimizer": "momentum"}, "fit.optimizer"),
        ({"net.window": 21}, "net.window"),
    ],
)
def test_absurd_settings_are_refused(changes, key) -> None:
    with pytest.raises(Problem) as raised:
        Word2Vec().replace(changes)
    assert raised.value.values["key"] == key


@pytest.mark.parametrize("language", ["en", "zh"])
def test_analogies_work_in_seconds_with_the_settings_that_come_along(capsys, language: str) -> None:
    command = ["train", "word2vec", f"data.language={language}", "fit.steps=450", "fit.report=50", "--json"]
    assert main(command) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[-1]["test_analogies"] > 0.95
    history = History()
    for row in rows[:-1]:
        figures = {name: (np.array([row["step"]]), np.array([value])) for name, value in row.items()}
        history.extend({name: column for name, column in figures.items() if name != "step"})
    found = diagnose(Word2Vec(), history, None, "running")
    assert found.tone != "bad"


def test_a_loss_that_stands_still_above_nought_is_no_plateau() -> None:
    history = History()
    losses = np.concatenate([np.linspace(4.2, 1.5, 100), np.full(200, 1.5)])
    history.extend({"train_loss": (np.arange(300), losses)})
    assert diagnose(Word2Vec().replace({"data.name": "topics"}), history, None, "running").kind == "learning"
    flat = History()
    flat.extend({"train_loss": (np.arange(300), np.linspace(4.2, 4.19, 300))})
    assert diagnose(Word2Vec().replace({"data.name": "topics"}), flat, None, "running").kind == "lr_low"
