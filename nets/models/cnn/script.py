"""What a convolutional net brings to the script that trains it again: its net, its loss and its figures, as source."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.layers.tables.activation_specs import ACTIVATION_SPECS
from nets.layers.tables.initializer_specs import initializer_source
from nets.models.cnn.experiment import Convolutional
from nets.models.cnn.script_text import (
    AUGMENT,
    BLOCK,
    DATA,
    DROP,
    MOVE,
    NORM,
    PRETRAIN,
    REPORT,
)


def parts(stages: Sequence[Convolutional]) -> ScriptParts:
    """The parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    dropout = any(stage.net.dropout for stage in stages)
    chunks = [DROP] if dropout else []
    chunks += [NORM] if first.cnn and first.net.norm else []
    chunks += [_block(first)] if first.cnn else []
    outputs = len(first.before or first.classes)
    body = "\n\n\n".join([*map(str.strip, chunks), _net(first, dropout), f"net = Net({outputs})"])
    task = "\n\n\n".join(map(str.strip, _task(first)))
    kind = {"cnn": "A convolutional net", "mlp": "A multi-layer perceptron", "logistic": "A logistic regression"}
    return ScriptParts(f'{kind[first.net.kind]} on "{first.data.name}"', body, task, "math." in body + task)


def _dims(experiment: Convolutional) -> int:
    return len(experiment.image) - 1


def _block(experiment: Convolutional) -> str:
    """The class of a block, for images or for lines, with or without batch norm."""
    kernel = ", ".join(["kernel"] * _dims(experiment))
    sums = f"functional.conv{_dims(experiment)}d(x, self.weight, self.bias, *self.steps)"
    lines = BLOCK.replace("<kernel>", kernel).strip().splitlines()
    lines += ["        self.norm = Norm(channels)"] if experiment.net.norm else []
    lines += ["", "    def forward(self, x):", f"        z = {sums}  # (B, I, P) -> (B, O, P')"]
    lines += ["        z = self.norm(z)"] if experiment.net.norm else []
    bent = ACTIVATION_SPECS[experiment.net.activation].source.format(z="z")
    return "\n".join([*lines, f"        return {bent}"])


def _net(experiment: Convolutional, dropout: bool) -> str:
    """The class with one line a layer."""
    net, layers = experiment.net, experiment.layers()
    dense = [layer.shape.split(" + ")[0].split(" × ") for layer in layers[len(experiment.blocks) :]]
    lines = ["class Net(nn.Module):", "    def __init__(self, classes):", "        super().__init__()"]
    lines += [f"        self.dropout = {net.dropout!r}"] if dropout else []
    lines += ["        self.blocks = nn.ModuleList(", "            ["] if experiment.blocks else []
    for block in experiment.blocks:
        numbers = (block.inputs, block.channels, block.kernel, block.stride, block.padding, block.dilation)
        lines += [f"                Block({', '.join(map(str, numbers))}),"]
    lines += ["            ]", "        )"] if experiment.blocks else []
    hidden = ", ".join(f"nn.Linear({before}, {after})" for before, after in dense[:-1])
    lines += [f"        self.hidden = nn.ModuleList([{hidden}])"] if hidden else []
    lines += [f"        self.output = nn.Linear({dense[-1][0]}, classes)"]
    kinds = [f"*self.{name}" for name, there in (("blocks", experiment.blocks), ("hidden", hidden)) if there]
    lines += [f"        for layer in [{', '.join([*kinds, 'self.output'])}]:", "            start(layer)"]
    lines += ["        self.to(memory_format=torch.channels_last)"] if _dims(experiment) == 2 else []
    start = ["def start(layer):", '    """Initial weights, drawn from the generator; biases are 0."""']
    start += [
        "    weight = layer.weight.data",
        *(f"    {line}" for line in initializer_source(net.init, "nets/models/cnn/net.py")),
        "    layer.bias.data.zero_()",
    ]
    return "\n".join([*start, "", "", *lines, "", *_forward(experiment, dropout, len(dense) - 1)])


