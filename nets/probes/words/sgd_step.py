"""One pair of words in numbers: lookup, scores, loss, gradients, and what an update changes.

Needs of the task: vocabulary, rows, counts, corpus_loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.probes.words.word_vectors import Answer, rows_of

MAX_SCORED = 20  # words of a full softmax
MAX_CONTEXT = 40


def sgd_step(
    net: Any, task: Any, center: str = "", context: str | Sequence[str] = "", lr: float = 0.1, seed: int = 0
) -> Answer:
    """Return a plain SGD step on one pair, number by number; the net does not change.

    Skip-gram looks up `center` and predicts the first word of `context`; CBOW looks up all of `context` and predicts
    `center` from their mean.

    Returns:
        "inputs" (I,) rows and "input_words"; "target" row and "target_word"; "input" (I, D), "hidden" (D,), their mean,
        "hidden_gradient" (D,), "input_new" (I, D). Of S scored rows of the second table: "scored" (S,), "scored_words",
        "labels" (S,), 1 for right, else 0, "scores", "probabilities", "losses" and "slopes" (S,), the gradient by the
        scores, "output", "output_gradient" and "output_new" (S, D). "loss" and "loss_new"; "lr"; "kind" and "model".
        negative: the right word and the "drawn" ones, "chance" (S,) to be drawn, "share" (S,) of the text. softmax: the
        20 most probable and the right word, "rank" of that. hierarchical: the nodes on the path from the root, "code"
        (S,) of each turn, "reached" (S,), the probability of getting there; label 1 turns to the first child.

    Raises:
        Problem: If a word is unknown.
    """
    inputs, target = _pair(task, center, context)
    kind = task.corpus_loss.output
    input_vectors = net.input.weight.detach()[inputs].double().numpy()  # (I, D)
    output_table = net.output.weight.detach().double().numpy()
    hidden = input_vectors.mean(axis=0)
    answer = {"inputs": np.array(inputs), "target": np.array(target), "input": input_vectors, "hidden": hidden}
    score_words = {"negative": _negative, "softmax": _softmax, "hierarchical": _hierarchical}[kind]
    scored_arrays, slopes, rows = score_words(net, task, output_table, hidden, target, seed)
    gradient = slopes @ output_table[rows]  # (D,)
    new_output, new_hidden = output_table.copy(), hidden - lr * gradient / len(inputs)
    np.add.at(new_output, rows, -lr * slopes[:, None] * hidden)
    scored = scored_arrays["scored"]
    new_arrays = score_words(net, task, new_output, new_hidden, target, seed)[0]
    answer |= scored_arrays | {
        "hidden_gradient": gradient,
        "input_new": input_vectors - lr * gradient / len(inputs),
        "output": output_table[scored],
        "output_gradient": scored_arrays["slopes"][:, None] * hidden,
        "output_new": new_output[scored],
        "loss_new": new_arrays["loss"],
        "lr": np.array(lr),
        "kind": np.array(kind),
        "model": np.array(task.corpus_loss.model),
        "input_words": _words(task, inputs),
        "target_word": _words(task, [target])[0],
    }
    if kind != "hierarchical":
        answer["scored_words"] = _words(task, scored.tolist())
    return {name: np.asarray(value) for name, value in answer.items()}


def _words(task: Any, rows: Sequence[int]) -> np.ndarray:
    return np.array([task.vocabulary[row] for row in rows], dtype=np.str_)


def _pair(task: Any, center: str, context: str | Sequence[str]) -> tuple[list[int], int]:
    """Return the rows that are looked up, and the one that is predicted."""
    context_words = context.split() if isinstance(context, str) else list(context)
    center_rows, unknown = rows_of(task, [center])
    context_rows, unknown_context = rows_of(task, context_words[:MAX_CONTEXT])
    if not center_rows or not context_rows:
        message = " ".join([*unknown, *unknown_context])[:80] or "…"
        raise Problem(N_("The vocabulary does not have the word {word}."), word=message)
    return (center_rows, context_rows[0]) if task.corpus_loss.model == "skip-gram" else (context_rows, center_rows[0])


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -scores))


def _binary_scores(scores: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Score each row by itself: high is right for label 1, low for label 0."""
    margins = np.where(labels == 1, scores, -scores)
    losses, probabilities = np.logaddexp(0, -margins), _sigmoid(scores)
    arrays = {
        "scores": scores,
        "labels": labels,
        "probabilities": probabilities,
        "losses": losses,
        "slopes": probabilities - labels,
    }
    return arrays | {"loss": losses.sum()}


