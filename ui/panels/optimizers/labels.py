"""What optimizers and schedules are called."""

from __future__ import annotations

from nets.experiment.optimizer_specs import OPTIMIZERS
from nets.studies.optimizers.settings import Race
from nets.studies.optimizers.surfaces import OWN, SURFACES
from ui.text.i18n import N_, _

SCHEDULES = {
    "constant": N_("constant"),
    "step": N_("in steps: a tenth after half, a hundredth after three quarters"),
    "cosine": N_("cosine: down to 0 along half a wave"),
    "warmup": N_("warm-up: rises over the first twentieth"),
}


def optimizer(name: str) -> str:
    """What an optimizer is called."""
    spec = OPTIMIZERS[name]
    return _(spec.title or spec.label)


def schedule(name: str) -> str:
    """What a schedule does."""
    return _(SCHEDULES[name])


def surface(name: str) -> str:
    """What a surface is called."""
    return _("Your own f(x, y)") if name == OWN else _(SURFACES[name].title)


def differences(one: Race, other: Race) -> str:
    """How the rules of one race differ from those of another: values of the first, then of the second."""
    found = []
    for key, setting in type(one).rules().items():
        before, after = getattr(one, key), getattr(other, key)
        if before != after:
            title = optimizer(key.removeprefix("rate_")) if key.startswith("rate_") else _(setting.title)
            found.append(f"{title} {_said(before)} → {_said(after)}")
    return " · ".join(found)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(optimizer(name) for name in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