def _forward(experiment: Convolutional, dropout: bool, hidden: int) -> list[str]:
    """The way through the net."""
    dropped = ["        if self.dropout and self.training:", "            x = drop(x, self.dropout)"] if dropout else []
    lines = ["    def forward(self, x):"]
    if _dims(experiment) == 2:
        lines += ["        x = x.contiguous(memory_format=torch.channels_last)"]
    pool = {"max": "max_pool", "average": "avg_pool"}.get(experiment.net.pool, "")
    for place, block in enumerate(experiment.blocks):
        inner = f"self.blocks[{place}](x)"
        made = f"functional.{pool}{_dims(experiment)}d({inner}, {block.pool})" if block.pool > 1 else inner
        after = ", ".join(map(str, (block.channels, *block.pooled)))
        lines += [f"        x = {made}  # -> (B, {after})", *dropped]
    lines += ["        x = x.flatten(1)"]
    for place in range(hidden):
        lines += [
            f"        x = {ACTIVATION_SPECS[experiment.net.activation].source.format(z=f'self.hidden[{place}](x)')}",
            *dropped,
        ]
    return [*lines, "        return self.output(x)  # (B, classes)"]


def _task(experiment: Convolutional) -> list[str]:
    """The data, the loss of a batch, the figures, and the pre-training if there is one."""
    data, dims = experiment.data, _dims(experiment)
    rotate = data.rotate if dims == 2 else 0.0
    chunks = [DATA]
    if data.shift or rotate or data.scale or data.noise:
        lines = AUGMENT.strip().splitlines()
        if data.shift or rotate or data.scale:
            chunks += [MOVE[dims]]
            lines += [f"    random = torch.rand(len(x), {dims + 2}, generator=generator) * 2 - 1"]
            lines += [f"    angle = random[:, {dims}] * math.radians({rotate!r})"]
            lines += [f"    size = 1 + random[:, {dims + 1}] * {data.scale!r}"]
            lines += [f"    x = moved(x, random[:, :{dims}] * {data.shift!r}, angle, size)"]
        if data.noise:
            white = {"digits": 16.0, "mnist1d": 1.0}.get(data.name, 255.0)
            lines += ["    noise = torch.empty_like(x).normal_(generator=generator)"]
            lines += [f"    x = x + {data.noise!r} * ({white!r} / deviation) * noise"]
        chunks += ["\n".join([*lines, "    return x"])]
        prepared = "augmented(pixels(inputs[indices]))"
    else:
        prepared = "pixels(inputs[indices])"
    loss = ["def loss_of(inputs, targets, indices):"]
    loss += [f"    return functional.cross_entropy(net({prepared}), targets[indices])"]
    batch = ["def loss_of_batch(indices):", "    return loss_of(inputs, targets, indices)"]
    chunks += ["\n".join(loss), "\n".join(batch), REPORT]
    return [*chunks, _pretraining(experiment)] if experiment.before else chunks


def _pretraining(experiment: Convolutional) -> str:
    """The updates on other classes, the new output layer, and what keeps its weights."""
    lines = PRETRAIN.replace("<steps>", str(experiment.net.pretrain)).strip().splitlines()
    width = experiment.layers()[-1].shape.split(" × ")[0]
    lines += [f"net.output = nn.Linear({width}, {len(experiment.classes)})", "start(net.output)"]
    lines += [f"net.dropout = {experiment.net.dropout!r}"]
    frozen = {"none": [], "convolutions": ["blocks"], "all_but_output": ["blocks", "hidden"]}[experiment.net.freeze]
    there = [name for name in frozen if (experiment.blocks if name == "blocks" else experiment.hidden)]
    return "\n".join([*lines, *(f"net.{name}.requires_grad_(False)" for name in there)])
