"""A net that has diverged is looked at without complaints: overflow belongs to the answer, not into the log."""

import warnings
from contextlib import suppress

import pytest
import torch

from nets.experiment.family import build
from nets.experiment.user_error import Problem
from nets.models.perceptron.experiment import Perceptron
from nets.probes import PREDICTIONS, UNITS, ask

torch.set_num_threads(1)


@pytest.mark.parametrize("size", [1e30, float("inf"), float("nan")])
@pytest.mark.parametrize(
    "name", sorted((UNITS | PREDICTIONS).keys() - {"gradients", "baselines"})
)  # a perceptron has these
def test_no_probe_warns_of_numbers_that_are_too_large(name, size):
    experiment = Perceptron().replace({"net.activation": "relu"})
    net, task = build(experiment, torch.Generator().manual_seed(2))
    with torch.no_grad():
        for values in net.parameters():
            values.fill_(size)
    with warnings.catch_warnings(), suppress(Problem):  # of a probe that has nothing to say of this net
        warnings.simplefilter("error")
        assert ask(name, net, task, **({"layer": "output", "unit": 0} if name == "unit_arithmetic" else {}))
