"""Figures of a neuron that predicts numbers: of its answer, not of the weighted sum behind it."""

from __future__ import annotations

import pytest
import torch

from nets.models.neuron.experiment import Neuron
from nets.probes import ask
from nets.training.trainer_state import Training


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"])
def test_regression_is_judged_by_the_answer_after_the_activation(activation: str) -> None:
    training = Training(Neuron().replace({"data.name": "bend", "net.activation": activation, "fit.lr": 0.3}))
    for _step in range(20):
        figures = training.update().figures
    figures = training.measure().figures
    with torch.no_grad():
        answers = training.task.answers(training.net(training.task.test.inputs))[:, 0]
    truth = training.task.test.truth
    spread = (truth - truth.mean()).square().mean()
    assert figures["test_r2"] == pytest.approx(float(1 - (truth - answers).square().mean() / spread), abs=1e-5)
    assert figures["test_r2"] == pytest.approx(1 - figures["test_loss"] / float(spread), abs=1e-5)
    found = ask("output_layer", training.net, training.task, part="test", index=3)
    assert found["predicted"] == pytest.approx(float(answers[3]))
