"""Every label of an option, a class or a column in English, which a page in Chinese may show where it is a name."""

from __future__ import annotations

from nets.families import EXPERIMENTS
from ui.text.column_labels import CLASSES, COLUMNS
from ui.text.option_labels import SPEEDS, VARIANTS

SETTINGS = [setting.labels for family in EXPERIMENTS.values() for setting in family.settings_by_key().values()]
LISTS = (*SETTINGS, *CLASSES.values(), *COLUMNS.values(), SPEEDS, VARIANTS)
OPTIONS = frozenset(label for labels in LISTS for label in labels.values())
