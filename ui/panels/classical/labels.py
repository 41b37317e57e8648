"""What models, inputs and classes are called on the page of classical models, and how scores are written."""

from __future__ import annotations

from nets.studies.classical.dataset import Held
from nets.studies.classical.models import TITLES, title
from nets.studies.classical.settings import MODELS, Classical, Model
from ui.text.column_labels import class_label, column_label
from ui.text.i18n import N_, _

METRIC = {True: N_("Accuracy"), False: "R²"}


def model_title(model: Model, classes: int) -> str:
    """What a model is called."""
    name = title(model, classes)
    return _(name)


def option(name: str) -> str:
    """How a model is shown among the options of the page."""
    return _(TITLES[name]) if name in MODELS else name


def metric(classes: int) -> str:
    """What scores are: accuracy, or the share of the spread that is explained."""
    return _(METRIC[bool(classes)])


def written(score: float, classes: int) -> str:
    """A score as people read it."""
    return f"{score:.1%}" if classes else f"{score:.3f}"


def class_names(settings: Classical, known: Held) -> list[str]:
    """What the classes are called."""
    return [class_label(settings.name, name) for name in known.classes]


def input_names(settings: Classical, known: Held) -> list[str]:
    """What the inputs are called."""
    return [column_label(settings.name, name) for name in known.features]


def milliseconds(seconds: float) -> str:
    """A time in milliseconds, with as many digits as it deserves."""
    value = 1000 * seconds
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def content(size: int) -> str:
    """Bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"
