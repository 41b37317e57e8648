"""How a net is trained: the settings `fit` of every family."""

from __future__ import annotations

from typing import Literal

from nets.experiment.optimizer_specs import OPTIMIZERS, Optimizer
from nets.experiment.settings import Settings, setting
from nets.experiment.user_error import N_

Schedule = Literal["constant", "step", "cosine", "warmup"]
Target = Literal["none", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "test_r2"]

FIRST = 20  # updates that are all reported, because a net changes most at first


class TrainingConfig(Settings):
    """Optimizer, schedule, penalties and length of a training, with the seed of all its randomness."""

    lr: float = setting(
        0.03,
        N_("Learning rate"),
        N_("How far one update moves the weights. Too small learns slowly, too large diverges."),
        low=1e-6,
        high=100.0,
        scale="log",
        live=True,
    )
    optimizer: Optimizer = setting(
        "sgd",
        N_("Optimizer"),
        N_("The rule that turns gradients into updates. A change in mid-run starts its memory afresh."),
        live=True,
        labels={name: spec.label for name, spec in OPTIMIZERS.items()},
    )
    momentum: float = setting(
        0.9,
        N_("Momentum"),
        N_("How much of the last update is carried into the next."),
        low=0.0,
        high=0.999,
        live=True,
        when=lambda e: bool(OPTIMIZERS[e.fit.optimizer].momentum),
    )
    batch: int = setting(
        10,
        N_("Batch size"),
        N_("Examples per update. Small batches make noisy gradients, large ones smooth and slow steps."),
        low=1,
        high=4096,
        scale="log",
        live=True,
    )
    schedule: Schedule = setting(
        "constant",
        N_("Schedule"),
        N_("How the learning rate changes over the run."),
        live=True,
        labels={
            "constant": N_("constant"),
            "step": N_("in steps"),
            "cosine": N_("cosine"),
            "warmup": N_("warm-up"),
        },
    )
    weight_decay: float = setting(
        0.0,
        N_("Weight decay (L2)"),
        N_("Pulls every weight towards zero in proportion to its size; with adamw apart from the gradient."),
        low=0.0,
        high=10.0,
        scale="log",
        live=True,
    )
    l1: float = setting(
        0.0,
        N_("L1 penalty"),
        N_("Pulls every weight towards zero by a constant, so that many become exactly small."),
        low=0.0,
        high=10.0,
        scale="log",
        live=True,
    )
    clip: float = setting(
        0.0,
        N_("Gradient clipping"),
        N_("Shrinks the whole gradient to this length when it is longer. 0 switches clipping off."),
        low=0.0,
        high=1000.0,
        scale="log",
        live=True,
    )
    steps: int = setting(
        10_000,
        N_("Steps"),
        N_("The run ends after so many updates."),
        low=1,
        high=10_000_000,
        live=True,
    )
    stop_at: Target = setting(
        "none",
        N_("Stop at a target"),
        N_("The run ends when this figure has reached the value below. It is looked at when it is measured."),
        live=True,
        labels={
            "none": N_("none"),
            "train_loss": N_("training loss"),
            "test_loss": N_("test loss"),
            "train_accuracy": N_("training accuracy"),
            "test_accuracy": N_("test accuracy"),
            "test_r2": N_("test R²"),
        },
    )
    target: float = setting(
        0.95,
        N_("Target"),
        N_("Where the run ends: a loss as small as this, or an accuracy or R² as large."),
        low=0.0,
        high=1.0,
        live=True,
        when=lambda e: e.fit.stop_at != "none",
    )
    seconds: int = setting(
        0,
        N_("Stop after"),
        N_("The run ends after so many seconds of training, pauses not counted. 0: never."),
        low=0,
        high=3600,
        unit=N_("seconds"),
        scale="log",
        live=True,
    )
    patience: int = setting(
        0,
        N_("Early stopping"),
        N_(
            "The run ends when the test loss has not become better for so many steps, and the best weights are put "
            "back. 0: never."
        ),
        low=0,
        high=100_000,
        unit=N_("steps"),
        scale="log",
        live=True,
    )
    average: bool = setting(
        False,
        N_("Averaged weights"),
        N_("Keeps the mean of the weights after every update as well, and measures how well it does."),
    )
    report: int = setting(
        20,
        N_("Report every"),
        N_("The test part and the gradients are measured in the first updates, and then once in so many."),
        low=1,
        high=10_000,
        unit=N_("steps"),
        live=True,
    )
    seed: int = setting(
        0,
        N_("Seed"),
        N_("Where all randomness of the training starts: initial weights, order of the examples, dropout."),
        low=0,
        high=2**31 - 1,
    )
