"""The attention of all heads as a grid of small maps, their mean and rollout; the selected head is shown in full."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.messages import Watch
from ui.charts.lines import lines
from ui.charts.render import chart
from ui.components.maps import maps
from ui.components.matrix import matrix
from ui.components.pictures import stack
from ui.inspect.inspectors import Inspector
from ui.panels.attention.head_map import MAX_POSITIONS, head_panel, map_words
from ui.panels.attention.head_map import question as head_question
from ui.panels.attention.selection import Answer, View, asking, focus, latest_answer, matches_request, names_of, select
from ui.session.requests.probe_history import MAX_POINTS, probe_history, spread
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

MODES = {"each": N_("each head"), "mean": N_("mean of all heads"), "rollout": N_("rollout")}
THUMB = (116, 84, 64)  # width of a map in CSS pixels, for few, more and many layers
CELLS = 32  # on an edge of a small map; longer texts are max-pooled
HABITS = {
    "before": N_("the place before"),
    "self": N_("its own place"),
    "first": N_("the first place"),
    "induction": N_("what came after the same symbol"),
}
SHORT = {"before": N_("previous"), "self": N_("itself"), "first": N_("first"), "induction": N_("induction")}


def question(session: TrainingSession, view: View) -> Watch:
    """Return the probes of the grid and of the head that is shown in full."""
    mode = choice(session, f"wall/{view.where}", "each")
    whole = {view.probe("attention_heads"): asking(session, view)}
    return whole | head_question(session, view) if mode == "each" else whole


def wall_panel(session: TrainingSession, view: View) -> None:
    """Draw the grid of heads, or all heads combined."""
    mode = str(choice(session, f"wall/{view.where}", "each"))
    widget = choice_arguments(session, f"wall/{view.where}", mode, lambda _mode: _refresh(session, view))
    about = _(
        "Rollout multiplies the mean attention of the layers, with the residual path as half of each: which symbols of "
        "the text may have reached this place (Abnar and Zuidema 2020)."
    )
    name = lambda one: _(MODES[one])  # noqa: E731
    modes = [one for one in MODES if one != "rollout" or view.where != "crossed"]  # of one text at itself alone
    st.segmented_control(_("Attention"), modes, format_func=name, required=True, help=about, **widget)
    answer = latest_answer(session, view, "attention_heads")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    if mode != "each":
        _draw_combined(view, answer, mode)
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _wall(session, view, answer)
        if habits := _describe_habits(answer):
            st.markdown(_("Looks most at: {list}", list=habits))
            _draw_habits(session, view)
        st.caption(
            _(
                "Each small map is one head: rows look, columns are looked at. The larger a weight, the more its cell "
                "stands out from the page; small ones stand out more than their share. Click a map to see that head "
                "in full."
            )
        )
    with right:
        head_panel(session, view)


def _refresh(session: TrainingSession, view: View) -> None:
    session.request_probes(question(session, view))


def _wall(session: TrainingSession, view: View, answer: Answer) -> None:
    layers = small(answer["weights"])
    selected, many = focus(session, view), len(layers)
    width = THUMB[0] if many <= 2 else THUMB[1] if many <= 4 else THUMB[2]
    blocks = [
        {
            "title": _("Layer {number}", number=layer + 1),
            "stack": stack(heads, 0.0, 1.0, signed=False),
            "block": layer,
            "width": width,
            "channels": list(range(len(heads))),
            "captions": [_describe_head(answer, layer, head) for head in range(len(heads))],
        }
        for layer, heads in enumerate(layers)
    ]
    words = {
        "alt": _(
            "The attention of {heads} heads in each of {layers} layers as small maps. Arrow keys go from map to map, "
            "Enter chooses one.",
            heads=len(layers[0]),
            layers=many,
        ),
        "map": _("head"),
        "row": _("row"),
        "column": _("column"),
    }
    key = f"wall/map/{view.where}"
    pick = lambda: _on_pick_head(session, view, key)  # noqa: E731
    maps(key, image=None, blocks=blocks, head=None, words=words, focused=(selected.layer, selected.head), on_focus=pick)


def small(weights: np.ndarray) -> np.ndarray:
    """Return weights (L, H, T, S), 255 for 1, as small maps (L, H, t, s) of their square roots, 0 to 1."""
    every = max(1, -(-max(weights.shape[2:]) // CELLS))
    rows, columns = (range(0, size, every) for size in weights.shape[2:])
    pooled = np.maximum.reduceat(np.maximum.reduceat(weights, rows, axis=2), columns, axis=3)
    return np.asarray(np.sqrt(pooled.astype(np.float32) / 255))


def _describe_head(answer: Answer, layer: int, head: int) -> str:
    """Return what a head does, in figures."""
    lines = [_("entropy {bits} bits", bits=f"{answer['entropy'][layer, head]:.2f}")]
    for name, title in HABITS.items():
        value = float(answer[name][layer, head])
        if np.isfinite(value):
            lines.append(f"{_(title)}: {value:.0%}")
    return "\n".join(lines)


def _describe_habits(answer: Answer) -> str:
    """Return for each habit the head that shows it most."""
    phrases = []
    for name, title in HABITS.items():
        values = np.nan_to_num(answer[name], nan=-1.0)
        layer, head = np.unravel_index(int(values.argmax()), values.shape)
        if values[layer, head] >= 0:
            words = _("{habit}: layer {layer}, head {head}, **{share:.0%}**")
            phrases.append(words.format(habit=_(title), layer=layer + 1, head=head + 1, share=values[layer, head]))
    return " · ".join(phrases)


def _draw_habits(session: TrainingSession, view: View) -> None:
    """Draw over the steps how much the best head for each habit shows it."""
    keep = lambda answer: [float(np.nanmax(answer[name], initial=0.0)) for name in HABITS]  # noqa: E731
    arguments = asking(session, view)
    is_current = lambda answer: matches_request(answer, arguments)  # noqa: E731
    most = probe_history(session, session.run, view.probe("attention_heads"), arguments, is_current, keep)
    titles = tuple(_(title) for title in SHORT.values())
    alt = _("Over the steps, the share of its attention that the best head for each habit gives: {lines}.")
    spec = lines(
        titles,
        _("Step"),
        _("Share of attention"),
        _("Looks at"),
        description=alt.format(lines=_(", ").join(titles)),
        number=".0%",
        top=1.0,
        height=220,
    )
    points = [
        (step, value, title)
        for step in spread(list(most), MAX_POINTS)
        for value, title in zip(most[step], titles, strict=True)
    ]
    rows = {name: [point[at] for point in points] for at, name in enumerate(("x", "y", "line"))}
    chart(f"wall/habits/{view.where}", spec, pa.table(rows))


def _on_pick_head(session: TrainingSession, view: View, key: str) -> None:
    pick = st.session_state[key].get("focus")
    layers, heads = (int(size) for size in latest_answer(session, view, "attention_heads")["weights"].shape[:2])
    if isinstance(pick, dict) and pick.get("block") in range(layers) and pick.get("channel") in range(heads):
        select(session, view, layer=pick["block"], head=pick["channel"])


def _draw_combined(view: View, answer: Answer, mode: str) -> None:
    """Draw the mean of all heads, or the attention rollout, as one map."""
    rows, columns = names_of(answer)[:MAX_POSITIONS], names_of(answer, "sources")[:MAX_POSITIONS]
    title = _("Mean of all heads of all layers") if mode == "mean" else _("Attention rollout")
    matrix(
        f"wall/{mode}/{view.where}",
        values=answer[mode][:MAX_POSITIONS, :MAX_POSITIONS].astype(np.float32),
        rows=rows,
        columns=columns,
        words=map_words(title, len(rows), len(columns)),
    )
    st.caption(
        _(
            "Attention says where the net looks, not what it makes of it. Above, compare it with what happens to the "
            "answer when a symbol is really taken away."
        )
    )


def wall(view: View) -> Inspector:
    """Return the inspector of a view's heads."""
    return Inspector(
        N_("Attention"), lambda session: question(session, view), lambda session: wall_panel(session, view)
    )
