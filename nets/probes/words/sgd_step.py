"""One pair of words in numbers: the vector looked up, the scores, the loss, the gradients, and what an update moves.

Needs of the task: words, rows, counts, learning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nets.experiment.user_error import N_, Problem
from nets.probes.words.word_vectors import Answer, rows_of

MOST_TOLD = 20  # words of a full softmax
MOST_CONTEXT = 40


def sgd_step(
    net: Any, task: Any, center: str = "", context: str | Sequence[str] = "", lr: float = 0.1, seed: int = 0
) -> Answer:
    """A plain step of gradient descent on one pair, number by number; nothing of the net changes.

    skip-gram: `center` is looked up and the first word of `context` predicted. cbow: all of `context` are looked up and
    their mean predicts `center`. "inputs" (I,) rows and "input_words"; "target" () row and "target_word"; "input"
    (I, D), their vectors, "hidden" (D,), the mean of them, "hidden_gradient" (D,), "input_new" (I, D).
    What is scored, S rows of the second table: "scored" (S,) rows, "scored_words", "labels" (S,) 1 for right, else 0,
    "scores" (S,), "probabilities" (S,), "losses" (S,), "slopes" (S,) the gradient by the scores, "output" (S, D),
    "output_gradient", "output_new" (S, D). "loss" and "loss_new", before and after; "lr"; "kind" and "model".

    negative: the right word and "drawn" ones, with the "chance" (S,) of each to be drawn and its "share" (S,) of the
    text. softmax: the likeliest 20 and the right word, "rank" () of that among all V. hierarchical: the nodes on the
    way from the root, "code" (S,) 0 or 1 for each turn, "reached" (S,) the probability of having come so far; a
    label is 1 where the way turns to the first child. Raises Problem for words that there are not.
    """
    inputs, target = _pair(task, center, context)
    kind = task.learning.output
    first = net.input.weight.detach()[inputs].double().numpy()  # (I, D)
    second = net.output.weight.detach().double().numpy()
    hidden = first.mean(axis=0)
    answer = {"inputs": np.array(inputs), "target": np.array(target), "input": first, "hidden": hidden}
    made = {"negative": _negative, "softmax": _softmax, "hierarchical": _hierarchical}[kind]
    found, slopes, rows = made(net, task, second, hidden, target, seed)
    gradient = slopes @ second[rows]  # (D,)
    moved, moved_hidden = second.copy(), hidden - lr * gradient / len(inputs)
    np.add.at(moved, rows, -lr * slopes[:, None] * hidden)
    scored = found["scored"]
    again = made(net, task, moved, moved_hidden, target, seed)[0]
    answer |= found | {
        "hidden_gradient": gradient,
        "input_new": first - lr * gradient / len(inputs),
        "output": second[scored],
        "output_gradient": found["slopes"][:, None] * hidden,
        "output_new": moved[scored],
        "loss_new": again["loss"],
        "lr": np.array(lr),
        "kind": np.array(kind),
        "model": np.array(task.learning.model),
        "input_words": _words(task, inputs),
        "target_word": _words(task, [target])[0],
    }
    if kind != "hierarchical":
        answer["scored_words"] = _words(task, scored.tolist())
    return {name: np.asarray(value) for name, value in answer.items()}


def _words(task: Any, rows: Sequence[int]) -> np.ndarray:
    return np.array([task.words[row] for row in rows], dtype=np.str_)


def _pair(task: Any, center: str, context: str | Sequence[str]) -> tuple[list[int], int]:
    """The rows that are looked up, and the one that is predicted."""
    near = context.split() if isinstance(context, str) else list(context)
    middle, strange = rows_of(task, [center])
    around, more = rows_of(task, near[:MOST_CONTEXT])
    if not middle or not around:
        unknown = " ".join([*strange, *more])[:80] or "…"
        raise Problem(N_("The vocabulary does not have the word {word}."), word=unknown)
    return (middle, around[0]) if task.learning.model == "skip-gram" else (around, middle[0])


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    return np.exp(-np.logaddexp(0, -scores))


def _signed(scores: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """Each score judged by itself: it should be high where the label is 1, low where it is 0."""
    right = np.where(labels == 1, scores, -scores)
    losses, sure = np.logaddexp(0, -right), _sigmoid(scores)
    told = {"scores": scores, "labels": labels, "probabilities": sure, "losses": losses, "slopes": sure - labels}
    return told | {"loss": losses.sum()}


def _negative(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """The right word and as many drawn ones as there are negatives."""
    summed = task.learning.noise.numpy()
    drawn = np.searchsorted(summed, np.random.default_rng(seed).random(net.negatives)).clip(max=len(summed) - 1)
    drawn = drawn[drawn != target]  # the right word is no negative
    rows = np.concatenate([[target], drawn])
    found = _signed(table[rows] @ hidden, np.arange(len(rows)) == 0)
    found["labels"] = found["labels"].astype(np.int64)
    chances = np.diff(summed, prepend=0.0)
    found |= {"scored": rows, "drawn": drawn, "chance": chances[rows], "share": task.counts[rows] / task.counts.sum()}
    return found, found["slopes"], rows


def _softmax(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """All words against each other; the likeliest are told."""
    scores = table @ hidden
    logs = scores - np.logaddexp.reduce(scores)
    sure, labels = np.exp(logs), np.arange(len(table)) == target
    slopes, order = sure - labels, np.argsort(-scores, kind="stable")
    rank = int(np.flatnonzero(order == target)[0])
    told = np.array(list(dict.fromkeys([target, *order[:MOST_TOLD].tolist()])))
    found = {"scored": told, "scores": scores[told], "labels": labels[told].astype(np.int64), "rank": rank + 1}
    found |= {"probabilities": sure[told], "slopes": slopes[told], "losses": np.where(labels, -logs, 0)[told]}
    return found | {"loss": -logs[target]}, slopes, np.arange(len(table))


def _hierarchical(net: Any, task: Any, table: np.ndarray, hidden: np.ndarray, target: int, seed: int) -> Any:
    """The turns on the way from the root to the word."""
    turns = task.learning.turns[target].numpy()
    nodes = task.learning.nodes[target].numpy()[turns != 0]
    labels = (turns[turns != 0] > 0).astype(np.int64)
    found = _signed(table[nodes] @ hidden, labels)
    found |= {"scored": nodes, "code": 1 - labels, "reached": np.exp(-np.cumsum(found["losses"]))}
    return found, found["slopes"], nodes


def output_layer_cost(
    net: Any, task: Any, vocabularies: Sequence[int] = (1000, 10_000, 50_000), output: str = ""
) -> Answer:
    """How long an update takes in this worker now: "ms" (V, L) by vocabulary and output layer, with all else as it is.

    "vocabularies" (V,), "outputs" (L,) str: softmax, negative, hierarchical, or `output` alone. Every place takes
    half a second or so at most. Needs of the task: timed.
    """
    names = [output] if output else ["softmax", "negative", "hierarchical"]
    sizes = [int(size) for size in vocabularies][:4]
    if not set(names) <= {"softmax", "negative", "hierarchical"} or not all(50 <= size <= 50_000 for size in sizes):
        raise Problem(N_("An update can be timed for vocabularies of {low} to {high} words."), low=50, high=50_000)
    found = [[task.timed(net, name, size) for name in names] for size in sizes]
    return {"ms": np.array(found), "vocabularies": np.array(sizes), "outputs": np.array(names)}
