"""What simple guesses reach on the test part, to be put beside a net."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from nets.datasets.text.sequences import SKIP

SMOOTH = 0.5  # added to every count of a pair of characters


def guesses(task: Any) -> dict[str, float]:
    """By name. Of numbers the mean squared error of the mean; of a text bits a character; else accuracies."""
    if task.data.name == "text":
        return _bits(task.ids.numpy(), task.test_ids.numpy(), len(task.info.tokens))
    inputs, targets, unseen, wanted = task.arrays().values()
    if not task.classes:
        return {"mean": float(np.square(wanted - targets.mean()).mean())}
    asked = targets != SKIP
    answers, right = targets[asked], wanted[wanted != SKIP]
    found = {"majority": float((right == np.bincount(answers).argmax()).mean())}
    if task.info.per_step:
        usual = _usual(inputs[asked], answers, len(task.info.tokens))
        return found | {"each_symbol": float((usual[unseen[wanted != SKIP]] == right).mean())}
    if task.persistence_forecast is not None:
        found["persistence"] = float((task.persistence_forecast == right).mean())
    name, flat = ("bag_of_words", _counted) if task.info.tokens else ("logistic", _flattened)
    size = len(task.info.tokens)
    return found | {name: _logistic(flat(inputs, size), targets, flat(unseen, size), wanted)}


def _usual(symbols: np.ndarray, answers: np.ndarray, count: int) -> np.ndarray:
    """The most frequent answer for each symbol, whatever stands around it, (S,)."""
    table = np.zeros((count, answers.max() + 1))
    np.add.at(table, (symbols, answers), 1)
    return table.argmax(axis=1)


def _bits(ids: np.ndarray, test: np.ndarray, symbols: int) -> dict[str, float]:
    """Bits a character for who knows how frequent each is, and each after each."""
    single = np.bincount(ids, minlength=symbols) + SMOOTH
    pairs = np.full((symbols, symbols), SMOOTH)
    np.add.at(pairs, (ids[:-1], ids[1:]), 1)
    alone, after = single / single.sum(), pairs / pairs.sum(axis=1, keepdims=True)
    return {
        "unigram": float(-np.log(alone[test[1:]]).mean() / math.log(2)),
        "bigram": float(-np.log(after[test[:-1], test[1:]]).mean() / math.log(2)),
    }


def _counted(inputs: np.ndarray, symbols: int) -> np.ndarray:
    """How often each symbol is in each sequence, (N, S)."""
    return np.stack([np.bincount(row, minlength=symbols) for row in inputs])


def _flattened(inputs: np.ndarray, symbols: int) -> np.ndarray:
    return inputs.reshape(len(inputs), -1)


def _logistic(inputs: np.ndarray, targets: np.ndarray, unseen: np.ndarray, wanted: np.ndarray) -> float:
    """The test accuracy of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it need not converge to the last digit
        return float(LogisticRegression(C=0.1, max_iter=300).fit(inputs, targets).score(unseen, wanted))
