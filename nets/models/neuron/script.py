"""What the neuron brings to the script that trains it again; torch-free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nets.export.script_writer import Parts
from nets.layers.initializer_specs import initializer_source
from nets.models.perceptron.script import examples_read, loss_defined, report_defined

if TYPE_CHECKING:
    from nets.models.neuron.experiment import Neuron

FOLLOWED = """
    for (neuron, place), value in np.ndenumerate(net.output.weight.detach().numpy()):
        figures[f"weight/{neuron}/{place}"] = float(value)
    for neuron, value in enumerate(net.output.bias.detach().numpy()):
        figures[f"bias/{neuron}"] = float(value)
"""


def parts(experiment: Neuron) -> Parts:
    """The parts for an experiment."""
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    lines += [f"        self.output = nn.Linear({experiment.inputs}, {experiment.outputs})"]
    lines += ["        weight = self.output.weight.data  # (neurons, inputs)"]
    lines += [f"        {line}" for line in initializer_source(experiment.net.init)]
    lines += ["        self.output.bias.data.zero_()", "", "    def forward(self, x):"]
    lines += ["        return self.output(x)  # the weighted sums, which the loss bends", "", "", "net = Net()"]
    body, more = "\n".join(lines), FOLLOWED.strip("\n").split("\n")
    report = report_defined(experiment.head, experiment.classes, more)
    task = "\n\n\n".join([examples_read(), loss_defined(experiment.head), report])
    title = f'A neuron ({experiment.net.activation}) on "{experiment.data.name}"'
    return Parts(title, body, task, "math." in body, "functional." in task)
