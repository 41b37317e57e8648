"""The parts of the exported script for encoder-decoders: the source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.models.seq2seq.experiment import Seq2Seq

IMPORTS = """
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from torch import Generator, Tensor
"""
LINEAR, INITIALIZERS, RECURRENT, EMBEDDING = (
    f"nets/layers/{name}.py" for name in ("linear", "initializers", "recurrent", "embedding")
)
NEEDED = {  # by file, in the order of their use
    LINEAR: ("Linear", "apply_dropout"),
    INITIALIZERS: ("xavier",),
    RECURRENT: (
        "RunDirection",
        "step_mask",
        "sinusoidal_steps",
        "init_matrix",
        "reverse_sequences",
        "run_fused",
        "RecurrentLayer",
        "ConvolutionLayer",
    ),
    EMBEDDING: ("Embedding",),
    "nets/layers/attention.py": ("masked_softmax", "Projection", "SingleHeadAttention"),
    "nets/decoding/search.py": ("DecoderState", "StepFunction", "ChooseToken", "decode_with", "greedy_search"),
    "nets/layers/decoder.py": (
        "START",
        "END",
        "AttentionMemory",
        "most_likely_token",
        "RecurrentDecoder",
        "greedy_decode",
    ),
    "nets/models/seq2seq/net.py": ("SequenceEncoder", "Seq2SeqNet"),
}
TASK = '''
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
size = len(inputs)


def loss_of_batch(indices):
    answers = trim_padding(targets[indices])
    return loss_of(net(trim_padding(inputs[indices]), answers)[0], answers)


def report():
    """Return figures of the first pairs of each part, as the app measures them."""
    net.eval()
    with torch.no_grad():
        train = figures_of(net, inputs[:100], targets[:100])
        test = figures_of(net, data["test_inputs"][:200], data["test_targets"][:200])
    net.train()
    figures = {"train_" + name: train[name] for name in ("loss", "accuracy")}
    return figures | {"test_" + name: value for name, value in test.items()}
'''


def parts(stages: Sequence[Seq2Seq]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    chunks = [IMPORTS.strip(), *(_source(path, name) for path, names in NEEDED.items() for name in names)]
    arguments = ", ".join(map(repr, first.shape)).replace("'", '"')
    options = "".join(f",\n    {name}={value!r}" for name, value in first.options.items())
    chunks.append(f"net = Seq2SeqNet(\n    {arguments},\n    generator=generator{options},\n)")
    net = first.net
    title = f'An encoder-decoder ({net.encoder}, {net.decoder}, attention: {net.attention}) on "{first.data.name}"'
    return ScriptParts(title, "\n\n\n".join(chunks), learning())


def learning() -> str:
    """Return the source of the loss and the figures for any net that learns from pairs."""
    judge = [
        _source("nets/models/seq2seq/judge.py", name)
        for name in ("BATCH_PAIRS", "trim_padding", "loss_of", "figures_of")
    ]
    return "\n\n\n".join([*judge, TASK.strip()])


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
