"""Draw the arithmetic of one unit on one example."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from nets.training.messages import Watch
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.inspect.edit_weight import LOOKING_BACK, edit_result, weight_field
from ui.session.training_session import TrainingSession
from ui.text.formatting import datum, factor, input_names, largest, layer_title, number, table, weight
from ui.text.i18n import N_, _, plain
from ui.text.option_labels import option_label
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

TERMS = 12  # of a weighted sum that are written out
SHOWN = 6  # features of an example, weights going out
PARTS = {"train": N_("training"), "test": N_("test")}


def on_click_unit(session: TrainingSession) -> None:
    """Show the numbers of the unit that was clicked in the drawn net."""
    clicked = st.session_state["network"].focus
    session.selection.focus = (int(clicked["layer"]), int(clicked["unit"]))
    show_unit(session)


def show_unit(session: TrainingSession) -> None:
    """Show the numbers of the selected unit and example. Call it last in a callback."""
    session.selection.inspector = "unit"
    session.request_probes(unit_probes(session), lambda: is_answered(session, _answer(session)))
    redraw("choices", "neuron", "live")


def select_example(session: TrainingSession, part: str, index: int) -> None:
    """Select an example: show the numbers of the output layer or, else, of the selected unit."""
    session.selection.example = (part, index)
    st.session_state.pop("neuron/example", None)
    if session.selection.inspector == "answer":
        show_answer(session)
    else:
        show_unit(session)


def show_answer(session: TrainingSession) -> None:
    """Show the output layer's numbers of the selected example. Call it last in a callback."""
    part, index = session.selection.example
    session.request_probes(
        {"output_layer": {"part": part, "index": index}},
        lambda: (
            bool(answer := _answer(session, "output_layer"))
            and (str(answer["part"]), int(answer["index"])) == (part, index)
        ),
    )
    redraw("choices", "neuron", "live")


def selected_unit(session: TrainingSession) -> tuple[str, int] | None:
    """Return the module's name and the number of the selected unit; None if the net has no such unit.

    An input has no arithmetic of its own; it is shown by the first layer's first unit.
    """
    layers = session.experiment.layers()
    if session.selection.focus is None or not layers:
        return None
    column, unit = session.selection.focus
    if column == 0:
        return layers[0].name, 0
    if column > len(layers) or unit >= layers[column - 1].outputs:
        return None
    return layers[column - 1].name, unit


def _answer(session: TrainingSession, probe: str = "unit_arithmetic") -> dict[str, np.ndarray]:
    """Return the last answer about a unit, or about the output layer."""
    return answers(session.run, probe)


def is_answered(session: TrainingSession, answer: dict[str, np.ndarray]) -> bool:
    """Return whether an answer is about the selected unit."""
    return bool(answer) and (str(answer["layer"]), int(answer["unit"])) == selected_unit(session)


def unit_probes(session: TrainingSession) -> Watch:
    """Return the probes of the selected unit."""
    unit, (part, index) = selected_unit(session), session.selection.example
    return {"unit_arithmetic": {"layer": unit[0], "unit": unit[1], "part": part, "index": index}} if unit else {}


def unit_numbers(session: TrainingSession, answer: dict[str, np.ndarray]) -> None:
    """Draw the formula of the selected unit with its current numbers."""
    unit = selected_unit(session)
    if unit is None or session.selection.focus is None:
        st.caption(_("Click a neuron in the net to see its numbers."))
    elif not is_answered(session, answer):
        st.caption(_("Waiting for the net …"))
    elif session.selection.focus[0] == 0:
        st.markdown(_example(answer, session.selection.titles))
    else:
        name = _("neuron {number}", number=unit[1] + 1)
        title = f"**{layer_title(unit[0])} · {name}**"
        lines = [f"{title}  \n{_example(answer, session.selection.titles)}"]
        lines += [
            formula(answer),
            _terms(answer, input_names(session.selection.focus[0], len(answer["inputs"]), session.selection.titles[0])),
        ]
        st.markdown("\n\n".join([*lines, *_outflow(answer)]))


def _example(answer: dict[str, np.ndarray], titles: tuple[Sequence[str], Sequence[str]]) -> str:
    """Return which example it is, its features as the net gets them, and its label."""
    features, classes = titles
    part, truth = str(answer["part"]), float(answer["truth"])
    counts = dict(zip(PARTS, answer["counts"].tolist(), strict=True))
    name = {"train": N_("training example {number} of {all}"), "test": N_("test example {number} of {all}")}[part]
    words = [_(name, number=int(answer["index"]) + 1, all=counts[part])]
    values = zip(input_names(1, len(answer["features"]), features), answer["features"], strict=True)
    words += [f"{title} = {datum(number(value))}" for title, value in list(values)[:SHOWN]]
    words += ["…"] if len(answer["features"]) > SHOWN else []
    true = plain(classes[int(truth)]) if classes else number(truth)
    return " · ".join([*words, _("true: {wanted}", wanted=true)])


