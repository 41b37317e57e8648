"""Conditions for an early end: a target, a time limit, or a test loss that no longer falls."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from nets.experiment.user_error import N_, Problem

if TYPE_CHECKING:
    from torch import Tensor, nn

    from nets.experiment.training_config import TrainingConfig

SETTINGS = {
    "fit.stop_at",
    "fit.target",
    "fit.seconds",
    "fit.patience",
    "fit.steps",
}  # a change of one lets the run go on
LOSS_TARGET, FIGURE_TARGET = 0.1, 0.95  # to begin with
WORDS = {
    "target": N_("stopped: the target {value:g} was reached at step {step}"),
    "seconds": N_("stopped after {value:g} seconds of training, at step {step}"),
    "patience": N_("stopped early at step {step}: the test loss was best at step {value:.0f}, whose weights are back"),
}


class Ended(NamedTuple):
    """Why a training ended early (one of WORDS), at which step, and the target, seconds or best step."""

    reason: str
    step: int
    value: float

    @property
    def words(self) -> Problem:
        """The same as a sentence."""
        return Problem(WORDS[self.reason], step=self.step, value=self.value)


class Stopping:
    """The state that decides when a training ends early: seconds spent, best test loss and its weights.

    All but the seconds follows from the figures at reported steps, so equal experiments end at the same step.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.ended: Ended | None = None
        self.forget(0)

    def forget(self, index: int) -> None:
        """Look for the best test loss from here on."""
        self.best, self.best_index = math.inf, index
        self.weights: dict[str, Tensor] = {}

    def on_settings_changed(self, changes: Iterable[str], index: int) -> None:
        """Let the training go on if one of SETTINGS has changed."""
        if SETTINGS & set(changes):
            self.ended = None
        if "fit.patience" in changes:
            self.forget(index)

    def judge(self, net: nn.Module, fit: TrainingConfig, index: int, figures: dict[str, float]) -> bool:
        """Judge the figures of a reported step; return whether the best weights were restored into `net`."""
        if reached(fit, figures):
            self.ended = Ended("target", index, fit.target)
        if not fit.patience:
            return False
        loss = figures.get("test_loss", math.nan)
        if loss < self.best:
            self.best, self.best_index = loss, index
            self.weights = {name: tensor.clone() for name, tensor in net.state_dict().items()}
        elif self.weights and index - self.best_index >= fit.patience:
            net.load_state_dict(self.weights)
            self.ended = Ended("patience", index, float(self.best_index))
            return True
        return False

    def spend(self, seconds: float, fit: TrainingConfig, index: int) -> None:
        """Count the seconds that an update has taken."""
        self.seconds += seconds
        if fit.seconds and self.seconds >= fit.seconds and self.ended is None:
            self.ended = Ended("seconds", index, fit.seconds)

    def about(self) -> dict[str, Any]:
        """Return all but the weights, for a checkpoint."""
        best = self.best if self.weights else None
        return {"seconds": self.seconds, "ended": self.ended, "best": best, "best_index": self.best_index}

    def restore(self, about: dict[str, Any], weights: dict[str, Tensor]) -> None:
        """Restore the state of a checkpoint. Raises KeyError, TypeError or ValueError if it does not fit."""
        self.seconds, self.best_index = float(about["seconds"]), int(about["best_index"])
        if about["best"] is not None:
            self.best, self.weights = float(about["best"]), weights
        if about["ended"] is not None:
            reason, step, value = about["ended"]
            self.ended = Ended(str(reason), int(step), float(value))
            str(self.ended.words)


def with_target(before: str, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `changes` with a suitable target, if they name another kind of figure than `before`."""
    aim = changes.get("fit.stop_at", "none")
    if aim == "none" or "fit.target" in changes or (before != "none" and _loss(aim) == _loss(before)):
        return changes
    return {**changes, "fit.target": LOSS_TARGET if _loss(aim) else FIGURE_TARGET}


def _loss(figure: str) -> bool:
    return figure.endswith("loss")


def reached(fit: TrainingConfig, figures: dict[str, float]) -> bool:
    """Return whether the figure that `fit` names has reached its target; a loss reaches it from above."""
    value = figures.get(fit.stop_at, math.nan)
    return value <= fit.target if _loss(fit.stop_at) else value >= fit.target
