"""What Word2Vec brings to the script that trains it again: the very source that ran; torch-free."""

from __future__ import annotations

from collections.abc import Sequence

from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source, excerpt
from nets.models.word2vec.experiment import Word2Vec

IMPORTS = """
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from torch import Generator, Tensor
"""
TABLES, WINDOWS, LOSSES, LEARNING, ROWS, TASK, DRAWING = (
    "nets/models/word2vec/net.py",
    "nets/models/word2vec/windows.py",
    "nets/models/word2vec/losses.py",
    "nets/models/word2vec/corpus_loss.py",
    "nets/training/sparse_optimizer.py",
    "nets/models/word2vec/task.py",
    "nets/models/word2vec/sampling.py",
)
REPORT = '''
learning = Learning("<model>", "<output>", *(data[name] for name in (
    "ids", "starts", "keep", "noise", "nodes", "turns")))
size = len(data["starts"]) - 1


def loss_of_batch(indices):
    return learning.loss(net, indices, generator)


def report():
    """The loss of some sentences, always with the same draws, and the share of the analogies that are right."""
    with torch.no_grad():
        found = {"train_loss": learning.loss(net, data["sample"], Generator().manual_seed(0)).item()}
        if len(data["asked"]):
            found["test_analogies"] = solved(net.input.weight, data["asked"]).float().mean().item()
        if len(data["groups"]):
            found["topical"] = topical(net.input.weight, data["groups"])
    return found
'''


def parts(stages: Sequence[Word2Vec]) -> ScriptParts:
    """The parts for an experiment, in all the stages that changed settings made of it."""
    first = stages[0]
    net, settings = first.net, (first.net.window, first.net.dynamic, first.net.negatives, first.rows)
    chunks = [IMPORTS.strip(), _source(TABLES, "EmbeddingTable"), _source(TABLES, "Word2VecNet")]
    chunks += [_source(ROWS, "RowOptimizer")] if first.rows else []
    outputs = "words - 1  # the inner nodes of the tree" if net.output == "hierarchical" else "words"
    sizes = f'words = len(data["keep"])\noutputs = {outputs}'
    chunks.append(f"{sizes}\nnet = Word2VecNet(words, outputs, {net.dim}, {', '.join(map(repr, settings))}, generator)")
    task = [_source(WINDOWS, name) for name in ("BLOCK", "Batch", "strung", "kept", "reaches", "windows")]
    task += [_source(DRAWING, "SHARE")]
    task += [_source(LOSSES, name) for name in ("Paths", "Predictions", "mean_around", "skip_gram", "cbow")]
    task += [_source(LOSSES, name) for name in ("negative", "softmax", "hierarchical")]
    task += [_source(LEARNING, "Learning"), _source(TASK, "solved"), _source(TASK, "topical")]
    report = REPORT.replace("<model>", net.model).replace("<output>", net.output)
    body = "\n\n\n".join(map(str.strip, [*task, report]))
    return ScriptParts(f"Word2Vec, {net.model}", "\n\n\n".join(chunks), body, rows=first.rows)


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
