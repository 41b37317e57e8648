"""What the neuron learns from: a perceptron's task that also tells each weight, so that its way can be followed."""

from __future__ import annotations

import numpy as np
from torch import nn

from nets.models.neuron.examples import examples
from nets.models.neuron.settings import FLAT, Data
from nets.models.perceptron.head import Head
from nets.models.perceptron.task import SupervisedTask


class NeuronTask(SupervisedTask):
    """Examples with known targets. Numbers to be predicted stay in their unit, inputs too unless made standard."""

    def __init__(self, data: Data, head: Head) -> None:
        super().__init__(examples(data), head, data.seed, data.name in FLAT, (data.standard, False))

    def report(self, net: nn.Module) -> dict[str, float]:
        """The figures of a perceptron, and "weight/<neuron>/<input>" and "bias/<neuron>"."""
        weight, bias = (getattr(net.output, name).detach().numpy() for name in ("weight", "bias"))
        told = {f"weight/{neuron}/{place}": float(value) for (neuron, place), value in np.ndenumerate(weight)}
        return super().report(net) | told | {f"bias/{neuron}": float(value) for neuron, value in enumerate(bias)}
