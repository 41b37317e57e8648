"""Histograms of gates and states over many sequences."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support.trainings.trained_recurrent import ask_unchanged, train_recurrent


@pytest.mark.parametrize(("cell", "what"), [
    ("rnn", ["hidden"]),
    ("gru", ["reset", "update", "candidate", "hidden"]),
    ("lstm", ["input", "forget", "candidate", "output", "cell", "hidden"]),
    ("cnn", ["hidden"]),
    ("attention", ["hidden"]),
])  # fmt: skip
def test_every_gate_and_state_is_counted_at_every_real_step(cell: str, what: list[str]) -> None:
    training = train_recurrent({"data.name": "sentiment", "net.cell": cell, "net.layers": 2, "net.bidirectional": True})
    found = ask_unchanged(training, "state_histograms")
    directions = 2 if cell in ("rnn", "gru", "lstm") else 1
    assert len(found["layers"]) == 2 * directions
    assert found["what"].tolist() == what
    steps = int((training.task.report_examples["train"][0][:32] != 0).sum())
    for layer in found["layers"]:
        for name in what:
            assert found[f"{layer}/{name}/counts"].sum() == steps * 6, "six units at every step"
    if cell != "lstm":
        return
    forget = found["layers.0.forward_layer/forget/edges"]
    assert (forget[0], forget[-1]) == (0, 1)
    assert np.isnan(found["layers.0.forward_layer/cell/low"])


def test_a_forget_gate_with_a_large_bias_is_open() -> None:
    training = train_recurrent({"net.cell": "lstm", "net.forget_bias": 5.0, "fit.lr": 1e-6}, updates=1)
    found = ask_unchanged(training, "state_histograms")
    assert found["layers.0.forward_layer/forget/high"] > 0.9
    assert found["layers.0.forward_layer/input/high"] < 0.1
