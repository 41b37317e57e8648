"""The colours of every chart, map and drawing: one source for Python charts and for the elements drawn in the browser.

Chosen for people who do not see all colours:
`tests/unit/charts/test_chart_specs.py` holds the eight categories at least 3:1 against
both page backgrounds and well apart for normal, deuteranopic and protanopic sight.
"""

import json

LIGHT_BACKGROUND = "#fcfcfb"
DARK_BACKGROUND = "#16191d"

# Blue, orange and green first: the three that are told apart best.
CATEGORIES = ("#0072b2", "#d55e00", "#009e73", "#b28c4c", "#98507c", "#5f6b3b", "#8e8fb7", "#5d8efd")

# How far points of a class are brightened towards white on a dark page; more would press the colours together.
BRIGHTER = 0.1

# From the lowest level through the boundary to the highest: orange is low (or negative), blue is high (or positive).
DIVERGING_LIGHT = ("#c65400", "#eb9a5b", "#f7f4f0", "#6aaad4", "#005f99")
DIVERGING_DARK = ("#ff8a33", "#a35418", "#1c2029", "#1d659c", "#4fb0ff")

# From nothing to much, for counts and attention.
SEQUENTIAL_LIGHT = ("#f4f7fa", "#a9cce3", "#4a94c4", "#0072b2", "#003f66")
SEQUENTIAL_DARK = ("#171c24", "#12415f", "#0b6aa3", "#4fa3dc", "#cfe8fa")


def colour(index: int) -> str:
    """Colour of the index-th category; after eight they begin again."""
    return CATEGORIES[index % len(CATEGORIES)]


def as_json() -> str:
    """The palette as one JSON object, for the scripts that draw in the browser."""
    return json.dumps(
        {
            "categories": CATEGORIES,
            "brighter": BRIGHTER,
            "light": {"diverging": DIVERGING_LIGHT, "sequential": SEQUENTIAL_LIGHT},
            "dark": {"diverging": DIVERGING_DARK, "sequential": SEQUENTIAL_DARK},
        }
    )
