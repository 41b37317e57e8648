"""What the autoencoder brings to the script that trains it again: the very source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.layers.tables.activation_specs import activation_table
from nets.layers.tables.initializer_specs import initializer_table
from nets.models.autoencoder.experiment import Autoencoder
from nets.models.perceptron.script import OUTPUT_ACTIVATIONS

IMPORTS = """
from collections.abc import Sequence
from itertools import pairwise

from torch import Generator, Tensor
"""
MODULE, LINEAR = "nets/models/autoencoder/net.py", "nets/layers/linear.py"
DATA = """
inputs, test_inputs = data["inputs"], data["test_inputs"]  # images as rows of pixels from 0 to 1
size = len(inputs)
mean_image = inputs.mean(dim=0)
train, test = inputs[:500], test_inputs[:1000]  # what a report evaluates
"""

NOISE = '''
def add_noise(x, generator):
    """Images with noise; the net is to reconstruct them without it."""
    return x + <noise> * torch.empty_like(x).normal_(generator=generator)


same = torch.Generator().manual_seed(<seed>)  # the same noise in every report
parts = {"train": (train, add_noise(train, same)), "test": (test, add_noise(test, same))}
'''

LOSS = """
def loss_of(outputs, x):
    return <loss>


def loss_of_batch(indices):
    x = inputs[indices]
    return loss_of(net(<x>), x)
"""

REPORT = '''
def report():
    """Loss and R squared of the training and the test part."""
    figures = {}
    net.eval()
    with torch.no_grad():
        for part, (x, noisy) in parts.items():
            outputs = net(noisy)
            error, variation = (<pixels> - x).square().sum(), (x - mean_image).square().sum()
            figures[part + "_loss"] = loss_of(outputs, x).item()
            figures[part + "_r2"] = (1 - error / variation.clamp_min(1e-12)).item()
    net.train()
    return figures
'''


def parts(stages: Sequence[Autoencoder]) -> ScriptParts:
    """Return the parts for an experiment; no setting of data or net can change during a run."""
    experiment = stages[0]
    net = _net(experiment)
    noise, pixels = experiment.data.noise, OUTPUT_ACTIVATIONS[experiment.net.output]
    loss = f"functional.mse_loss({pixels}, x)"
    if experiment.net.loss == "binary_cross_entropy":
        loss = "functional.binary_cross_entropy_with_logits(outputs, x)"
    chunks = [DATA]
    if noise:
        chunks += [NOISE.replace("<noise>", repr(noise)).replace("<seed>", str(experiment.data.seed))]
    else:
        chunks[0] += 'parts = {"train": (train, train), "test": (test, test)}\n'
    chunks += [LOSS.replace("<loss>", loss).replace("<x>", "add_noise(x, generator)" if noise else "x")]
    task = "\n\n\n".join(map(str.strip, [*chunks, REPORT.replace("<pixels>", pixels)]))
    title = f'An autoencoder (a code of {experiment.net.code}) on "{experiment.data.name}"'
    return ScriptParts(title, net, task, "math." in net)


def _net(experiment: Autoencoder) -> str:
    """Return the source of the net and of its layers, and the line that builds it."""
    net = experiment.net
    chunks = [IMPORTS.strip(), activation_table(net.activation), initializer_table(net.init)]
    chunks += [excerpt(Source("", LINEAR, name)).text for name in ("Linear", "DenseLayer")]
    chunks += [excerpt(Source("", MODULE, "AutoencoderNet")).text]
    arguments = {
        "pixels": repr(experiment.pixels),
        "hidden": repr(net.hidden),
        "code": repr(net.code),
        "activation": f'"{net.activation}"',
        "init": f'"{net.init}"',
        "generator": "generator",
    }
    lines = "".join(f"    {name}={value},\n" for name, value in arguments.items())
    return "\n\n\n".join([*chunks, f"net = AutoencoderNet(\n{lines})"])
