"""Remedies: which settings may cure a diagnosed fault; torch-free.

Only changes that the experiment accepts and that have an effect are proposed.
`tests/unit/diagnosis/test_remedies.py` measures their benefit on runs that have the fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nets.experiment.experiment import Experiment
from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.experiment.user_error import Problem

Changes = Mapping[str, Any]
SQUASHING = ("sigmoid", "tanh")


def remedy(kind: str, experiment: Experiment) -> Changes:
    """Return the settings to change against the fault `kind`, by dotted key; empty if none helps."""
    candidates = (_valid_changes(experiment, propose_changes(experiment)) for propose_changes in REMEDIES.get(kind, ()))
    return next((changes for changes in candidates if changes), {})


def _valid_changes(experiment: Experiment, changes: Changes) -> Changes:
    """Return which of `changes` have an effect; empty if the experiment does not accept all."""
    try:
        after = experiment.replace(changes)
    except Problem:
        return {}
    settings = experiment.settings_by_key()
    return {key: value for key, value in experiment.changes_to(after).items() if settings[key].matters(after)}


def _setting_value(experiment: Experiment, key: str) -> Any:
    """Return the value of a setting; None if the family has no such setting or it has no effect."""
    setting = experiment.settings_by_key().get(key)
    return experiment.value(key) if setting and setting.matters(experiment) else None


def _usual_rate(experiment: Experiment) -> float:
    return OPTIMIZERS[experiment.fit.optimizer].remedy_rate


def _rounded_rate(rate: float) -> float:
    return float(f"{rate:.3g}")


def _lower_rate(experiment: Experiment) -> Changes:
    """Propose a tenth of the rate, or a modest one at once if the old one was far off."""
    return {"fit.lr": _rounded_rate(min(experiment.fit.lr / 10, 10 * _usual_rate(experiment)))}


def _take_usual_rate(experiment: Experiment) -> Changes:
    """Propose a usual rate, at most a tenth of the old one."""
    return {"fit.lr": _rounded_rate(min(experiment.fit.lr / 10, _usual_rate(experiment)))}


def _raise_rate(experiment: Experiment) -> Changes:
    return {"fit.lr": _rounded_rate(max(experiment.fit.lr * 10, _usual_rate(experiment)))}


def _clip_gradients(experiment: Experiment) -> Changes:
    clip = experiment.fit.clip
    return {"fit.clip": 1.0 if clip == 0 or clip > 1 else _rounded_rate(clip / 10)}


def _shrink_weights(experiment: Experiment) -> Changes:
    return {"net.init": "xavier"} if _setting_value(experiment, "net.init") == "large" else {}


def _use_leaky_relu(experiment: Experiment) -> Changes:
    """Propose a slope for negative sums, and a lower rate if the old one has killed the units."""
    activation = _setting_value(experiment, "net.activation") or ()
    if "relu" not in activation:
        return {}
    changes: dict[str, Any] = {"net.activation": tuple("leaky_relu" if a == "relu" else a for a in activation)}
    if experiment.fit.lr > 5 * _usual_rate(experiment):
        changes |= _lower_rate(experiment)
    return changes


def _replace_squashing(experiment: Experiment) -> Changes:
    """Propose activations that do not saturate, with suitable initial weights."""
    activation = _setting_value(experiment, "net.activation") or ()
    if not activation or set(activation) == {"identity"}:
        return {}
    return {"net.activation": tuple("relu" if a in SQUASHING else a for a in activation), "net.init": "he"}


def _use_orthogonal_weights(experiment: Experiment) -> Changes:
    return {"net.init": "orthogonal"}


def _use_random_weights(experiment: Experiment) -> Changes:
    """Propose different initial weights, of the size that suits the activation."""
    if _setting_value(experiment, "net.init") is None:
        return {}
    return {"net.init": "he" if "relu" in (_setting_value(experiment, "net.activation") or ()) else "xavier"}


def _use_dropout(experiment: Experiment) -> Changes:
    share = _setting_value(experiment, "net.dropout")
    return {"net.dropout": 0.3} if share is not None and share < 0.3 else {}


def _use_decay(experiment: Experiment) -> Changes:
    return {"fit.weight_decay": _rounded_rate(max(0.01, 3 * experiment.fit.weight_decay))}


def _add_hidden_layer(experiment: Experiment) -> Changes:
    """Propose hidden units for a net without any."""
    return {"net.hidden": (8,)} if _setting_value(experiment, "net.hidden") == () else {}


def _bend_layers(experiment: Experiment) -> Changes:
    """Propose activations for layers that are linear."""
    activation = _setting_value(experiment, "net.activation") or ()
    return {"net.activation": ("tanh",) * len(activation)} if set(activation) == {"identity"} else {}


REMEDIES: Mapping[str, tuple[Callable[[Experiment], Changes], ...]] = {
    "diverged": (_take_usual_rate, _clip_gradients),
    "lr_high": (_lower_rate,),
    "lr_low": (_raise_rate,),
    "dead": (_use_leaky_relu,),
    "symmetric": (_use_random_weights,),
    "vanishing": (_replace_squashing, _use_orthogonal_weights),
    "exploding": (_shrink_weights, _clip_gradients, _lower_rate),
    "overfitting": (_use_dropout, _use_decay),
    "underfitting": (_add_hidden_layer, _bend_layers),
    "plateau": (_add_hidden_layer, _bend_layers),
}
