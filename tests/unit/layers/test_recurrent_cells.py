"""The written-out cells are torch's fused kernels: outputs and gradients in float64, over random sizes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nets.layers import recurrent_cells as cells
from nets.layers.recurrent import reverse_sequences, run_fused
from nets.models.recurrent.net import SequenceNet
from nets.models.recurrent.settings import CELL_ARRAYS


def net(kind: str, seed: int, **options) -> SequenceNet:
    draw = np.random.default_rng(seed)
    hidden, layers = int(draw.integers(1, 9)), int(draw.integers(1, 4))
    symbols = int(draw.integers(3, 7)) if seed % 2 else 0
    each, both = bool(draw.integers(2)), bool(draw.integers(2))
    generator = torch.Generator().manual_seed(seed)
    made = SequenceNet(symbols, 0 if symbols else 3, 4, kind, hidden, layers, 5, each, generator, both=both, **options)
    for parameter in made.parameters():
        parameter.data.normal_(0, 0.5, generator=generator)
    return made.double()


def sequences(made: SequenceNet, seed: int) -> torch.Tensor:
    """Numbers, or symbols of different length."""
    draw = np.random.default_rng(seed)
    batch, steps = int(draw.integers(1, 6)), int(draw.integers(1, 13))
    if not made.vocabulary:
        return torch.from_numpy(draw.standard_normal((batch, steps, 3)))
    x = draw.integers(1, made.vocabulary, (batch, steps))
    for row in x:
        row[draw.integers(1, steps + 1) :] = 0
    return torch.from_numpy(x)


def lengths(made: SequenceNet, x: torch.Tensor) -> torch.Tensor | None:
    return (x != 0).sum(dim=1) if made.vocabulary else None


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("seed", range(8))
def test_outputs_and_gradients_are_equal(kind: str, seed: int) -> None:
    made = net(kind, seed, activation="relu" if seed % 3 == 0 else "tanh", truncate=seed % 4)
    x = sequences(made, seed)
    outputs = made(x)
    ours, record = cells.run_written_out(made, made.embed(x), lengths(made, x), {})
    assert torch.allclose(outputs, ours, atol=1e-12)
    wanted = torch.randn_like(outputs)
    theirs = torch.autograd.grad((outputs * wanted).sum(), list(made.parameters()), allow_unused=True)
    slopes = torch.autograd.grad((ours * wanted).sum(), list(made.parameters()), allow_unused=True)
    for mine, given in zip(slopes, theirs, strict=True):
        assert (mine is None and given is None) or torch.allclose(mine, given, atol=1e-10)
    assert set(CELL_ARRAYS[kind]) == set(record["layers.0.forward_layer"]) - {"x"}


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm", "cnn", "attention"])
def test_what_fills_up_changes_nothing(kind: str) -> None:
    generator = torch.Generator().manual_seed(3)
    both = kind in ("rnn", "gru", "lstm")
    for each in (True, False):
        made = SequenceNet(6, 0, 4, kind, 8, 2, 3, each, generator, both=both).double()
        x = torch.tensor([[1, 4, 2, 5]])
        longer = torch.cat([x, torch.zeros(1, 3, dtype=torch.int64)], dim=1)
        short, long = made(x), made(longer)
        assert torch.allclose(short, long[:, :4] if each else long, atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm", "cnn", "attention"])
def test_a_causal_net_never_reads_ahead(kind: str) -> None:
    made = SequenceNet(6, 0, 4, kind, 8, 3, 3, True, torch.Generator().manual_seed(3), causal=True).double()
    x = torch.randint(1, 6, (4, 9), generator=torch.Generator().manual_seed(1))
    changed = x.clone()
    changed[:, 5] = changed[:, 5] % 5 + 1
    moved = (made(x) - made(changed)).abs().amax(dim=(0, 2)) > 1e-12
    assert not moved[:5].any()
    assert moved[5]


def test_an_update_gate_near_1_keeps_the_old_state_and_near_0_takes_the_new_one() -> None:
    made = net("gru", 2)
    layer, x = made.layers[0].forward_layer, torch.randn(2, 6, 3, dtype=torch.float64)
    kept = cells.unroll(layer, x, {"update": 1.0})
    assert all((state == 0).all() for state in kept["hidden"])  # as it began
    new = cells.unroll(layer, x, {"update": 0.0})
    assert all(map(torch.equal, new["hidden"], new["candidate"]))


def test_a_reset_gate_of_0_drops_the_past_from_the_candidate() -> None:
    layer = net("gru", 2).layers[0].forward_layer
    x = torch.randn(1, 5, 3, dtype=torch.float64)
    other = torch.cat([torch.randn(1, 4, 3, dtype=torch.float64), x[:, 4:]], dim=1)
    last = [cells.unroll(layer, each, {"reset": 0.0})["candidate"][-1] for each in (x, other)]
    assert torch.allclose(*last)
    free = [cells.unroll(layer, each, {})["candidate"][-1] for each in (x, other)]
    assert not torch.allclose(*free)


def test_an_lstm_forgets_all_or_nothing() -> None:
    layer, x = net("lstm", 2).layers[0].forward_layer, torch.randn(1, 5, 3, dtype=torch.float64)
    kept = cells.unroll(layer, x, {"forget": 1.0})
    added = sum(i * g for i, g in zip(kept["input"], kept["candidate"], strict=True))
    assert torch.allclose(kept["cell"][-1], added)
    lost = cells.unroll(layer, x, {"forget": 0.0})
    assert torch.allclose(lost["cell"][-1], lost["input"][-1] * lost["candidate"][-1])


def test_truncated_gradients_stop_at_the_cut() -> None:
    layer = net("gru", 4).layers[0].forward_layer
    x = torch.randn(1, 10, 3, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(run_fused(layer, x, 4)[0, -1].sum(), x)
    assert (slope[0, :8] == 0).all()
    assert (slope[0, 8:] != 0).any(dim=1).all()


def test_turning_twice_changes_nothing() -> None:
    x = torch.randn(3, 5, 2)
    sizes = torch.tensor([5, 2, 4])
    assert torch.equal(reverse_sequences(reverse_sequences(x, sizes), sizes), x)
    assert torch.equal(reverse_sequences(x, sizes)[1, :2], x[1, :2].flip(0))
