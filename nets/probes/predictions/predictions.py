"""What a net predicts for the test examples, beside what is true."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from nets.probes.activation_hooks import looking

MOST = 1000
AT_ONCE = 250  # so that feature maps stay small


def predictions(net: nn.Module, task: Any) -> dict[str, np.ndarray]:
    """ "truth" and "predicted" (N,) of up to 1000 test examples: class indices int64, or float32 in the data's unit.

    For K classes also "confidence" (N,) float32, the probability of the predicted class, and "confusion" (K, K) int64:
    how many examples of the row's class were taken for the column's. Needs of the task: test_inputs, test_truth,
    classes, predictions, probabilities.
    """
    truth = task.test_truth[:MOST].numpy().copy()
    with looking(net):
        outputs = torch.cat([net(few) for few in task.test_inputs[:MOST].split(AT_ONCE)])  # (N, K)
        predicted = task.predictions(outputs).numpy()
    if not task.classes:
        return {"truth": truth, "predicted": predicted}
    count = len(task.classes)
    confusion = np.bincount(truth * count + predicted, minlength=count**2).reshape(count, count)
    confidence = task.probabilities(outputs).numpy()[np.arange(len(truth)), predicted]
    return {"truth": truth, "predicted": predicted, "confidence": confidence, "confusion": confusion}
