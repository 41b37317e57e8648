"""One step of one hidden unit: every line of the cell's formula with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.models.recurrent.experiment import Recurrent
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.inspect.inspectors import Inspector
from ui.panels.sequences.answer_text import Answer
from ui.panels.sequences.sequence_input import latest_answer, select, sequence, step_arguments
from ui.session.training_session import TrainingSession, of_family
from ui.text.column_labels import column_label
from ui.text.formatting import datum, factor, largest, layer_title, number, table, weight
from ui.text.i18n import N_, _, plain
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

TERMS = 3  # of a sum that are written out
LETTERS = {"reset": "r", "update": "z", "input": "i", "forget": "f", "output": "o", "hidden": "h"}
NAMES = {
    "reset": N_("Reset gate"),
    "update": N_("Update gate"),
    "input": N_("Input gate"),
    "forget": N_("Forget gate"),
    "output": N_("Output gate"),
    "candidate": N_("Candidate"),
    "cell": N_("New cell"),
    "hidden": N_("New state"),
}


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the selected step and unit."""
    return {"cell_arithmetic": step_arguments(session)} if of_family(session, Recurrent).recurrent else {}


def step_numbers(session: TrainingSession) -> None:
    """Draw the formula of the cell with its numbers."""
    if not of_family(session, Recurrent).recurrent:
        st.caption(_("This net carries no state on; choose the cell rnn, gru or lstm."))
        return
    answer, arguments = answers(session.run, "cell_arithmetic"), step_arguments(session)
    if not answer or any(answer[name] != arguments[name] for name in ("at", "unit", "layer")):
        st.caption(_("Waiting for the net …"))
        return
    lines = [
        _where(answer, of_family(session, Recurrent).data.name),
        *LINES[str(answer["kind"])](of_family(session, Recurrent).net.activation, answer),
    ]
    st.markdown("  \n".join(lines))
    st.markdown(_sums(answer))
    note = _("Wₓ and Wₕ are the weights for what comes in and for the old state; each sum has its own bias.")
    if sequence(session).force:
        note += " " + _("Here all gates are free.")
    st.caption(note)


def _where(answer: Answer, dataset: str) -> str:
    """Return step, token or numbers of the dataset, layer and unit."""
    at = int(answer["at"])
    step = _("Step {number}", number=at + 1)
    if "tokens" in answer:
        read = f"“{plain(str(answer['tokens'][at]))}”"
    else:
        pairs = zip(answer["names"].tolist(), answer["numbers"][at].tolist(), strict=True)
        read = ", ".join(f"{column_label(dataset, name)} = {datum(number(value))}" for name, value in pairs)
    unit = _("unit {unit}").format(unit=int(answer["unit"]) + 1)
    return f"**{step}** · {read} · {layer_title(str(answer['layer']))} · {unit}"


def _of(answer: Answer, name: str) -> float:
    return float(answer[name])


def _plain_sum(answer: Answer, name: str, bend: str, letter: str) -> str:
    """Return the line "letter = bend(from x + from h) = bend(sum) = value"."""
    x, h = _of(answer, f"{name}/from_x"), _of(answer, f"{name}/from_h")
    terms = f"{bend}({datum(number(x))} + {weight(factor(h))}) = {bend}({number(x + h)})"
    return f"{_(NAMES[name])} {letter} = {terms} = **{number(_of(answer, name))}**"


def _before(answer: Answer) -> float:
    return float(answer["before"][int(answer["unit"])])


def _rnn(activation: str, answer: Answer) -> list[str]:
    return [_plain_sum(answer, "hidden", "tanh" if activation == "tanh" else "ReLU", "h′")]


def _gru(_activation: str, answer: Answer) -> list[str]:
    r, z, n = (_of(answer, name) for name in ("reset", "update", "candidate"))
    x, h = _of(answer, "candidate/from_x"), _of(answer, "candidate/from_h")
    pre_activation = f"{datum(number(x))} + {number(r)} · {weight(factor(h))}"
    mix = f"(1 − {number(z)}) · {factor(n)} + {number(z)} · {factor(_before(answer))}"
    return [
        _plain_sum(answer, "reset", "σ", "r"),
        _plain_sum(answer, "update", "σ", "z"),
        f"{_(NAMES['candidate'])} n = tanh({pre_activation}) = tanh({number(x + r * h)}) = **{number(n)}**",
        f"{_(NAMES['hidden'])} h′ = (1 − z) · n + z · h = {mix} = **{number(_of(answer, 'state'))}**",
    ]


