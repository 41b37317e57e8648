"""Label models, inputs and classes of the Classical page, and format scores."""

from __future__ import annotations

from nets.studies.classical.dataset import Dataset
from nets.studies.classical.models import TITLES, title
from nets.studies.classical.settings import MODELS, ClassicalSettings, Model
from ui.text.column_labels import class_label, column_label
from ui.text.i18n import N_, _

METRIC = {True: N_("Accuracy"), False: "R²"}


def model_title(model: Model, classes: int) -> str:
    """Return the title of a model."""
    name = title(model, classes)
    return _(name)


def model_option(name: str) -> str:
    """Return the label of an option."""
    return _(TITLES[name]) if name in MODELS else name


def metric(classes: int) -> str:
    """Return the name of the score: accuracy for classes, R² for numbers."""
    return _(METRIC[bool(classes)])


def format_score(score: float, classes: int) -> str:
    """Format a score: a percentage for classes, else three decimals."""
    return f"{score:.1%}" if classes else f"{score:.3f}"


def class_names(settings: ClassicalSettings, dataset: Dataset) -> list[str]:
    """Return the labels of the classes."""
    return [class_label(settings.name, name) for name in dataset.classes]


def input_names(settings: ClassicalSettings, dataset: Dataset) -> list[str]:
    """Return the labels of the inputs."""
    return [column_label(settings.name, name) for name in dataset.features]


def format_milliseconds(seconds: float) -> str:
    """Format a time in milliseconds; below 10 ms with a decimal."""
    value = 1000 * seconds
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def format_bytes(size: int) -> str:
    """Format a number of bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB"
