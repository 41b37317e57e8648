"""Small trained nets that read sequences, and the answers of probes about them."""

from __future__ import annotations

import numpy as np
import torch

from nets.models.recurrent.experiment import Recurrent
from nets.probes import ask
from nets.training.trainer_state import Training

SMALL = {"net.hidden": 6, "data.examples": 60, "data.length": 12, "fit.report": 50}


def train_recurrent(changes, updates: int = 3) -> Training:
    training = Training(Recurrent().replace(SMALL | changes))
    for _ in range(updates):
        training.update()
    return training


def ask_unchanged(training: Training, probe: str, **arguments) -> dict[str, np.ndarray]:
    """Ask a probe, check that it has changed nothing, and return the answer."""
    before = {name: tensor.clone() for name, tensor in training.net.state_dict().items()}
    gradients = [p.grad.clone() for p in training.parameters]
    state, global_state = training.generator.get_state(), torch.get_rng_state()
    answer = ask(probe, training.net, training.task, **arguments)
    assert all(torch.equal(before[name], tensor) for name, tensor in training.net.state_dict().items())
    assert all(torch.equal(p.grad, gradient) for p, gradient in zip(training.parameters, gradients, strict=True))
    assert torch.equal(state, training.generator.get_state())
    assert torch.equal(global_state, torch.get_rng_state())
    assert all(module.training for module in training.net.modules())
    assert all(isinstance(value, np.ndarray) for value in answer.values())
    return answer
