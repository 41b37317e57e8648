"""The parts of the exported script for Word2Vec: the source that ran; torch-free."""

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
NET, WINDOWS, LOSSES, CORPUS_LOSS, SPARSE_OPTIMIZER, TASK, SAMPLING = (
    "nets/models/word2vec/net.py",
    "nets/models/word2vec/windows.py",
    "nets/models/word2vec/losses.py",
    "nets/models/word2vec/corpus_loss.py",
    "nets/training/sparse_optimizer.py",
    "nets/models/word2vec/task.py",
    "nets/models/word2vec/sampling.py",
)
REPORT = '''
corpus_loss = CorpusLoss("<model>", "<output>", *(data[name] for name in (
    "ids", "starts", "keep", "noise", "nodes", "turns")))
size = len(data["starts"]) - 1


def loss_of_batch(indices):
    return corpus_loss.mean_loss(net, indices, generator)


def report():
    """Return the loss of some sentences, always with the same draws, and the share of analogies that are right."""
    with torch.no_grad():
        loss = corpus_loss.mean_loss(net, data["sample"], Generator().manual_seed(0))
        figures = {"train_loss": loss.item()}
        if len(data["asked"]):
            figures["test_analogies"] = analogies_right(net.input.weight, data["asked"]).float().mean().item()
        if len(data["groups"]):
            figures["topical"] = topical_share(net.input.weight, data["groups"])
    return figures
'''


def parts(stages: Sequence[Word2Vec]) -> ScriptParts:
    """Return the parts for an experiment; `stages` are its settings after each change, the first ones first."""
    first = stages[0]
    net, settings = first.net, (first.net.window, first.net.dynamic, first.net.negatives, first.rows)
    chunks = [IMPORTS.strip(), _source(NET, "EmbeddingTable"), _source(NET, "Word2VecNet")]
    chunks += [_source(SPARSE_OPTIMIZER, "RowOptimizer")] if first.rows else []
    outputs = "words - 1  # the inner nodes of the tree" if net.output == "hierarchical" else "words"
    sizes = f'words = len(data["keep"])\noutputs = {outputs}'
    chunks.append(f"{sizes}\nnet = Word2VecNet(words, outputs, {net.dim}, {', '.join(map(repr, settings))}, generator)")
    functions = ("concatenate_sentences", "subsample", "draw_window_sizes", "build_windows")
    task = [_source(WINDOWS, name) for name in ("MIN_BLOCK", "Windows", *functions)]
    task += [_source(SAMPLING, "SHARING_PAIRS")]
    task += [_source(LOSSES, name) for name in ("Paths", "Predictions", "mean_context", "skip_gram", "cbow")]
    task += [_source(LOSSES, name) for name in ("negative_sampling_loss", "softmax_loss", "hierarchical_softmax_loss")]
    task += [_source(CORPUS_LOSS, "CorpusLoss"), _source(TASK, "analogies_right"), _source(TASK, "topical_share")]
    report = REPORT.replace("<model>", net.model).replace("<output>", net.output)
    body = "\n\n\n".join(map(str.strip, [*task, report]))
    return ScriptParts(f"Word2Vec, {net.model}", "\n\n\n".join(chunks), body, rows=first.rows)


def _source(path: str, name: str) -> str:
    return excerpt(Source("", path, name)).text
