"""What a convolutional net brings to the script that trains it again: the very source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.layers.tables.activation_specs import activation_table
from nets.layers.tables.initializer_specs import initializer_table
from nets.models.cnn.experiment import Convolutional

IMPORTS = """
from collections.abc import Callable, Sequence
from typing import NamedTuple

from torch import Generator, Tensor
"""
MODULE, GEOMETRY, LINEAR, AUGMENTATION = (
    "nets/models/cnn/net.py",
    "nets/models/cnn/geometry.py",
    "nets/layers/linear.py",
    "nets/datasets/images/augmentation.py",
)
BLOCKS = ("CONVOLUTIONS", "POOLING", "MOMENTUM", "BatchNorm", "ConvolutionBlock", "Pool")
DATA = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
mean, deviation = data["mean"].item(), data["deviation"].item()
size = len(inputs)


def standardise(pixels):
    """Images as inputs of the net."""
    return (pixels.float() - mean) / deviation
'''
AUGMENTED = '''
def augmented(x):
    """Every image changed at random in a way of its own."""
    black, contrast = (0.0 - mean) / deviation, <white> / deviation
    return augment(x, <shift>, <rotate>, <scale>, <noise>, black, contrast, generator)
'''
LOSS = """
def loss_of(inputs, targets, indices):
    return functional.cross_entropy(net(<x>), targets[indices])


def loss_of_batch(indices):
    return loss_of(inputs, targets, indices)
"""
REPORT = '''
def report():
    """Figures of the first 200 training images and of the first 400 test images, as the app measures them."""
    figures = {}
    net.eval()
    with torch.no_grad():
        for part, prefix, count in (("train", "", 200), ("test", "test_", 400)):
            x, labels = standardise(data[prefix + "inputs"][:count]), data[prefix + "targets"][:count]
            outputs = torch.cat([net(batch) for batch in x.split(100)])
            figures[part + "_loss"] = functional.cross_entropy(outputs, labels).item()
            figures[part + "_accuracy"] = (outputs.argmax(dim=1) == labels).float().mean().item()
    net.train()
    return figures
'''
PRETRAIN = """
first_inputs, first_targets = data["first_inputs"], data["first_targets"]  # other classes, to pre-train on
net.dropout = 0.0
optimizer = torch.optim.Adam(net.parameters(), 0.003, fused=True)
first_order = torch.empty(0, dtype=torch.int64)
for _step in range(<steps>):
    if not len(first_order):
        first_order = torch.randperm(len(first_inputs), generator=generator)
    loss = loss_of(first_inputs, first_targets, first_order[:32])
    first_order = first_order[32:]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
optimizer.zero_grad()
net.output = Linear(net.output.weight.shape[1], <classes>)  # a new output layer
INITS["<init>"](net.output.weight.data, generator)
net.dropout = <dropout>
"""


def parts(stages: Sequence[Convolutional]) -> ScriptParts:
    """Return the parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    kind = {"cnn": "A convolutional net", "mlp": "A multi-layer perceptron", "logistic": "A logistic regression"}
    net, task = _net(first), "\n\n\n".join(map(str.strip, _task(first)))
    return ScriptParts(f'{kind[first.net.kind]} on "{first.data.name}"', net, task, "math." in net + task)


def _net(experiment: Convolutional) -> str:
    """Return the source of the net and of its layers, and the line that builds it."""
    net = experiment.net
    chunks = [IMPORTS.strip(), activation_table(net.activation), initializer_table(net.init, MODULE)]
    chunks += [_source(LINEAR, name) for name in ("Linear", "DenseLayer", "apply_dropout")]
    chunks += [_source(GEOMETRY, "BlockShape")]
    chunks += [_source(MODULE, name) for name in (*(BLOCKS if experiment.cnn else ()), "CNN")]
    blocks = "".join(f"        {block.shape!r},\n" for block in experiment.blocks)
    arguments = {
        "image": repr(experiment.image),
        "blocks": f"[\n{blocks}    ]" if blocks else "[]",
        "hidden": repr(experiment.hidden),
        "classes": repr(len(experiment.before or experiment.classes)),
        "activation": repr(net.activation),
        "norm": repr(net.norm),
        "init": repr(net.init),
        "dropout": repr(net.dropout),
        "generator": "generator",
    }
    lines = "".join(f"    {name}={value},\n" for name, value in arguments.items()).replace("'", '"')
    return "\n\n\n".join([*chunks, f"net = CNN(\n{lines})"])


def _task(experiment: Convolutional) -> list[str]:
    """Return the data, the loss of a batch, the figures, and the pre-training if there is one."""
    data, net = experiment.data, experiment.net
    chunks, x = [DATA], "standardise(inputs[indices])"
    rotate = data.rotate if len(experiment.image) == 3 else 0.0
    if data.shift or rotate or data.scale or data.noise:
        chunks += [_source(AUGMENTATION, name) for name in ("augment", "draws", "moved")]
        values = {"shift": data.shift, "rotate": rotate, "scale": data.scale, "noise": data.noise}
        values |= {"white": {"digits": 16.0, "mnist1d": 1.0}.get(data.name, 255.0)}
        chunks, x = [*chunks, _filled(AUGMENTED, values)], f"augmented({x})"
    chunks += [LOSS.replace("<x>", x), REPORT]
    if not experiment.before:
        return chunks
    values = {"steps": net.pretrain, "classes": len(experiment.classes), "dropout": net.dropout}
    frozen = {"none": [], "convolutions": ["blocks"], "all_but_output": ["blocks", "hidden"]}[net.freeze]
    lines = [_filled(PRETRAIN, values).replace("<init>", net.init).strip()]
    return [*chunks, "\n".join([*lines, *(f"net.{name}.requires_grad_(False)" for name in frozen)])]


def _filled(text: str, values: dict[str, float]) -> str:
    """Return the text with each "<name>" replaced by its number."""
    for name, value in values.items():
        text = text.replace(f"<{name}>", repr(value))
    return text


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
