"""Simple baselines on the test part, for comparison with a net."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from nets.datasets.text.sequences import SKIP

SMOOTHING = 0.5  # added to every count of characters and of pairs


def guesses(task: Any) -> dict[str, float]:
    """Return baselines by name: mean squared error of the mean, bits per character of a text, or accuracies."""
    if task.data.name == "text":
        return _bits_per_character(task.ids.numpy(), task.test_ids.numpy(), len(task.info.tokens))
    inputs, targets, test_inputs, test_targets = task.arrays().values()
    if not task.classes:
        return {"mean": float(np.square(test_targets - targets.mean()).mean())}
    has_target, has_test_target = targets != SKIP, test_targets != SKIP
    answers, truth = targets[has_target], test_targets[has_test_target]
    accuracies = {"majority": float((truth == np.bincount(answers).argmax()).mean())}
    if task.info.per_step:
        by_token = _most_frequent_answers(inputs[has_target], answers, len(task.info.tokens))
        return accuracies | {"each_symbol": float((by_token[test_inputs[has_test_target]] == truth).mean())}
    if task.persistence_forecast is not None:
        accuracies["persistence"] = float((task.persistence_forecast == truth).mean())
    name, features = ("bag_of_words", _token_counts) if task.info.tokens else ("logistic", _flatten)
    size = len(task.info.tokens)
    accuracy = _logistic_accuracy(features(inputs, size), targets, features(test_inputs, size), test_targets)
    return accuracies | {name: accuracy}


def _most_frequent_answers(tokens: np.ndarray, answers: np.ndarray, count: int) -> np.ndarray:
    """Return the most frequent answer for each token, without its context, (V,)."""
    table = np.zeros((count, answers.max() + 1))
    np.add.at(table, (tokens, answers), 1)
    return table.argmax(axis=1)


def _bits_per_character(ids: np.ndarray, test: np.ndarray, vocabulary: int) -> dict[str, float]:
    """Return the bits per character of the unigram and bigram baselines."""
    single = np.bincount(ids, minlength=vocabulary) + SMOOTHING
    pairs = np.full((vocabulary, vocabulary), SMOOTHING)
    np.add.at(pairs, (ids[:-1], ids[1:]), 1)
    unigram, bigram = single / single.sum(), pairs / pairs.sum(axis=1, keepdims=True)
    return {
        "unigram": float(-np.log(unigram[test[1:]]).mean() / math.log(2)),
        "bigram": float(-np.log(bigram[test[:-1], test[1:]]).mean() / math.log(2)),
    }


def _token_counts(inputs: np.ndarray, vocabulary: int) -> np.ndarray:
    """Return how often each token occurs in each sequence, (N, V)."""
    return np.stack([np.bincount(row, minlength=vocabulary) for row in inputs])


def _flatten(inputs: np.ndarray, vocabulary: int) -> np.ndarray:
    return inputs.reshape(len(inputs), -1)


def _logistic_accuracy(
    inputs: np.ndarray, targets: np.ndarray, test_inputs: np.ndarray, test_targets: np.ndarray
) -> float:
    """Return the test accuracy of a logistic regression."""
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about convergence
        return float(LogisticRegression(C=0.1, max_iter=300).fit(inputs, targets).score(test_inputs, test_targets))
