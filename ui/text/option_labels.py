"""Look up labels of the options of settings in the user's language; the options themselves are never translated.

A setting declares its labels: `labels=` of `setting`. An option without a label is shown as it is. Classes and columns
of data are no options: `ui.text.column_labels` has their labels. This module declares only the labels of choices that
belong to no setting: the nets to compare with, and the speeds of training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from nets.experiment.settings import Setting
from nets.families import EXPERIMENTS
from nets.layers.tables.option_labels import CELL_LABELS
from ui.text.i18n import N_, _

VARIANTS = {  # nets that train along with the current one
    **EXPERIMENTS["cnn"].settings_by_key()["net.kind"].labels,
    **CELL_LABELS,
    "scratch": N_("from scratch"),
    "without_attention": N_("without attention"),
    "with_attention": N_("with attention"),
    "without_positions": N_("without positions"),
    "without_residual": N_("without residual connections"),
    "without_norm": N_("without layer norm"),
    "one_head": N_("with one head"),
    "one_layer": N_("with one layer"),
}
SPEEDS = {"fastest": N_("fastest")}


@cache
def _labels(setting: str, family: str) -> Mapping[str, str]:
    """Return the labels of a setting of one family, or of all families that have it."""
    kinds = [kind for name, kind in EXPERIMENTS.items() if family in (name, "")]
    tables = [kind.settings_by_key()[setting].labels for kind in reversed(kinds) if setting in kind.settings_by_key()]
    return {option: label for labels in tables for option, label in labels.items()}


def option_label(option: str, setting: str, family: str = "") -> str:
    """Return how an option of a setting, such as "net.pool", is shown."""
    labels = _labels(setting, family)
    return _(labels[option]) if option in labels else option


def option_labels(setting: str) -> Callable[[str], str]:
    """Return the function that labels the options of one setting, as `format_func` takes it."""
    return lambda option: option_label(option, setting)


def setting_labels(declaration: Setting) -> Callable[[str], str]:
    """Return the function that labels the options of this setting, as `format_func` takes it."""
    return lambda option: _(declaration.labels[option]) if option in declaration.labels else option


def variant_label(variant: str) -> str:
    """Return how a net that trains along with the current one is called."""
    return _(VARIANTS.get(variant, variant))


def speed_label(speed: str) -> str:
    """Return how a speed of training is shown."""
    return _(SPEEDS.get(speed, speed))
