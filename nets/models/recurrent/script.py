"""The parts of the exported script for nets that read sequences: the source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.models.recurrent.experiment import Recurrent

IMPORTS = """
import math
from collections.abc import Callable
from typing import Any

from torch import Generator, Tensor
"""
LINEAR, LAYERS, EMBEDDING, OURS, JUDGE, PIECES = (
    "nets/layers/linear.py",
    "nets/layers/recurrent.py",
    "nets/layers/embedding.py",
    "nets/models/recurrent/net.py",
    "nets/models/recurrent/judge.py",
    "nets/datasets/text/windows.py",
)

ROWS = """
inputs, targets = data["inputs"], data["targets"]  # the training part in the order of the app
size = len(inputs)
seen = {"train": (inputs[:200], targets[:200]), "test": (data["test_inputs"][:500], data["test_targets"][:500])}
"""
TEXT = """
length = <length>
inputs, targets = Windows(data["text"], length), Windows(data["text"], length, 1)
size = len(inputs)
seen = {}
for part, name in (("train", "text"), ("test", "test_text")):  # a hundred pieces, side by side
    seen[part] = tuple(Windows(data[name], length, ahead, length)[:100] for ahead in (0, 1))
"""
TASK = '''
def loss_of_batch(indices):
    return loss_of(net(inputs[indices]), targets[indices])


def report():
    """Figures of the first examples of either part, as the app measures them."""
    net.eval()
    with torch.no_grad():
        figures = {
            part + "_" + name: value
            for part, (x, wanted) in seen.items()
            for name, value in figures_of(outputs_of(net, x), wanted, "<kind>").items()
        }
    net.train()
    return figures
'''


def parts(stages: Sequence[Recurrent]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    net, text = first.net, first.data.name == "text"
    chunks = [IMPORTS.strip(), _source(LINEAR, "Linear"), _source(LINEAR, "apply_dropout")]
    chunks += [_source(LAYERS, name) for name in _needed(first)]
    chunks += [_source(EMBEDDING, "Embedding"), _source(OURS, "SequenceNet")]
    arguments = ", ".join(map(repr, first.shape)).replace("'", '"')
    options = "".join(f",\n    {name}={value!r}" for name, value in first.options.items()).replace("'", '"')
    chunks.append(f"net = SequenceNet(\n    {arguments},\n    generator=generator{options},\n)")
    judged = [_source(JUDGE, name) for name in ("SKIP", "loss_of", "figures_of", "outputs_of")]
    data = [_source(PIECES, "Windows"), TEXT.replace("<length>", str(first.data.length))] if text else [ROWS]
    kind = "bits" if text else "accuracy" if first.info.classes else "mse"
    task = "\n\n\n".join(map(str.strip, [*judged, *data, TASK.replace("<kind>", kind)]))
    return ScriptParts(f'A net of the kind {net.cell} on "{first.data.name}"', "\n\n\n".join(chunks), task)


def _needed(experiment: Recurrent) -> list[str]:
    """Return the source of the layers of this net, in the order of their use."""
    layer = {"cnn": "ConvolutionLayer", "attention": "SelfAttentionLayer"}.get(experiment.net.cell, "RecurrentLayer")
    names = ["RunDirection", "step_mask", "sinusoidal_steps", "init_matrix", "reverse_sequences", "run_fused", layer]
    return [name for name in names if name != "reverse_sequences" or experiment.recurrent]


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
