"""The net unrolled over the current sequence, with its gates and states at every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.text.sequences import PADDING, SKIP
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import CELL_ARRAYS
from ui.components import tape as element
from ui.components.pictures import stack
from ui.panels.sequences.answer_text import Answer, answer_names
from ui.panels.sequences.gate_override import clamped_answer
from ui.panels.sequences.sequence_input import at_a_time, latest_answer, select, sequence, unrolled_arguments
from ui.session.training_session import TrainingSession, of_family
from ui.text.column_labels import column_label
from ui.text.formatting import layer_title
from ui.text.i18n import N_, _

MAX_MAP_STEPS = 100  # on an edge of the attention map; longer sequences are max-pooled
TITLES = {
    "reset": N_("reset gate r"),
    "update": N_("update gate z"),
    "input": N_("input gate i"),
    "forget": N_("forget gate f"),
    "output": N_("output gate o"),
    "candidate": N_("candidate"),
    "cell": N_("cell c"),
    "hidden": N_("hidden h"),
}
GATES = ("reset", "update", "input", "forget", "output")
Map = dict[str, Any]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the unrolled net."""
    return {"unrolled": unrolled_arguments(session)}


def tape(session: TrainingSession) -> None:
    """Draw the net over the sequence, and its answer in words."""
    experiment, answer = of_family(session, Recurrent), latest_answer(session)
    st.markdown(clamped_answer(experiment, answer) if answer else _("Waiting for the net …"))
    answer = answer or blank(experiment)
    layer, units = focus(session, answer), visible_units(session, answer)
    steps = len(answer[f"{layer}/hidden"])
    state = sequence(session)
    at = min(state.at, steps - 1)
    element.tape(
        "tape",
        tokens=answer["tokens"].tolist() if "tokens" in answer else None,
        numbers=numbers(answer, experiment.data.name),
        maps=maps(answer, layer, units),
        units=units,
        attention=attention(answer, layer),
        answers=answers(experiment, answer),
        picked=element.Pick(at, layer, min(state.unit, hidden(answer) - 1)),
        words=words(steps),
        on_pick=lambda: _on_pick(session),
    )


def numbers(answer: Answer, dataset: str) -> tuple[list[str], np.ndarray] | None:
    """Return the names (D) and values (T, D) of a sequence of numbers; None for a sequence of tokens."""
    if "numbers" not in answer:
        return None
    return [column_label(dataset, name) for name in answer["names"].tolist()], np.nan_to_num(answer["numbers"])


def blank(experiment: Recurrent) -> Answer:
    """Return an answer with empty layers, to draw before the net has answered."""
    info, net = experiment.info, experiment.net
    directions = ("forward_layer", "backward_layer") if experiment.both else ("forward_layer",)
    places = [f"layers.{place}" for place in range(net.layers)]
    layers = (
        [f"{place}.{direction}" for place in places for direction in directions] if experiment.recurrent else places
    )
    what = CELL_ARRAYS.get(net.cell, ("hidden",))
    numbers = {"numbers": np.zeros((info.length, len(info.features)), np.float32), "names": np.array(info.features)}
    read = {"tokens": np.full(info.length, PADDING)} if info.tokens else numbers
    empty = np.zeros((info.length, net.hidden), np.float32)
    maps_of = {f"{layer}/{name}": empty for layer in layers for name in what}
    return {**read, **maps_of, "layers": np.array(layers), "what": np.array(what), "gates": np.array([], str)}


def focus(session: TrainingSession, answer: Answer) -> str:
    """Return the layer and direction that is shown with all its gates: the selected one, else the first."""
    layers = [str(name) for name in answer["layers"]]
    return sequence(session).layer if sequence(session).layer in layers else layers[0]


def hidden(answer: Answer) -> int:
    """Return the number of units of each layer."""
    return int(answer[f"{answer['layers'][0]}/hidden"].shape[1])


def visible_units(session: TrainingSession, answer: Answer) -> list[int]:
    """Return the units that are drawn: one page of them, with the selected one."""
    count, all_of = at_a_time(of_family(session, Recurrent)), hidden(answer)
    first = min(sequence(session).unit, all_of - 1) // count * count
    return list(range(first, min(first + count, all_of)))


