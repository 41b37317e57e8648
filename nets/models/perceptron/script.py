"""What the perceptron brings to the script that trains it again: its net, its loss and its figures, as source."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import initializer_source
from nets.models.perceptron.experiment import Perceptron
from nets.models.perceptron.head import Head

MAX_EVALUATED = 1000  # as in nets.models.perceptron.task

DROP = '''
def drop(x, share):
    """Each entry is set to zero with this probability, the others are scaled up to keep the mean."""
    keep = torch.empty_like(x).bernoulli_(1 - share, generator=generator)
    return x * keep / (1 - share)
'''

SQUASHED = {"linear": "outputs", "softmax": "torch.softmax(outputs, dim=1)"} | {
    name: spec.source.format(z="outputs") for name, spec in ACTIVATION_SPECS.items()
}


def parts(stages: Sequence[Perceptron]) -> ScriptParts:
    """The parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    dropout = any(stage.net.dropout for stage in stages) and bool(first.net.hidden)
    chunks = [DROP.strip()] if dropout else []
    chunks.append(_net(first, dropout))
    body = "\n\n\n".join([*chunks, "net = Net()"])
    task = "\n\n\n".join([examples_read(), loss_defined(first.head), report_defined(first.head, first.classes)])
    layers = ", ".join(map(str, first.net.hidden)) or "none"
    title = f'A perceptron (hidden layers: {layers}) on "{first.data.name}"'
    source = body + task
    return ScriptParts(title, body, task, "math." in source, "functional." in source)


def _net(experiment: Perceptron, dropout: bool) -> str:
    """The class with one line a layer."""
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
    for place, name in enumerate(names):
        made = ACTIVATION_SPECS[name].source.format(z=f"self.hidden[{place}](x)")
        lines += [f"        x = {made}  # (B, {widths[place]}) -> (B, {widths[place + 1]})"]
        if dropout:
            lines += ["        if self.dropout and self.training:", "            x = drop(x, self.dropout)"]
    return "\n".join([*lines, f"        return self.output(x)  # (B, {widths[-2]}) -> (B, {widths[-1]})"])


def examples_read() -> str:
    """The examples, and the up to 1000 of each part that a report looks at."""
    lines = [
        'inputs, targets = data["inputs"], data["targets"]  # the training part, scaled and in the order of the app',
        "size = len(inputs)",
        f"seen = min(size, {MAX_EVALUATED})  # examples of either part that a report looks at",
        f'evaluated = torch.cat([inputs[:seen], data["test_inputs"][:{MAX_EVALUATED}]])',
    ]
    return "\n".join(lines)


def loss_defined(head: Head) -> str:
    """The loss of outputs, and of a batch."""
    call = {
        "cross_entropy": "functional.cross_entropy(outputs, wanted)",
        "binary_cross_entropy": "functional.binary_cross_entropy_with_logits(outputs, wanted)",
        "perceptron": "(-wanted * outputs).clamp_min(0).mean()",
        "mse": f"functional.mse_loss({SQUASHED[head.output]}, wanted)",
    }[head.loss]
    lines = ["def loss_of(outputs, wanted):", f"    return {call}", "", ""]
    lines += ["def loss_of_batch(indices):", "    return loss_of(net(inputs[indices]), targets[indices])"]
    return "\n".join(lines)


def report_defined(head: Head, classes: int, more: Sequence[str] = ()) -> str:
    """The figures of both parts, as the app computes them; `more` lines add to them."""
    lines = ["def report():", '    """Figures of the training and the test part."""', "    net.eval()"]
    lines += ["    with torch.no_grad():", "        outputs = net(evaluated)", "    net.train()", "    figures = {}"]
    lines += ['    for part, at in (("train", slice(None, seen)), ("test", slice(seen, None))):']
    lines += ['        prefix = "" if part == "train" else "test_"']
    lines += [f'        wanted = data[prefix + "targets"][:{MAX_EVALUATED}]']
    lines += [f'        truth = data[prefix + "truth"][:{MAX_EVALUATED}]']
    lines += ['        figures[part + "_loss"] = loss_of(outputs[at], wanted).item()']
    if classes:
        chosen = "(outputs[at][:, 0] > 0).long()" if head.neurons == 1 else "outputs[at].argmax(dim=1)"
        lines += [f"        predicted = {chosen}"]
        lines += ['        figures[part + "_accuracy"] = (predicted == truth).float().mean().item()']
    else:
        shown = f"({SQUASHED[head.output]})" if head.output != "linear" else "outputs"
        shown = shown.replace("outputs", "outputs[at]")
        lines += [f'        predicted = {shown}[:, 0] * data["unit"].item() + data["centre"].item()']
        lines += ["        error, spread = (truth - predicted).square().sum(), (truth - truth.mean()).square().sum()"]
        lines += ["        if len(truth) > 1 and spread > 0:"]
        lines += ['            figures[part + "_r2"] = (1 - error / spread).item()']
        lines += ['        if part == "test":']
        lines += ['            figures["test_mae"] = (predicted - truth).abs().mean().item()']
    return "\n".join([*lines, *more, "    return figures"])