def formula(answer: dict[str, np.ndarray]) -> str:
    """Return w·x + … + b = sum → activation → output as Markdown; of many terms the largest, and the rest."""
    products = answer["weights"] * answer["inputs"]  # (D,)
    at = largest(products, TERMS)
    terms = [f"{weight(factor(answer['weights'][i]))}·{datum(factor(answer['inputs'][i]))}" for i in at]
    if len(at) < len(products):
        rest = float(products.sum() - products[at].sum())
        terms.append(_("{rest} ({count} smaller terms)", rest=factor(rest), count=len(products) - len(at)))
    terms.append(weight(factor(float(answer["bias"]))))
    return f"{' + '.join(terms)} = **{number(float(answer['sum']))}**{_activation(answer)}"


def _activation(answer: dict[str, np.ndarray]) -> str:
    kind = str(answer["kind"])
    if kind in ("", "identity", "linear"):
        return ""
    return f" → {option_label(kind, 'net.activation')} → **{number(float(answer['output']))}**"


def _terms(answer: dict[str, np.ndarray], names: Sequence[str]) -> str:
    """Return the terms of the sum, one in each row."""
    rows = [
        [names[i], weight(number(w)), datum(number(x)), number(w * x)]
        for i in largest(answer["weights"] * answer["inputs"], TERMS)
        for w, x in [(answer["weights"][i], answer["inputs"][i])]
    ]
    rows.append([_("bias"), weight(number(float(answer["bias"]))), "", number(float(answer["bias"]))])
    heads = [_("Input"), weight(_("weight")), datum(_("value")), _("weight × value")]
    return table(heads, rows)


def _outflow(answer: dict[str, np.ndarray]) -> list[str]:
    """Describe where the output goes: the weights of the next layer, or the other outputs of a softmax."""
    if str(answer["kind"]) == "softmax":
        sums = ", ".join(map(number, answer["sums"][:TERMS]))
        return [_("softmax compares the sums of all outputs: {sums}", sums=sums)]
    if not len(answer["outflow"]):
        return []
    weights = [weight(number(value)) for value in answer["outflow"][:SHOWN]]
    more = ["…"] if len(answer["outflow"]) > SHOWN else []
    return [_("The next layer weighs its output with {weights}.", weights=", ".join(weights + more))]


def unit_state(session: TrainingSession) -> object:
    """Return the state that the panel below shows; the number of examples is known once the net has answered."""
    if session.selection.inspector not in ("unit", "answer"):
        return None
    return (
        session.selection.inspector,
        session.selection.focus,
        session.selection.example,
        bool(_answer(session, session.selection.inspector)),
    )


@fragment("neuron")
def unit_panel(session: TrainingSession) -> None:
    """Draw the choice of unit and example and the weight field, while one of the two inspectors is open."""
    session.redraws.drawn_state["neuron"] = unit_state(session)
    if session.selection.inspector == "answer":
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _example_choice(session, _answer(session, "output_layer"))
        return
    unit = selected_unit(session)
    if session.selection.inspector != "unit" or unit is None or session.selection.focus is None:
        return
    answer = _answer(session)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choices(session, unit, answer)
    if session.run.shown.step is not None:
        st.caption(_(LOOKING_BACK))
    elif session.selection.focus[0]:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            weight_field(session, unit, answer, lambda: show_unit(session))
    edit_result(session)


def _choices(session: TrainingSession, unit: tuple[str, int], answer: dict[str, np.ndarray]) -> None:
    """Draw the choice of unit."""
    layers = {layer.name: layer.outputs for layer in session.experiment.layers()}
    names, (name, number) = list(layers), unit
    show_value("neuron/layer", name)
    selectbox(
        _("Layer"),
        names,
        format_func=layer_title,
        key="neuron/layer",
        width=140,
        on_change=on_user_change("neuron/layer", lambda chosen: _on_select_unit(session, names.index(chosen) + 1, 0)),
    )
    column = names.index(name) + 1
    pick = lambda chosen: _on_select_unit(session, column, chosen - 1)  # noqa: E731
    number_field(_("Neuron"), 1, layers[name], key="neuron/unit", value=number + 1, do=pick, width=130)
    _example_choice(session, answer)


def _example_choice(session: TrainingSession, answer: dict[str, np.ndarray]) -> None:
    """Draw the choice of a part of the data and an example of it."""
    part, index = session.selection.example
    most = int(answer["counts"][list(PARTS).index(part)]) if answer else index + 1
    show_value("neuron/part", part)
    st.segmented_control(
        _("Part of the data"),
        list(PARTS),
        format_func=lambda name: _(PARTS[name]),
        key="neuron/part",
        required=True,
        on_change=on_user_change("neuron/part", lambda chosen: select_example(session, chosen, 0)),
    )
    number, step = max(1, min(index + 1, most)), lambda chosen: select_example(session, part, chosen - 1)
    number_field(_("Example"), 1, max(most, 1), key="neuron/example", value=number, do=step, width=140)


def _on_select_unit(session: TrainingSession, column: int, unit: int) -> None:
    session.selection.focus = (column, unit)
    show_unit(session)
