"""Draw bars of the likeliest tokens after each logit filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.decoding import logit_filters as filters
from nets.decoding.logit_filters import FilterStage
from ui.charts import decoding as charts
from ui.charts.render import chart
from ui.text.formatting import number, table
from ui.text.i18n import N_, _, plain
from ui.text.token_text import visible

SHOWN_TOKENS = 12
CHARTS_PER_ROW = 4
TITLES = {
    "logits": N_("Logits"),
    "temperature": N_("Temperature"),
    "top_k": N_("Top k"),
    "top_p": N_("Top p"),
    "min_p": N_("Min p"),
    "penalty": N_("Repetition penalty"),
    "drawn": N_("Renormalised"),
}
STATES = {"kept": N_("kept"), "changed": N_("penalised"), "cut": N_("cut")}


class Bars(NamedTuple):
    """One chart.

    Attributes:
        name: Name of the stage.
        values: Probabilities or logits of the tokens that are shown (n,).
        states: "kept", "changed" or "cut" for each of them.
        is_share: Whether the values are probabilities.
        scores: Logits of all tokens (V,), for the entropy.
    """

    name: str
    values: np.ndarray
    states: list[str]
    is_share: bool
    scores: np.ndarray


def bars(stages: Sequence[FilterStage], seen: np.ndarray, shown: Sequence[int]) -> list[Bars]:
    """Return the charts of all stages: logits up to the temperature, then probabilities, normalised only at the end.

    So a bar that is cut keeps its length, and the last chart shows what the other tokens gain.

    Args:
        stages: The logits after each filter.
        seen: Which tokens the text contains already (V,) bool.
        shown: The tokens that are shown.
    """
    charts: list[Bars] = []
    scale: float | None = None
    length = np.zeros(len(seen))
    for stage, before in zip(stages, [stages[0], *stages], strict=False):
        if stage.name == "temperature":
            scale, length = _log_sum_exp(stage.scores), np.zeros(len(seen))
        cut = np.isneginf(stage.scores)
        length = stage.scores if scale is None else np.where(cut, length, np.exp(stage.scores - scale))
        is_changed = seen & ~cut & (stage.scores != before.scores) & (stage.name == "penalty")
        states = _states(cut[shown], is_changed[shown])
        charts.append(Bars(stage.name, length[shown], states, scale is not None, stage.scores))
    last = stages[-1].scores
    states = _states(np.isneginf(last)[shown], np.zeros(len(shown), bool))
    return [*charts, Bars("drawn", filters.probabilities(last)[shown], states, True, last)]


def _log_sum_exp(scores: np.ndarray) -> float:
    """Return the logarithm of the sum of exponentials."""
    return float(scores.max() + np.log(np.exp(scores - scores.max()).sum()))


def _states(is_cut: np.ndarray, is_changed: np.ndarray) -> list[str]:
    return ["cut" if cut else "changed" if changed else "kept" for cut, changed in zip(is_cut, is_changed, strict=True)]


def likeliest(scores: np.ndarray) -> list[int]:
    """Return the ids of the likeliest tokens, the likeliest first."""
    order = np.argsort(-scores, kind="stable")[:SHOWN_TOKENS]
    return [int(id) for id in order if not np.isneginf(scores[id])]


def draw_bars(stages: Sequence[Bars], names: Sequence[str], settings: dict[str, float]) -> None:
    """Draw all charts with their entropy.

    Args:
        stages: The charts.
        names: The tokens that are shown.
        settings: The settings of the filters by name.
    """
    labels = [visible(name) for name in names]
    ends = {
        share: _axis_ends([each.values for each in stages if each.is_share == share], share) for share in (True, False)
    }
    for start in range(0, len(stages), CHARTS_PER_ROW):
        row = stages[start : start + CHARTS_PER_ROW]
        for column, each in zip(st.columns(CHARTS_PER_ROW, gap="small"), row, strict=False):
            with column:
                _chart(each, labels, settings.get(each.name), ends[each.is_share])


def _chart(each: Bars, labels: Sequence[str], setting: float | None, ends: tuple[float, float]) -> None:
    title = _(TITLES[each.name])
    st.markdown(f"**{title}**" + ("" if setting is None else f" · {setting:g}"))
    value = _("Probability") if each.is_share else _("Score")
    alt = _("Bars: the likeliest symbols after {stage}; those that are cut are grey.", stage=title)
    heads = (_("State"), title)
    spec = charts.stage(value, _("Symbol"), heads, ends, description=alt, share=each.is_share, rows=len(labels))
    states = [_(STATES[state]) for state in each.states]
    values = np.nan_to_num(each.values, neginf=0.0).astype(np.float32)
    rank = np.arange(len(labels), dtype=np.int32)
    rows = pa.table({"name": list(labels), "place": rank, "value": values, "state": each.states, "told": states})
    chart(f"decoding/stage/{each.name}/{each.is_share}", spec, rows)
    st.caption(_entropy_text(each.scores))


def _axis_ends(values: Sequence[np.ndarray], is_share: bool) -> tuple[float, float]:
    """Return round ends of an axis, which should not change with every token."""
    finite = np.concatenate(values)
    finite = finite[np.isfinite(finite)]
    if is_share:
        return 0.0, next(end for end in (0.1, 0.25, 0.5, 1.01) if finite.max() <= end)
    return 5.0 * min(0, np.floor(finite.min() / 5)), 5.0 * max(1, np.ceil(finite.max() / 5))


def _entropy_text(scores: np.ndarray) -> str:
    """Say how uncertain the next token is."""
    bits = float(filters.entropy(scores))
    return _(
        "{left} symbols left · entropy {bits:.2f} bits, as much as {worth:.1f} equally likely ones",
        left=int((~np.isneginf(scores)).sum()),
        bits=bits,
        worth=2**bits,
    )


def draw_table(stages: Sequence[Bars], names: Sequence[str]) -> None:
    """Draw the values as a table, for a calculation by hand."""
    heads = [_("Symbol"), *(_(TITLES[each.name]) for each in stages)]
    rows = []
    for row, name in enumerate(names):
        cells = [_cell(each, row) for each in stages]
        rows.append([plain(visible(name)), *cells])
    st.markdown(table(heads, rows))


def _cell(each: Bars, row: int) -> str:
    text = number(float(each.values[row]))
    return f":gray[~~{text}~~]" if each.states[row] == "cut" else text
