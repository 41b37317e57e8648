"""The surprisal of each token of the text: shaded by its probability, and as bars of bits."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from ui.charts.lines import lines
from ui.charts.render import chart
from ui.components.shades import shades
from ui.inspect.inspectors import Inspector
from ui.panels.attention.selection import Answer, focus, latest_answer, names_of, place, select
from ui.panels.attention.text_input import VIEW
from ui.session.requests.probe_history import MAX_POINTS, probe_history, spread
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

MAX_LISTED = 5  # tokens


def losses_panel(session: TrainingSession) -> None:
    """Draw the tokens shaded by probability, and their mean surprisal over the training."""
    answer = latest_answer(session, VIEW, "surprisal")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    targets = np.flatnonzero(answer["ranks"] > 0)
    if not len(targets):
        st.caption(_("Nothing is asked in this text."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _draw_shades(session, answer, targets)
        st.markdown(_describe_hardest(answer, targets))
    with right:
        _over_time(session)


def _draw_shades(session: TrainingSession, answer: Answer, targets: np.ndarray) -> None:
    at = place(answer, focus(session, VIEW).at)
    symbols = [visible(str(answer["targets"][one])) for one in targets]
    words = {
        "alt": _("The text, symbol by symbol, shaded by how sure the net was of each before it read it."),
        "step": _("Symbol"),
        "share": _("Probability"),
        "hint": _(
            "Blue: the net was sure. Pale or no blue: it was surprised. Click a symbol to see what it expected there."
        ),
    }
    shades(
        "losses",
        tokens=symbols,
        shares=answer["probabilities"][targets].tolist(),
        chosen=int(np.flatnonzero(targets == at)[0]) if at in targets else None,
        words=words,
        on_pick=lambda: _on_pick(session, targets),
    )


def _on_pick(session: TrainingSession, targets: np.ndarray) -> None:
    index = (st.session_state["losses"].get("pick") or {}).get("index")
    if type(index) is int and 0 <= index < len(targets):
        select(session, VIEW, at=int(targets[index]))


def _describe_hardest(answer: Answer, targets: np.ndarray) -> str:
    """Draw the mean surprisal, and the most surprising tokens."""
    order = targets[np.argsort(-answer["bits"][targets], kind="stable")][:MAX_LISTED]
    names = names_of(answer)
    phrases = [
        _("“{symbol}” after “{before}” {bits:.1f} bits").format(
            symbol=plain(visible(str(answer["targets"][at]))),
            before=plain("".join(names[max(0, at - 2) : at + 1])),
            bits=float(answer["bits"][at]),
        )
        for at in order.tolist()
    ]
    mean = float(answer["bits"][targets].mean())
    words = _("On average **{bits:.2f} bits** a symbol. Most surprising: {list}.")
    return words.format(bits=mean, list=_(", ").join(phrases))


def _over_time(session: TrainingSession) -> None:
    """Draw the mean surprisal of this text since the training began."""
    arguments = VIEW.chosen(session)
    keep = lambda answer: float(answer["mean"])  # noqa: E731
    is_current = lambda answer: bool(latest_answer(session, VIEW, "surprisal"))  # noqa: E731
    means = probe_history(session, session.run, "surprisal", arguments, is_current, keep)
    title = _("this text")
    alt = _("The mean loss of this text, in bits a symbol, over the steps.")
    spec = lines((title,), _("Step"), _("Bits a symbol"), _("Line"), description=alt, number=".2f")
    points = [(step, means[step]) for step in spread(list(means), MAX_POINTS) if np.isfinite(means[step])]
    rows = {"x": [x for x, _y in points], "y": [y for _x, y in points], "line": [title] * len(points)}
    chart("losses/over", spec, pa.table({name: pa.array(column) for name, column in rows.items()}))


LOSSES = Inspector(N_("Loss of each symbol"), lambda _session: {}, losses_panel)