def _lstm(_activation: str, answer: Answer) -> list[str]:
    i, f, g, o = (_of(answer, name) for name in ("input", "forget", "candidate", "output"))
    c = _of(answer, "cell")
    sums = f"{number(f)} · {factor(_of(answer, 'cell_before'))} + {number(i)} · {factor(g)}"
    return [
        _plain_sum(answer, "input", "σ", "i"),
        _plain_sum(answer, "forget", "σ", "f"),
        _plain_sum(answer, "candidate", "tanh", "g"),
        _plain_sum(answer, "output", "σ", "o"),
        f"{_(NAMES['cell'])} c′ = f · c + i · g = {sums} = **{number(c)}**",
        f"{_(NAMES['hidden'])} h′ = o · tanh(c′) = {number(o)} · {factor(float(np.tanh(c)))}"
        f" = **{number(_of(answer, 'state'))}**",
    ]


LINES = {"rnn": _rnn, "gru": _gru, "lstm": _lstm}


def _sums(answer: Answer) -> str:
    """Return a table of each sum's parts: products, bias, and the largest products."""
    heads = [_("Sum"), "Wₓ · x", "bₓ", "Wₕ · h", "bₕ", _("Largest products")]
    rows = []
    for name in map(str, answer["sums"]):
        cells = []
        for part, values in (("x", answer["x"]), ("h", answer["before"])):
            products = float(answer[f"{name}/weights_{part}"] @ values)
            bias = round(_of(answer, f"{name}/from_{part}") - products, 6)  # what is left of float32 is no bias
            cells += [number(products), number(bias)]
        letter = LETTERS.get(name) or ("n" if str(answer["kind"]) == "gru" else "g")
        rows.append([f"{_(NAMES[name])} {letter}", *cells, _products(answer, name)])
    return table(heads, rows)


def _products(answer: Answer, name: str) -> str:
    """Return the largest products, of the input and of the old state."""
    terms = [
        (letter, place, float(weights[place]), float(values[place]))
        for letter, weights, values in (
            ("x", answer[f"{name}/weights_x"], answer["x"]),
            ("h", answer[f"{name}/weights_h"], answer["before"]),
        )
        for place in largest(weights * values, TERMS)
    ]
    terms.sort(key=lambda term: -abs(term[2] * term[3]))
    products = [f"{weight(factor(w))} · {datum(factor(v))} ({letter}{at + 1})" for letter, at, w, v in terms[:TERMS]]
    return ", ".join(products)


@fragment("step")
def step_panel(session: TrainingSession) -> None:
    """Draw the choice of step, layer and unit while its inspector is open."""
    answer, experiment = latest_answer(session), of_family(session, Recurrent)
    if session.selection.inspector != "unit" or not experiment.recurrent:
        return
    steps = len(answer["tokens" if "tokens" in answer else "numbers"]) if answer else experiment.info.length
    arguments = step_arguments(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if steps > 1:
            show_value("step/at", min(arguments["at"], steps - 1) + 1)
            go = on_user_change("step/at", lambda number: select(session, at=number - 1))
            st.slider(_("Step"), 1, steps, st.session_state["step/at"], key="step/at", width=320, on_change=go)
        layers = [str(name) for name in answer["layers"]] if answer else ["layers.0.forward_layer"]
        if len(layers) > 1:
            show_value("step/layer", arguments["layer"])
            select_layer = on_user_change("step/layer", lambda name: select(session, layer=name))
            selectbox(_("Layer"), layers, format_func=layer_title, key="step/layer", width=190, on_change=select_layer)
        if experiment.net.hidden > 1:
            unit, choose = arguments["unit"] + 1, lambda number: select(session, unit=number - 1)
            number_field(_("Unit"), 1, experiment.net.hidden, key="step/unit", value=unit, do=choose, width=120)


STEP = Inspector(N_("One step"), question, step_numbers)
