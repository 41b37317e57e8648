"""Names of optimizers, schedules and surfaces in the language of the page."""

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
    """Return the name of an optimizer."""
    spec = OPTIMIZERS[name]
    title = spec.title or spec.label
    return _(title)


def schedule(name: str) -> str:
    """Return what a schedule does."""
    return _(SCHEDULES[name])


def surface(name: str) -> str:
    """Return the name of a surface."""
    return _("Your own f(x, y)") if name == OWN else _(SURFACES[name].title)


def differences(one: Race, other: Race) -> str:
    """Return how the rules of two races differ: values of the first, then of the second."""
    changes = []
    for key, setting in type(one).rules().items():
        before, after = getattr(one, key), getattr(other, key)
        if before != after:
            title = optimizer(key.removeprefix("rate_")) if key.startswith("rate_") else _(setting.title)
            changes.append(f"{title} {_format(before)} → {_format(after)}")
    return " · ".join(changes)


def _format(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(optimizer(name) for name in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
