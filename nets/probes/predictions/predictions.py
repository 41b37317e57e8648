"""Predictions for the test examples, beside the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.probes.activation_hooks import evaluation_mode

MAX_EXAMPLES = 1000
BATCH_SIZE = 250  # so that feature maps stay small


def predictions(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """Return the predictions for up to 1000 test examples.

    Needs of the task: test, classes, predictions, probabilities.

    Returns:
        "truth" and "predicted" (N,): classes int64, or float32 in the unit of the data. For K classes also "confidence"
        (N,) float32, the probability of the predicted class, and "confusion" (K, K) int64, a row for each true class.
    """
    test = task.test.first(MAX_EXAMPLES)
    truth = test.truth.numpy().copy()
    with evaluation_mode(net):
        outputs = torch.cat([net(batch) for batch in test.inputs.split(BATCH_SIZE)])  # (N, K)
        predicted = task.predictions(outputs).numpy()
    if not task.classes:
        return {"truth": truth, "predicted": predicted}
    count = len(task.classes)
    confusion = np.bincount(truth * count + predicted, minlength=count**2).reshape(count, count)
    confidence = task.probabilities(outputs).numpy()[np.arange(len(truth)), predicted]
    return {"truth": truth, "predicted": predicted, "confidence": confidence, "confusion": confusion}
