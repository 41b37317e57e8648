"""How surprising each symbol of the text is to the net: shaded by how sure it was, and as bars of bits."""

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

HARDEST = 5  # symbols that are told


def losses_panel(session: TrainingSession) -> None:
    """The true symbols, shaded by how likely the net thought them, and the mean over the training."""
    answer = latest_answer(session, VIEW, "surprisal")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    asked = np.flatnonzero(answer["ranks"] > 0)
    if not len(asked):
        st.caption(_("Nothing is asked in this text."))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _shaded(session, answer, asked)
        st.markdown(_hardest(answer, asked))
    with right:
        _over_time(session)


def _shaded(session: TrainingSession, answer: Answer, asked: np.ndarray) -> None:
    at = place(answer, focus(session, VIEW).at)
    symbols = [visible(str(answer["targets"][one])) for one in asked]
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
        shares=answer["probabilities"][asked].tolist(),
        chosen=int(np.flatnonzero(asked == at)[0]) if at in asked else None,
        words=words,
        on_pick=lambda: _on_pick(session, asked),
    )


def _on_pick(session: TrainingSession, asked: np.ndarray) -> None:
    said = (st.session_state["losses"].get("pick") or {}).get("index")
    if type(said) is int and 0 <= said < len(asked):
        select(session, VIEW, at=int(asked[said]))


def _hardest(answer: Answer, asked: np.ndarray) -> str:
    """The mean, and the symbols that surprised it most."""
    order = asked[np.argsort(-answer["bits"][asked], kind="stable")][:HARDEST]
    names = names_of(answer)
    said = [
        _("“{symbol}” after “{before}” {bits:.1f} bits").format(
            symbol=plain(visible(str(answer["targets"][at]))),
            before=plain("".join(names[max(0, at - 2) : at + 1])),
            bits=float(answer["bits"][at]),
        )
        for at in order.tolist()
    ]
    mean = float(answer["bits"][asked].mean())
    words = _("On average **{bits:.2f} bits** a symbol. Most surprising: {list}.")
    return words.format(bits=mean, list=_(", ").join(said))


def _over_time(session: TrainingSession) -> None:
    """The mean loss of this text since the training began."""
    wanted = VIEW.chosen(session)
    keep = lambda found: float(found["mean"])  # noqa: E731
    fits = lambda found: bool(latest_answer(session, VIEW, "surprisal"))  # noqa: E731
    means = probe_history(session, session.run, "surprisal", wanted, fits, keep)
    title = _("this text")
    alt = _("The mean loss of this text, in bits a symbol, over the steps.")
    spec = lines((title,), _("Step"), _("Bits a symbol"), _("Line"), description=alt, number=".2f")
    points = [(step, means[step]) for step in spread(list(means), MAX_POINTS) if np.isfinite(means[step])]
    rows = {"x": [x for x, _y in points], "y": [y for _x, y in points], "line": [title] * len(points)}
    chart("losses/over", spec, pa.table({name: pa.array(column) for name, column in rows.items()}))


LOSSES = Inspector(N_("Loss of each symbol"), lambda _session: {}, losses_panel)
