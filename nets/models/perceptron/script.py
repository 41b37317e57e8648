"""What the perceptron brings to the script that trains it again: its net, its loss and its figures, as source.

The class is written for the experiment, a line for each layer with its shapes, and not taken from `net.py`: a learner's
first script stays shorter than the general class, and holds nothing that this training does not use.
"""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import initializer_source
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.head import Head

MAX_EVALUATED = 1000  # as in nets.models.perceptron.task
LINEAR = "nets/layers/linear.py"
DROPOUT_IMPORTS = "from torch import Generator, Tensor"

OUTPUT_ACTIVATIONS = {"linear": "outputs", "softmax": "torch.softmax(outputs, dim=1)"} | {
    name: spec.source.format(z="outputs") for name, spec in ACTIVATION_SPECS.items()
}


def parts(stages: Sequence[Perceptron]) -> ScriptParts:
    """Return the parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    dropout = any(stage.net.dropout for stage in stages) and bool(first.net.hidden)
    chunks = [DROPOUT_IMPORTS.strip(), excerpt(Source("", LINEAR, "apply_dropout")).text] if dropout else []
    chunks.append(_net(first, dropout))
    body = "\n\n\n".join([*chunks, "net = Net()"])
    task = "\n\n\n".join([examples_read(), loss_defined(first.head), report_defined(first.head, first.classes)])
    layers = ", ".join(map(str, first.net.hidden)) or "none"
    title = f'A perceptron (hidden layers: {layers}) on "{first.data.name}"'
    source = body + task
    return ScriptParts(title, body, task, "math." in source, "functional." in source)


def _net(experiment: Perceptron, dropout: bool) -> str:
    """Return the class, with one line for each layer."""
    widths, names = experiment.widths, experiment.net.activations
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    lines += [f"        self.dropout = {experiment.net.dropout!r}"] if dropout else []
    hidden = [f"nn.Linear({widths[i]}, {widths[i + 1]})" for i in range(len(names))]
    lines += ["        self.hidden = nn.ModuleList(", "            [", *(f"                {h}," for h in hidden)]
    lines += ["            ]", "        )"]
    lines += [f"        self.output = nn.Linear({widths[-2]}, {widths[-1]})"]
    lines += ["        for layer in [*self.hidden, self.output]:", "            weight = layer.weight.data  # (W, D)"]
    lines += [f"            {line}" for line in initializer_source(experiment.net.init)]
    lines += ["            layer.bias.data.zero_()", "", "    def forward(self, x):"]
    for index, name in enumerate(names):
        activation = ACTIVATION_SPECS[name].source.format(z=f"self.hidden[{index}](x)")
        lines += [f"        x = {activation}  # (B, {widths[index]}) -> (B, {widths[index + 1]})"]
        if dropout:
            lines += [
                "        if self.dropout and self.training:",
                "            x = apply_dropout(x, self.dropout, generator)",
            ]
    return "\n".join([*lines, f"        return self.output(x)  # (B, {widths[-2]}) -> (B, {widths[-1]})"])


def examples_read() -> str:
    """Return the lines that read the examples, and up to 1000 of each part for reports."""
    lines = [
        'inputs, targets = data["inputs"], data["targets"]  # the training part, scaled and in the order of the app',
        "size = len(inputs)",
        f"count = min(size, {MAX_EVALUATED})  # training examples that a report evaluates",
        f'evaluated = torch.cat([inputs[:count], data["test_inputs"][:{MAX_EVALUATED}]])',
    ]
    return "\n".join(lines)


def loss_defined(head: Head) -> str:
    """Return the functions that compute the loss of outputs, and of a batch."""
    call = {
        "cross_entropy": "functional.cross_entropy(outputs, targets)",
        "binary_cross_entropy": "functional.binary_cross_entropy_with_logits(outputs, targets)",
        "perceptron": "(-targets * outputs).clamp_min(0).mean()",
        "mse": f"functional.mse_loss({OUTPUT_ACTIVATIONS[head.output]}, targets)",
    }[head.loss]
    lines = ["def loss_of(outputs, targets):", f"    return {call}", "", ""]
    lines += ["def loss_of_batch(indices):", "    return loss_of(net(inputs[indices]), targets[indices])"]
    return "\n".join(lines)


def report_defined(head: Head, classes: int, more: Sequence[str] = ()) -> str:
    """Return the function that computes the figures of both parts, as the app does; `more` lines add to them."""
    lines = ["def report():", '    """Figures of the training and the test part."""', "    net.eval()"]
    lines += ["    with torch.no_grad():", "        outputs = net(evaluated)", "    net.train()", "    figures = {}"]
    lines += ['    for part, rows in (("train", slice(None, count)), ("test", slice(count, None))):']
    lines += ['        prefix = "" if part == "train" else "test_"']
    lines += [f'        labels = data[prefix + "targets"][:{MAX_EVALUATED}]']
    lines += [f'        truth = data[prefix + "truth"][:{MAX_EVALUATED}]']
    lines += ['        figures[part + "_loss"] = loss_of(outputs[rows], labels).item()']
    if classes:
        predicted = "(outputs[rows][:, 0] > 0).long()" if head.neurons == 1 else "outputs[rows].argmax(dim=1)"
        lines += [f"        predicted = {predicted}"]
        lines += ['        figures[part + "_accuracy"] = (predicted == truth).float().mean().item()']
    else:
        answers = f"({OUTPUT_ACTIVATIONS[head.output]})" if head.output != "linear" else "outputs"
        answers = answers.replace("outputs", "outputs[rows]")
        lines += [f'        predicted = {answers}[:, 0] * data["unit"].item() + data["centre"].item()']
        lines += [
            "        error, variation = (truth - predicted).square().sum(), (truth - truth.mean()).square().sum()"
        ]
        lines += ["        if len(truth) > 1 and variation > 0:"]
        lines += ['            figures[part + "_r2"] = (1 - error / variation).item()']
        lines += ['        if part == "test":']
        lines += ['            figures["test_mae"] = (predicted - truth).abs().mean().item()']
    return "\n".join([*lines, *more, "    return figures"])
