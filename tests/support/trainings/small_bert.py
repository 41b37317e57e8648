"""A small text about animals, and the settings of a BERT that learns it."""

from __future__ import annotations

ANIMALS = {"cat": "mouse", "dog": "bone", "cow": "grass", "bee": "honey", "horse": "hay"}
TEXT = "\n".join(f"the {animal} is hungry . it wants {ANIMALS[animal]} ." for _ in range(40) for animal in ANIMALS)
SMALL = {
    "data.name": "own", "data.text": TEXT, "data.length": 24, "data.vocabulary": 100, "data.masked": 0.3,
    "data.next": False, "net.layers": 1, "net.width": 32, "net.heads": 2, "net.feed": 2, "fit.lr": 0.01,
    "fit.batch": 32, "fit.steps": 150, "fit.report": 50,
}  # fmt: skip