def _negative(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """Score the right word and as many negative samples as the net draws."""
    cumulative = task.corpus_loss.noise.numpy()
    negatives = np.searchsorted(cumulative, np.random.default_rng(seed).random(net.negatives)).clip(
        max=len(cumulative) - 1
    )
    negatives = negatives[negatives != target]  # the right word is no negative
    rows = np.concatenate([[target], negatives])
    arrays = _binary_scores(table[rows] @ hidden, np.arange(len(rows)) == 0)
    arrays["labels"] = arrays["labels"].astype(np.int64)
    noise = np.diff(cumulative, prepend=0.0)
    arrays |= {
        "scored": rows,
        "drawn": negatives,
        "chance": noise[rows],
        "share": task.counts[rows] / task.counts.sum(),
    }
    return arrays, arrays["slopes"], rows


def _softmax(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """Score all words, and return the most probable."""
    scores = table @ hidden
    log_probabilities = scores - np.logaddexp.reduce(scores)
    probabilities, labels = np.exp(log_probabilities), np.arange(len(table)) == target
    slopes, order = probabilities - labels, np.argsort(-scores, kind="stable")
    rank = int(np.flatnonzero(order == target)[0])
    scored = np.array(list(dict.fromkeys([target, *order[:MAX_SCORED].tolist()])))
    arrays = {"scored": scored, "scores": scores[scored], "labels": labels[scored].astype(np.int64), "rank": rank + 1}
    arrays |= {
        "probabilities": probabilities[scored],
        "slopes": slopes[scored],
        "losses": np.where(labels, -log_probabilities, 0)[scored],
    }
    return arrays | {"loss": -log_probabilities[target]}, slopes, np.arange(len(table))


def _hierarchical(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """Score the turns on the path from the root to the word."""
    turns = task.corpus_loss.turns[target].numpy()
    nodes = task.corpus_loss.nodes[target].numpy()[turns != 0]
    labels = (turns[turns != 0] > 0).astype(np.int64)
    arrays = _binary_scores(table[nodes] @ hidden, labels)
    arrays |= {"scored": nodes, "code": 1 - labels, "reached": np.exp(-np.cumsum(arrays["losses"]))}
    return arrays, arrays["slopes"], nodes


def output_layer_cost(
    net: Any, task: Any, vocabularies: Sequence[int] = (1000, 10_000, 50_000), output: str = ""
) -> Answer:
    """Measure an update for several vocabularies and output layers, with everything else as it is.

    Each cell takes about half a second. Needs of the task: update_milliseconds.

    Returns:
        "ms" (V, L), "vocabularies" (V,), "outputs" (L,) str: softmax, negative, hierarchical, or `output` alone.
    """
    names = [output] if output else ["softmax", "negative", "hierarchical"]
    sizes = [int(size) for size in vocabularies][:4]
    if not set(names) <= {"softmax", "negative", "hierarchical"} or not all(50 <= size <= 50_000 for size in sizes):
        raise Problem(N_("An update can be timed for vocabularies of {low} to {high} words."), low=50, high=50_000)
    found = [[task.update_milliseconds(net, name, size) for name in names] for size in sizes]
    return {"ms": np.array(found), "vocabularies": np.array(sizes), "outputs": np.array(names)}
