"""The task of the neuron: that of a perceptron, which also reports each weight, so that its path can be drawn."""

from __future__ import annotations

import numpy as np
from torch import nn

from nets.models.neuron.examples import examples
from nets.models.neuron.settings import FLAT, Data
from nets.models.perceptron.head import Head
from nets.models.perceptron.task import SupervisedTask


class NeuronTask(SupervisedTask):
    """Examples with known targets. Numbers to predict keep their unit, inputs too unless `data.standard` is on."""

    def __init__(self, data: Data, head: Head) -> None:
        super().__init__(examples(data), head, data.seed, data.name in FLAT, (data.standard, False))

    def report(self, net: nn.Module) -> dict[str, float]:
        """Return the figures of a perceptron, and "weight/<neuron>/<input>" and "bias/<neuron>"."""
        weight, bias = (getattr(net.output, name).detach().numpy() for name in ("weight", "bias"))
        weights = {f"weight/{neuron}/{index}": float(value) for (neuron, index), value in np.ndenumerate(weight)}
        return super().report(net) | weights | {f"bias/{neuron}": float(value) for neuron, value in enumerate(bias)}