def maps(answer: Answer, layer: str, units: list[int]) -> list[Map]:
    """Return the heat maps: gates and states of layer `layer`, and the hidden states of the others."""
    layers, heat_maps = [str(name) for name in answer["layers"]], []
    for name in layers:
        what = [str(each) for each in answer["what"] if str(each) != "weights"] if name == layer else ["hidden"]
        for place, each in enumerate(what):
            heading = layer_title(name) if place == 0 and len(layers) > 1 else ""
            heat_maps.append(_map(answer, name, each, units) | {"heading": heading, "open": name == layer})
    return heat_maps


def _map(answer: Answer, layer: str, what: str, units: list[int]) -> Map:
    values = np.nan_to_num(answer[f"{layer}/{what}"][:, units].T, posinf=0.0, neginf=0.0)  # (n, T)
    gate = what in GATES
    peak = 1.0 if gate else max(1.0, float(np.abs(values).max(initial=0.0)))
    is_clamped = gate and what in answer["gates"]
    note = _("held at {value:g}", value=float(values[0, 0])) if is_clamped else "0 … 1" if gate else f"±{peak:.3g}"
    packed = stack(values[None], 0.0 if gate else -peak, peak, signed=not gate)
    return {"layer": layer, "name": what, "title": _(TITLES[what]), "note": note, "stack": packed}


def attention(answer: Answer, layer: str) -> Map | None:
    """Return a map of what each step attends to, a column for each; None for a net without attention."""
    shares = answer.get(f"{layer}/weights")
    if shares is None:
        return None
    steps = len(shares)
    block = -(-steps // MAX_MAP_STEPS)
    wide = -steps % block
    padded = np.pad(np.nan_to_num(shares.T), ((0, wide), (0, wide)))
    cells = padded.reshape(len(padded) // block, block, -1, block).max(axis=(1, 3))
    note = _("0 … 1") if block == 1 else _("largest of {count} × {count}", count=block)
    return {"title": _("looks at"), "note": note, "block": block, "stack": stack(cells[None], 0.0, 1.0, signed=False)}


def answers(experiment: Recurrent, answer: Answer) -> Map | None:
    """Return the answer of each step; None if the task has one answer only."""
    if not experiment.info.per_step or "answers" not in answer:
        return None
    names, predicted = answer_names(experiment), np.atleast_1d(answer["predicted"])
    sure = np.nan_to_num(answer["answers"][np.arange(len(predicted)), predicted])
    truth = np.atleast_1d(answer["truth"]) if "truth" in answer else np.full(len(predicted), SKIP)
    right = np.where(truth == SKIP, 2, predicted == truth)
    truth_names = [names[place] if place >= 0 else "" for place in truth.tolist()]
    return {
        "says": [names[place] for place in predicted.tolist()],
        "truth": truth_names if "truth" in answer else None,
        "right": right.tolist(),
        "sure": sure,
    }


def words(steps: int) -> dict[str, str]:
    """Return the labels of the tape."""
    return {
        "title": _("The net over the sequence"),
        "alt": _(
            "The net unrolled over the sequence: a column for each of {count} steps, below it the gates and states of "
            "the units, and the answers. Arrow keys choose step and unit.",
            count=steps,
        ),
        "hint": _(
            "Point at a cell to read it, click to choose it. Drag over steps: which units are active there, where else?"
        ),
        "place": _("Step {step} {symbol}"),
        "unit": _("unit {unit}"),
        "answer": _("says {says}, {share}"),
        "looks": _("looks at step {from}: {share}"),
        "none": _("Steps {from} to {to}: no unit is active all along."),
        "alone": _("Steps {from} to {to}: units {units} are active all along, and nowhere else all together."),
        "again": _("Steps {from} to {to}: units {units} are active all along. All of them again at: {steps}."),
        "same": _("same units"),
        "says": _("says"),
        "sure": _("sure"),
        "truth": _("true"),
        "step": _("step"),
        "play": _("Sweep through time"),
        "stop": _("Stop"),
        "heads": "|".join((_("layer"), _("row"), _("unit"), _("step"), _("symbol"), _("value"))),
    }


def _on_pick(session: TrainingSession) -> None:
    """Select the step and the unit of the chosen cell."""
    pick = element.parse_pick(st.session_state["tape"].get("pick"))
    if pick is None:
        return
    select(session, **pick._asdict())
