"""The colours of every chart, map and drawing.

`palette.json` is their one source; the elements drawn in the browser import it as well. The colours are chosen for
people who do not see all colours: `tests/unit/charts/test_chart_specs.py` holds the eight categories at least 3:1
against both page backgrounds and well apart for normal, deuteranopic and protanopic sight.
"""

import json
from pathlib import Path

_COLOURS = json.loads(Path(__file__).with_name("palette.json").read_text(encoding="utf-8"))

LIGHT_BACKGROUND: str = _COLOURS["background"]["light"]
DARK_BACKGROUND: str = _COLOURS["background"]["dark"]

# Blue, orange and green first: the three that are easiest to tell apart.
CATEGORIES: tuple[str, ...] = tuple(_COLOURS["categories"])

# The share of white in a class's points on a dark page; more would make the colours too similar.
BRIGHTER: float = _COLOURS["brighter"]

# From the lowest level through the boundary to the highest: orange is low (or negative), blue is high (or positive).
DIVERGING_LIGHT: tuple[str, ...] = tuple(_COLOURS["light"]["diverging"])
DIVERGING_DARK: tuple[str, ...] = tuple(_COLOURS["dark"]["diverging"])

# From nothing to much, for counts and attention.
SEQUENTIAL_LIGHT: tuple[str, ...] = tuple(_COLOURS["light"]["sequential"])
SEQUENTIAL_DARK: tuple[str, ...] = tuple(_COLOURS["dark"]["sequential"])


def colour(index: int) -> str:
    """Return the colour of the index-th category; after eight they begin again."""
    return CATEGORIES[index % len(CATEGORIES)]
