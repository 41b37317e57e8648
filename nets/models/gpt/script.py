"""The parts of the exported script for GPT: the source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt, lean
from nets.models.gpt.experiment import GPT
from nets.models.gpt.settings import TEXTS

IMPORTS = """
import math
from collections.abc import Callable
from dataclasses import dataclass

from torch import Generator, Tensor
"""
STACK = {  # by file, in the order of their use
    "nets/layers/linear.py": ("Linear", "apply_dropout"),
    "nets/layers/positions.py": ("BASE", "position_angles", "sinusoidal_positions", "apply_rotary"),
    "nets/layers/transformer_block.py": (
        "GPT2_INIT", "init_std", "FEED_FORWARD_ACTIVATIONS", "StackConfig", "LayerNorm", "layer_norm",
        "MultiHeadAttention", "KVCache", "FeedForward", "ForwardContext", "TransformerBlock", "expand_mask",
        "causal_mask", "TransformerStack",
    ),
}  # fmt: skip
JUDGE = ("SKIP", "loss_of", "figures_of", "outputs_of")
PROBE_METHODS = ("stack_at", "trace", "step")  # that training does not need
ROWS = """
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
size = len(inputs)
seen = {"train": (inputs[:200], targets[:200]), "test": (data["test_inputs"][:200], data["test_targets"][:200])}
density = {"train": 1.0, "test": 1.0}
"""
TEXT = """
length = <length>
inputs, targets = Windows(data["text"], length), Windows(data["text"], length, 1)
size = len(inputs)
seen, density = {}, {}  # density: tokens per character
for part, name, characters in zip(("train", "test"), ("text", "test_text"), data["characters"].tolist()):
    seen[part] = tuple(Windows(data[name], length, ahead, length)[:100] for ahead in (0, 1))  # side by side
    density[part] = len(data[name]) / characters
"""
TASK = '''
def loss_of_batch(indices):
    return loss_of(net(inputs[indices]), targets[indices])


def report():
    """Return figures of the first windows of each part, as the app measures them."""
    net.eval()
    figures = {}
    with torch.no_grad():
        for part, (x, y) in seen.items():
            for name, value in figures_of(outputs_of(net, x), y, "<kind>").items():
                figures[part + "_" + name] = value * density[part] if name == "bits" else value
    net.train()
    return figures
'''


def stack() -> list[str]:
    """Return the source of a stack of blocks, for any net that contains one."""
    return [excerpt(Source("", path, name)).text for path, names in STACK.items() for name in names]


def parts(stages: Sequence[GPT]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    text = first.data.name in TEXTS
    table = excerpt(Source("", "nets/layers/embedding.py", "Embedding")).text
    net = lean(Source("", "nets/models/gpt/net.py", "GPTNet"), PROBE_METHODS)
    judge = [excerpt(Source("", "nets/models/recurrent/judge.py", name)).text for name in JUDGE]
    windows = excerpt(Source("", "nets/datasets/text/windows.py", "Windows")).text
    data = [windows, TEXT.replace("<length>", str(first.data.length))] if text else [ROWS]
    task = [*judge, *data, TASK.replace("<kind>", "bits" if text else "accuracy")]
    chunks = [IMPORTS.strip(), *stack(), table, net, _made(first)]
    return ScriptParts(f'A GPT on "{first.data.name}"', "\n\n\n".join(chunks), "\n\n\n".join(map(str.strip, task)))


def _made(experiment: GPT) -> str:
    """Return the lines that build the net."""
    plan = "".join(f"    {name}={value!r},\n" for name, value in experiment.plan.items())
    net, vocabulary = experiment.net, len(experiment.info.tokens)
    lines = f"plan = StackConfig(\n{plan})\nnet = GPTNet({vocabulary}, plan, {net.mask!r}, {net.tied}, generator)"
    return lines.replace("'", '"')
