"""What snapshots keep, that it is bounded, and that recalling leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load
from torch import nn

from nets.engine.workers.worker_session import Trainer
from nets.probes import ask
from nets.training import checkpoint
from nets.training.snapshots import MAX_BYTES, MOST, Snapshots
from nets.training.trainer_state import Training
from tests.support.engines import perceptron_experiment


def offered(steps: list[int], most: int, net: nn.Module | None = None) -> Snapshots:
    """Snapshots of a net whose only weight is the number of updates."""
    net = net or nn.Linear(1, 1, bias=False)
    snapshots = Snapshots(net, most)
    for step in steps:
        with torch.no_grad():
            net.weight.fill_(step)  # type: ignore[operator]
        snapshots.offer(step)
    return snapshots


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 50), max_size=400), st.integers(0, 1000), st.integers(2, 70))
def test_first_and_latest_stay_and_the_rest_is_even(gaps: list[int], first: int, most: int) -> None:
    steps = [first]
    for gap in gaps:
        steps.append(steps[-1] + gap)
    snapshots = offered(steps, most)
    kept = [steps.index(step) for step in snapshots.steps]
    stride = 2 ** max(0, (len(kept) > 1) and (kept[-1] - kept[-2]).bit_length() - 1)
    assert len(kept) <= most
    assert kept == sorted(set(kept))
    assert kept[0] == 0
    assert len(steps) - 1 - kept[-1] < 2 * stride, "the latest kept is not long ago"
    assert set(kept) >= {2**power for power in range(most // 2 - 1) if 2**power < len(steps)}, "the beginning stays"
    assert len(kept) >= min(len(steps), most // 2), "memory is used"


@pytest.mark.parametrize("count", [1, 60, 61, 5000])
def test_what_is_recalled_is_what_was(count: int) -> None:
    net = nn.Linear(1, 1, bias=False)
    snapshots = offered(list(range(count)), MOST, net)
    assert len(snapshots.steps) <= MOST
    for step in snapshots.steps:
        with snapshots.recalled(step):
            assert net.weight.item() == step
        assert net.weight.item() == count - 1
    with pytest.raises(ZeroDivisionError), snapshots.recalled(0):
        1 / 0  # noqa: B018
    assert net.weight.item() == count - 1


@pytest.mark.parametrize("most", [4, 60])
def test_step_offered_again_keeps_its_last_weights_and_no_more_room(most: int) -> None:
    net = nn.Linear(1, 1, bias=False)
    snapshots = offered(list(range(17)), most, net)
    kept = snapshots.steps
    for value in range(100, 140):  # a slider drags a weight at step 16
        with torch.no_grad():
            net.weight.fill_(value)
        snapshots.offer(16)
    assert snapshots.steps == kept
    with snapshots.recalled(snapshots.steps[-1]):
        assert net.weight.item() == (139 if kept[-1] == 16 else kept[-1])
    assert kept[-1] == 16


def test_the_nearest_moment() -> None:
    assert offered([0, 10, 20], 60).nearest(14) == 10
    assert offered([0, 10, 20], 60).nearest(10**9) == 20
    assert offered([], 60).nearest(3) is None


def test_bytes_are_bounded() -> None:
    net = nn.Linear(2**10, 2**10, bias=False)  # 4 MB, and as much again for its gradient
    snapshots = Snapshots(net)
    for step in range(40):
        snapshots.offer(step)
    assert 2 <= len(snapshots.steps) <= MAX_BYTES // (8 * 2**20)
    assert offered([0, 1, 2], 60, nn.Linear(1, 1, bias=False)).steps == (0, 1, 2)
    too_large = Snapshots(net, most_bytes=12 * 2**20)
    too_large.offer(0)
    assert too_large.steps == ()


EXPERIMENT = perceptron_experiment(
    net__dropout=0.3, net__hidden=(6, 4), fit__optimizer="adam", fit__steps=300, fit__batch=7
)
WATCH = {"decision_surface": {}, "weights": {}, "activations": {}, "predictions": {}, "gradients": {}}


def trained(recalls: bool) -> tuple[dict, dict, list[int]]:
    """A checkpoint at the end, the figures, and the moments, with recalls at every turn or without any."""
    trainer, figures = Trainer(EXPERIMENT), {}
    moments: tuple[int, ...] = ()
    for turn in range(30):
        news = trainer.advance(60.0, 10)
        moments = moments if news.moments is None else news.moments
        for name, (_steps, values) in news.columns.items():
            figures.setdefault(name, []).extend(values.tolist())
        if recalls:
            for step in (0, moments[turn % len(moments)], 10**9):
                trainer.command("recall", step, WATCH)
    tensors = load(trainer.command("checkpoint"))
    return {name: tensor.tolist() for name, tensor in tensors.items()}, figures, list(moments)


def test_recalls_change_not_a_bit() -> None:
    assert trained(recalls=True) == trained(recalls=False)


def test_gradients_and_modes_survive_a_recall() -> None:
    trainer = Trainer(EXPERIMENT)
    trainer.advance(60.0, 25)
    training = trainer.training
    before = [parameter.grad.clone() for parameter in training.parameters]
    held = [(id(parameter), id(parameter.grad)) for parameter in training.parameters]
    trainer.command("recall", 4, WATCH)
    assert all(torch.equal(p.grad, old) for p, old in zip(training.parameters, before, strict=True))
    assert held == [(id(parameter), id(parameter.grad)) for parameter in training.parameters]
    assert all(module.training for module in training.net.modules())


def test_moments_follow_from_the_experiment_alone() -> None:
    """However the training was cut into advances."""
    fine, coarse = Trainer(EXPERIMENT), Trainer(EXPERIMENT)
    for _turn in range(300):
        fine.advance(60.0, 1)
    coarse.advance(60.0)
    assert fine.snapshots.steps == coarse.snapshots.steps
    assert fine.snapshots.steps[:5] == (0, 1, 2, 3, 4)


def test_a_recalled_net_is_the_net_of_that_step() -> None:
    """Each probe's answer at a moment is the one that an undisturbed training gave at that step."""
    trainer, undisturbed = Trainer(EXPERIMENT), Training(EXPERIMENT)
    trainer.advance(60.0, 300)
    moments = trainer.snapshots.steps
    assert len(moments) > 20
    for step in moments:
        while undisturbed.index < step:
            undisturbed.update()
        if step % 3 == 0:
            latest = trainer.command(
                "recall", step, {"weights": {}, "decision_surface": {}, "gradients": {"detail": True}}
            )
            assert latest.index == step
            for probe, answer in latest.answers.items():
                expected = ask(
                    probe, undisturbed.net, undisturbed.task, **({"detail": True} if probe == "gradients" else {})
                )
                np.testing.assert_equal(answer, expected)


def test_recalled_weights_have_the_figures_of_the_history() -> None:
    trainer = Trainer(EXPERIMENT)
    news = trainer.advance(60.0, 290)
    training = trainer.training
    for name in ("train_loss", "test_loss", "test_accuracy"):
        steps, values = news.columns[name]
        told = dict(zip(steps.tolist(), values.tolist(), strict=True))
        for step in trainer.snapshots.steps:
            with trainer.snapshots.recalled(step):
                assert training._report()[name] == told[step]


def test_after_a_checkpoint_moments_begin_anew() -> None:
    first = Trainer(EXPERIMENT)
    first.advance(60.0, 33)
    again = Trainer(EXPERIMENT, first.command("checkpoint"))
    assert again.command("answer_probes").moments == (33,)
    again.advance(60.0, 10)
    assert again.snapshots.steps == (33, 40)
    held = checkpoint.resume(EXPERIMENT, first.command("checkpoint")).net.state_dict()
    latest = again.command("recall", 0, {"weights": {}})
    assert latest.index == 33
    assert (latest.answers["weights"]["output/weight"] == held["output.weight"].numpy()).all()
