"""What an encoder-decoder brings to the script that trains it again: the very source that ran; torch-free."""

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
NEEDED = {  # by file, those first that others call
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
    answers = trimmed(targets[indices])
    return loss_of(net(trimmed(inputs[indices]), answers)[0], answers)


def report():
    """Figures of the first pairs of either part, as the app measures them."""
    net.eval()
    with torch.no_grad():
        seen = figures_of(net, inputs[:100], targets[:100])
        test = figures_of(net, data["test_inputs"][:200], data["test_targets"][:200])
    net.train()
    figures = {"train_" + name: seen[name] for name in ("loss", "accuracy")}
    return figures | {"test_" + name: value for name, value in test.items()}
'''


def parts(stages: Sequence[Seq2Seq]) -> ScriptParts:
    """The parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    chunks = [IMPORTS.strip(), *(_source(path, name) for path, names in NEEDED.items() for name in names)]
    given = ", ".join(map(repr, first.shape)).replace("'", '"')
    options = "".join(f",\n    {name}={value!r}" for name, value in first.options.items())
    chunks.append(f"net = Seq2SeqNet(\n    {given},\n    generator=generator{options},\n)")
    net = first.net
    title = f'An encoder-decoder ({net.encoder}, {net.decoder}, attention: {net.attention}) on "{first.data.name}"'
    return ScriptParts(title, "\n\n\n".join(chunks), learning())


def learning() -> str:
    """The source of what any net learns from pairs, and of how it is judged."""
    judged = [_source("nets/models/seq2seq/judge.py", name) for name in ("AT_ONCE", "trimmed", "loss_of", "figures_of")]
    return "\n\n\n".join([*judged, TASK.strip()])


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
