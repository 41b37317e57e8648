"""What a captioner brings to the script that trains it again: the very source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.layers.tables.activation_specs import activation_table
from nets.models.captioner.experiment import Captioner

IMPORTS = """
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from torch import Generator, Tensor
"""
CNN, GEOMETRY = "nets/models/cnn/net.py", "nets/models/cnn/geometry.py"
LINEAR, INITIALIZERS, RECURRENT, EMBEDDING = (
    f"nets/layers/{name}.py" for name in ("linear", "initializers", "recurrent", "embedding")
)
ATTENTION, DECODER, OURS, JUDGE = (
    "nets/layers/attention.py",
    "nets/layers/decoder.py",
    "nets/models/captioner/net.py",
    "nets/models/captioner/judge.py",
)
NEEDED = (
    (LINEAR, ("Linear", "apply_dropout")),
    (INITIALIZERS, ("xavier",)),
    (GEOMETRY, ("BlockShape",)),
    (CNN, ("MOMENTUM", "BatchNorm", "ConvolutionBlock", "Pool", "he")),
    (
        RECURRENT,
        (
            "step_mask",
            "sinusoidal_steps",
            "init_matrix",
            "reverse_sequences",
            "run_fused",
            "RunDirection",
            "RecurrentLayer",
        ),
    ),
    (EMBEDDING, ("Embedding",)),
    (ATTENTION, ("masked_softmax", "Projection", "SingleHeadAttention")),
    ("nets/decoding/search.py", ("DecoderState",)),
    (DECODER, ("START", "AttentionMemory", "RecurrentDecoder", "most_likely_token")),
    (OURS, ("PositionEmbedding2d", "Captioner")),
)
TABLES = """
CONVOLUTIONS = {2: functional.conv2d}
POOLING = {"max": {2: functional.max_pool2d}, "average": {2: functional.avg_pool2d}}
"""
TASK = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
mean, deviation = data["mean"].item(), data["deviation"].item()
size = len(inputs)


def standardise(pixels):
    """Strips as inputs of the net."""
    return (pixels.float() - mean) / deviation


def loss_of_batch(indices):
    captions = targets[indices]
    return loss_of(net.decode(standardise(inputs[indices]), captions)[0], captions)


def report():
    """Figures of the first 100 training strips and of the first 300 test strips, as the app measures them."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, prefix, count in (("train", "", 100), ("test", "test_", 300)):
            x, captions = standardise(data[prefix + "inputs"][:count]), data[prefix + "targets"][:count]
            for name, value in figures_of(net, x, captions).items():
                figures[part + "_" + name] = value
    net.train()
    return figures
'''


def parts(stages: Sequence[Captioner]) -> ScriptParts:
    """Return the parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    chunks = [IMPORTS.strip(), activation_table("relu"), TABLES.strip()]
    chunks += [excerpt(Source("", path, name)).text for path, names in NEEDED for name in names]
    chunks.append(_net(first))
    judge = [excerpt(Source("", JUDGE, name)).text for name in ("BATCH_SIZE", "loss_of", "figures_of")]
    title, task = f'A captioner on strips of "{first.data.name}"', "\n\n\n".join([*judge, TASK.strip()])
    return ScriptParts(title, "\n\n\n".join(chunks), task)


def _net(experiment: Captioner) -> str:
    """Return the line that builds the net."""
    net = experiment.net
    shapes = [f"        {block.shape!r},\n".replace("'", '"') for block in experiment.blocks]
    arguments = {
        "shapes": f"[\n{''.join(shapes)}    ]",
        "norm": repr(net.norm),
        "places": repr(experiment.places if net.places else None),
        "words": repr(len(experiment.words)),
        "most": repr(experiment.data.longest + 1),
        "decoder": f'("{net.decoder}", {net.embedding}, {net.hidden}, "{net.attention}")',
        "dropout": repr(net.dropout),
        "forcing": repr(net.forcing),
        "generator": "generator",
    }
    lines = "".join(f"    {name}={value},\n" for name, value in arguments.items())
    return f"net = Captioner(\n{lines})"
