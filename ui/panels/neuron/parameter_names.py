"""The weights and biases of the current neuron: what they are called, what they are, and how far they reach."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nets.engine.run import Run
from nets.models.neuron.examples import features
from nets.models.neuron.experiment import Neuron
from nets.models.neuron.settings import CLASSES
from ui.charts.render import answers
from ui.session.training_session import TrainingSession
from ui.text.column_labels import class_label, column_label
from ui.text.i18n import _

REACHES = (2, 4, 8, 16, 32, 64, 128)  # a map of two weights goes from -reach to reach
ROOM = 1.15  # what stands at the very edge is hard to see


class Entry(NamedTuple):
    """One weight of a neuron by the number of its input, or its bias: input -1."""

    neuron: int
    input: int

    @property
    def parameter(self) -> str:
        """Name of the parameter that holds it."""
        return "output.bias" if self.input < 0 else "output.weight"

    @property
    def place(self) -> tuple[int, ...]:
        """Its place in the parameter."""
        return (self.neuron,) if self.input < 0 else (self.neuron, self.input)

    @property
    def figure(self) -> str:
        """What the history calls it."""
        return f"bias/{self.neuron}" if self.input < 0 else f"weight/{self.neuron}/{self.input}"


def entries(experiment: Neuron) -> list[Entry]:
    """Every weight and, after those of its neuron, each bias."""
    return [Entry(k, j) for k in range(experiment.outputs) for j in (*range(experiment.inputs), -1)]


def pairs(experiment: Neuron) -> list[tuple[Entry, Entry]]:
    """Two entries of one neuron each, in the order in which a user may want to see them."""
    every = entries(experiment)
    wide = experiment.inputs > 1
    found = [(a, b) for k in range(experiment.outputs) for a, b in _input_entries([e for e in every if e.neuron == k])]
    return sorted(found, key=lambda pair: (pair[0].neuron, wide and pair[1].input < 0))


def _input_entries(held: list[Entry]) -> list[tuple[Entry, Entry]]:
    return [(a, b) for place, a in enumerate(held) for b in held[place + 1 :]]


def title(experiment: Neuron, entry: Entry) -> str:
    """An entry by its letter: w, w₁, b; with several neurons the number of its neuron stands first."""
    low = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    of_neuron = str(entry.neuron + 1) if experiment.outputs > 1 else ""
    if entry.input < 0:
        return "b" + of_neuron.translate(low)
    of_input = str(entry.input + 1) if experiment.inputs > 1 else ""
    return "w" + (of_neuron + of_input).translate(low)


def meaning(experiment: Neuron, entry: Entry) -> str:
    """What it weighs, or that it is a bias, and of which neuron."""
    words = _("bias") if entry.input < 0 else _("weight of {input}", input=input_title(experiment, entry.input))
    if experiment.outputs > 1:
        words += " → " + class_titles(experiment)[entry.neuron]
    return words


def input_title(experiment: Neuron, number: int) -> str:
    """An input with its unit."""
    return column_label(experiment.data.name, features(experiment.data)[number])


def class_titles(experiment: Neuron) -> list[str]:
    """The classes in the user's language."""
    return [class_label(experiment.data.name, name) for name in CLASSES.get(experiment.data.name, ())]


def values(session: TrainingSession) -> dict[Entry, float]:
    """The entries as they are at the moment shown; empty while nothing is known of this net."""
    experiment, told = session.experiment, answers(session.run, "weights")
    assert isinstance(experiment, Neuron)
    weight, bias = told.get("output/weight"), told.get("output/bias")
    if weight is None or bias is None or weight.shape != (experiment.outputs, experiment.inputs):
        return {}
    return {e: float(bias[e.neuron] if e.input < 0 else weight[e.neuron, e.input]) for e in entries(experiment)}


def way(run: Run, entry: Entry) -> np.ndarray:
    """The values that an entry has had at the steps of the history up to the moment shown."""
    return run.shown.history.line(entry.figure).last


def reach(*found: float | np.ndarray) -> int:
    """How far a map has to go on either side to hold these values, as far as that is sensible."""
    sizes = np.abs(np.concatenate([np.ravel(values) for values in found]))
    sizes = sizes[np.isfinite(sizes) & (sizes <= REACHES[-1])]
    most = ROOM * float(sizes.max()) if len(sizes) else 0.0
    return next((side for side in REACHES[1:] if side >= most), REACHES[-1])
