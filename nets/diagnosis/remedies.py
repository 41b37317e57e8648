"""Remedies: which knobs to turn against a fault that a diagnosis has found; torch-free.

Only changes that the experiment takes and that really change it are proposed. What they are worth is measured in
`tests/unit/diagnosis/test_remedies.py`, on runs that have the fault.
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
    """The knobs to turn against the fault `kind`, by dotted key; empty when none is known that helps."""
    found = (_fitting(experiment, propose(experiment)) for propose in REMEDIES.get(kind, ()))
    return next((changes for changes in found if changes), {})


def _fitting(experiment: Experiment, changes: Changes) -> Changes:
    """What `changes` would really change; nothing when the experiment does not take them all."""
    try:
        after = experiment.replace(changes)
    except Problem:
        return {}
    knobs = experiment.knobs()
    return {key: value for key, value in experiment.changes_to(after).items() if knobs[key].matters(after)}


def _held(experiment: Experiment, key: str) -> Any:
    """The value of a knob that matters; None where the family has no such knob or it has no effect."""
    knob = experiment.knobs().get(key)
    return experiment.value(key) if knob and knob.matters(experiment) else None


def _usual(experiment: Experiment) -> float:
    return OPTIMIZERS[experiment.fit.optimizer].remedy_rate


def _rate(rate: float) -> float:
    return float(f"{rate:.3g}")


def _slower(experiment: Experiment) -> Changes:
    """A tenth; at once a modest rate where the old one was far off."""
    return {"fit.lr": _rate(min(experiment.fit.lr / 10, 10 * _usual(experiment)))}


def _usually(experiment: Experiment) -> Changes:
    """A rate that most nets learn with, at most a tenth of the old one."""
    return {"fit.lr": _rate(min(experiment.fit.lr / 10, _usual(experiment)))}


def _faster(experiment: Experiment) -> Changes:
    return {"fit.lr": _rate(max(experiment.fit.lr * 10, _usual(experiment)))}


def _clipped(experiment: Experiment) -> Changes:
    clip = experiment.fit.clip
    return {"fit.clip": 1.0 if clip == 0 or clip > 1 else _rate(clip / 10)}


def _smaller_weights(experiment: Experiment) -> Changes:
    return {"net.init": "xavier"} if _held(experiment, "net.init") == "large" else {}


def _leaky(experiment: Experiment) -> Changes:
    """A slope for negative sums; and the usual rate where a far larger one has killed the units."""
    activation = _held(experiment, "net.activation") or ()
    if "relu" not in activation:
        return {}
    changes: dict[str, Any] = {"net.activation": tuple("leaky_relu" if a == "relu" else a for a in activation)}
    if experiment.fit.lr > 5 * _usual(experiment):
        changes |= _slower(experiment)
    return changes


def _unsquashed(experiment: Experiment) -> Changes:
    """Activations that do not flatten, with the initial weights that go with them."""
    activation = _held(experiment, "net.activation") or ()
    if not activation or set(activation) == {"identity"}:
        return {}
    return {"net.activation": tuple("relu" if a in SQUASHING else a for a in activation), "net.init": "he"}


def _orthogonal(experiment: Experiment) -> Changes:
    return {"net.init": "orthogonal"}


def _random_weights(experiment: Experiment) -> Changes:
    """Weights that differ from the start, of the size that goes with the activation."""
    if _held(experiment, "net.init") is None:
        return {}
    return {"net.init": "he" if "relu" in (_held(experiment, "net.activation") or ()) else "xavier"}


def _dropout(experiment: Experiment) -> Changes:
    held = _held(experiment, "net.dropout")
    return {"net.dropout": 0.3} if held is not None and held < 0.3 else {}


def _decay(experiment: Experiment) -> Changes:
    return {"fit.weight_decay": _rate(max(0.01, 3 * experiment.fit.weight_decay))}


def _wider(experiment: Experiment) -> Changes:
    """Hidden units for a net that can only draw straight lines."""
    return {"net.hidden": (8,)} if _held(experiment, "net.hidden") == () else {}


def _bent(experiment: Experiment) -> Changes:
    """Layers that only multiply are one layer: bend them."""
    activation = _held(experiment, "net.activation") or ()
    return {"net.activation": ("tanh",) * len(activation)} if set(activation) == {"identity"} else {}


REMEDIES: Mapping[str, tuple[Callable[[Experiment], Changes], ...]] = {
    "diverged": (_usually, _clipped),
    "lr_high": (_slower,),
    "lr_low": (_faster,),
    "dead": (_leaky,),
    "symmetric": (_random_weights,),
    "vanishing": (_unsquashed, _orthogonal),
    "exploding": (_smaller_weights, _clipped, _slower),
    "overfitting": (_dropout, _decay),
    "underfitting": (_wider, _bent),
    "plateau": (_wider, _bent),
}
