"""The weights and biases of the current neuron: their names, meanings, and ranges."""

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

REACHES = (2, 4, 8, 16, 32, 64, 128)  # possible ranges of a map: from -reach to reach
ROOM = 1.15  # keeps values away from the edge


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
        """Its index in the parameter."""
        return (self.neuron,) if self.input < 0 else (self.neuron, self.input)

    @property
    def figure(self) -> str:
        """Its name in the history."""
        return f"bias/{self.neuron}" if self.input < 0 else f"weight/{self.neuron}/{self.input}"


def entries(experiment: Neuron) -> list[Entry]:
    """Return every weight and bias, those of one neuron together, its bias last."""
    return [Entry(k, j) for k in range(experiment.outputs) for j in (*range(experiment.inputs), -1)]


def pairs(experiment: Neuron) -> list[tuple[Entry, Entry]]:
    """Return pairs of entries of one neuron, in the order of the choice of axes."""
    every = entries(experiment)
    wide = experiment.inputs > 1
    entry_pairs = [
        (a, b) for k in range(experiment.outputs) for a, b in _input_entries([e for e in every if e.neuron == k])
    ]
    return sorted(entry_pairs, key=lambda pair: (pair[0].neuron, wide and pair[1].input < 0))


def _input_entries(group: list[Entry]) -> list[tuple[Entry, Entry]]:
    return [(a, b) for place, a in enumerate(group) for b in group[place + 1 :]]


def title(experiment: Neuron, entry: Entry) -> str:
    """Return the symbol of an entry: w, w₁, b; with several neurons the number of its neuron comes first."""
    low = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    of_neuron = str(entry.neuron + 1) if experiment.outputs > 1 else ""
    if entry.input < 0:
        return "b" + of_neuron.translate(low)
    of_input = str(entry.input + 1) if experiment.inputs > 1 else ""
    return "w" + (of_neuron + of_input).translate(low)


def meaning(experiment: Neuron, entry: Entry) -> str:
    """Return which input of which neuron it weighs, or that it is a bias."""
    words = _("bias") if entry.input < 0 else _("weight of {input}", input=input_title(experiment, entry.input))
    if experiment.outputs > 1:
        words += " → " + class_titles(experiment)[entry.neuron]
    return words


def input_title(experiment: Neuron, number: int) -> str:
    """Return the name of an input with its unit."""
    return column_label(experiment.data.name, features(experiment.data)[number])


def class_titles(experiment: Neuron) -> list[str]:
    """Return the names of the classes in the user's language."""
    return [class_label(experiment.data.name, name) for name in CLASSES.get(experiment.data.name, ())]


def values(session: TrainingSession) -> dict[Entry, float]:
    """Return the entries at the displayed step; empty before the net has answered."""
    experiment, answer = session.experiment, answers(session.run, "weights")
    assert isinstance(experiment, Neuron)
    weight, bias = answer.get("output/weight"), answer.get("output/bias")
    if weight is None or bias is None or weight.shape != (experiment.outputs, experiment.inputs):
        return {}
    return {e: float(bias[e.neuron] if e.input < 0 else weight[e.neuron, e.input]) for e in entries(experiment)}


def way(run: Run, entry: Entry) -> np.ndarray:
    """Return the values of an entry over the history up to the displayed step."""
    return run.shown.history.line(entry.figure).last


def reach(*arrays: float | np.ndarray) -> int:
    """Return how far a map extends on either side to contain these values, within limits."""
    sizes = np.abs(np.concatenate([np.ravel(values) for values in arrays]))
    sizes = sizes[np.isfinite(sizes) & (sizes <= REACHES[-1])]
    most = ROOM * float(sizes.max()) if len(sizes) else 0.0
    return next((side for side in REACHES[1:] if side >= most), REACHES[-1])
