"""Every label of an option, a class or a column in English, which a page in Chinese may show where it is a name."""

from __future__ import annotations

from nets.families import FAMILIES
from ui.text.column_labels import CLASSES, COLUMNS
from ui.text.option_labels import SPEEDS, VARIANTS

SETTINGS = [knob.labels for family in FAMILIES.values() for knob in family.knobs().values()]
LISTS = (*SETTINGS, *CLASSES.values(), *COLUMNS.values(), SPEEDS, VARIANTS)
OPTIONS = frozenset(label for labels in LISTS for label in labels.values())
