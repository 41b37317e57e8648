"""What the neuron brings to the script that trains it again; torch-free.

The class is written for the experiment, as that of a perceptron is, and for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.layers.tables.initializer_specs import initializer_source
from nets.models.neuron.experiment import Neuron
from nets.models.perceptron.script import examples_read, loss_defined, report_defined

WEIGHT_FIGURES = """
    for (neuron, index), value in np.ndenumerate(net.output.weight.detach().numpy()):
        figures[f"weight/{neuron}/{index}"] = float(value)
    for neuron, value in enumerate(net.output.bias.detach().numpy()):
        figures[f"bias/{neuron}"] = float(value)
"""


def parts(stages: Sequence[Neuron]) -> ScriptParts:
    """Return the parts for an experiment."""
    experiment = stages[0]
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    lines += [f"        self.output = nn.Linear({experiment.inputs}, {experiment.outputs})"]
    lines += ["        weight = self.output.weight.data  # (neurons, inputs)"]
    lines += [f"        {line}" for line in initializer_source(experiment.net.init)]
    lines += ["        self.output.bias.data.zero_()", "", "    def forward(self, x):"]
    lines += [
        "        return self.output(x)  # (neurons,) sums; the loss applies the activation",
        "",
        "",
        "net = Net()",
    ]
    body, more = "\n".join(lines), WEIGHT_FIGURES.strip("\n").split("\n")
    report = report_defined(experiment.head, experiment.classes, more)
    task = "\n\n\n".join([examples_read(), loss_defined(experiment.head), report])
    title = f'A neuron ({experiment.net.activation}) on "{experiment.data.name}"'
    return ScriptParts(title, body, task, "math." in body, "functional." in task)
