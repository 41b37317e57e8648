"""Settings that the data of several families share: amount of data, label noise, and seed; torch-free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nets.experiment.settings import setting
from nets.experiment.user_error import N_

WRONG_CLASS = N_("Share of the training examples whose class is replaced by another.")
WRONG_OR_BLURRED = N_(
    "Share of the training examples whose class is replaced by another; a number to predict is blurred instead."
)
WRONG_ANSWER = N_("Share of the training examples whose answer is wrong: that of another. The test part stays right.")


def examples_setting() -> Any:
    """Return the setting of the number of training examples; the test part does not depend on it."""
    return setting(
        0,
        N_("Training examples"),
        N_("How many examples the net learns from, the same number of each class if it can be. 0: all there are."),
        low=0,
        high=60_000,
    )


def share_setting() -> Any:
    """Return the setting of the share of the training part that is used."""
    return setting(
        1.0,
        N_("Share learnt from"),
        N_("The net learns from this share of the training part, the first of it. The test part stays the same."),
        low=0.01,
        high=1.0,
    )


def label_noise_setting(help: str) -> Any:
    """Return the setting of label noise; `help` describes its effect."""
    return setting(0.0, N_("Label noise"), help, low=0.0, high=0.5)


def data_seed_setting(
    help: str = N_("Where the randomness of the data starts."), when: Callable[..., bool] | None = None
) -> Any:
    """Return the setting of the seed of the data."""
    return setting(0, N_("Data seed"), help, low=0, high=2**31 - 1, when=when)


def first(count: int, share: float) -> slice:
    """Return the slice of the first `share` of all examples, at least one."""
    return slice(max(1, round(share * count)))


def data_name_in(*names: str) -> Callable[[Any], bool]:
    """Return the condition that an experiment has one of these data sets."""
    return lambda experiment: experiment.data.name in names
