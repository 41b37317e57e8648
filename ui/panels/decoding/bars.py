"""Scores on their way to a choice: bars of the likeliest symbols after one filter after the other."""

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

SHOWN = 12  # symbols
IN_A_ROW = 4
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
    """One chart: values (n,) of the symbols that are shown, chances or scores, and the state of each."""

    name: str
    values: np.ndarray
    states: list[str]
    share: bool
    scores: np.ndarray  # (V,) of all symbols, for the entropy


def bars(stages: Sequence[FilterStage], seen: np.ndarray, shown: Sequence[int]) -> list[Bars]:
    """The charts of all stages: scores up to the temperature, then chances that are not made to add up to 1 again.

    So a bar that is cut keeps its length, and the last chart shows what the others gain by it.
    """
    found: list[Bars] = []
    scale: float | None = None
    length = np.zeros(len(seen))
    for stage, before in zip(stages, [stages[0], *stages], strict=False):
        if stage.name == "temperature":
            scale, length = _total(stage.scores), np.zeros(len(seen))
        cut = np.isneginf(stage.scores)
        length = stage.scores if scale is None else np.where(cut, length, np.exp(stage.scores - scale))
        changed = seen & ~cut & (stage.scores != before.scores) & (stage.name == "penalty")
        found.append(
            Bars(stage.name, length[shown], _states(cut[shown], changed[shown]), scale is not None, stage.scores)
        )
    last = stages[-1].scores
    states = _states(np.isneginf(last)[shown], np.zeros(len(shown), bool))
    return [*found, Bars("drawn", filters.probabilities(last)[shown], states, True, last)]


def _total(scores: np.ndarray) -> float:
    """The logarithm of what chances are divided by."""
    return float(scores.max() + np.log(np.exp(scores - scores.max()).sum()))


def _states(cut: np.ndarray, changed: np.ndarray) -> list[str]:
    return ["cut" if gone else "changed" if moved else "kept" for gone, moved in zip(cut, changed, strict=True)]


def likeliest(scores: np.ndarray) -> list[int]:
    """The symbols that are shown, the likeliest first."""
    order = np.argsort(-scores, kind="stable")[:SHOWN]
    return [int(at) for at in order if not np.isneginf(scores[at])]


def draw_bars(found: Sequence[Bars], names: Sequence[str], settings: dict[str, float]) -> None:
    """All charts, with entropy and how many symbols that is worth."""
    shown = [visible(name) for name in names]
    reach = {share: _reach([each.values for each in found if each.share == share], share) for share in (True, False)}
    for start in range(0, len(found), IN_A_ROW):
        for column, each in zip(st.columns(IN_A_ROW, gap="small"), found[start : start + IN_A_ROW], strict=False):
            with column:
                _one(each, shown, settings.get(each.name), reach[each.share])


def _one(each: Bars, names: Sequence[str], setting: float | None, reach: tuple[float, float]) -> None:
    title = _(TITLES[each.name])
    st.markdown(f"**{title}**" + ("" if setting is None else f" · {setting:g}"))
    value = _("Probability") if each.share else _("Score")
    alt = _("Bars: the likeliest symbols after {stage}; those that are cut are grey.", stage=title)
    heads = (_("State"), title)
    spec = charts.stage(value, _("Symbol"), heads, reach, description=alt, share=each.share, rows=len(names))
    titles = [_(STATES[state]) for state in each.states]
    values = np.nan_to_num(each.values, neginf=0.0).astype(np.float32)
    place = np.arange(len(names), dtype=np.int32)
    rows = pa.table({"name": list(names), "place": place, "value": values, "state": each.states, "title": titles})
    chart(f"decoding/stage/{each.name}/{each.share}", spec, rows)
    st.caption(_about(each.scores))


def _reach(values: Sequence[np.ndarray], share: bool) -> tuple[float, float]:
    """The ends of an axis, which should not move with every symbol: some round shares, or multiples of 5."""
    every = np.concatenate(values)
    every = every[np.isfinite(every)]
    if share:
        return 0.0, next(end for end in (0.1, 0.25, 0.5, 1.01) if every.max() <= end)
    return 5.0 * min(0, np.floor(every.min() / 5)), 5.0 * max(1, np.ceil(every.max() / 5))


def _about(scores: np.ndarray) -> str:
    """How uncertain the next symbol is."""
    bits = float(filters.entropy(scores))
    return _(
        "{left} symbols left · entropy {bits:.2f} bits, as much as {worth:.1f} equally likely ones",
        left=int((~np.isneginf(scores)).sum()),
        bits=bits,
        worth=2**bits,
    )


def numbers(found: Sequence[Bars], names: Sequence[str]) -> None:
    """The same as a table, to be calculated by hand."""
    heads = [_("Symbol"), *(_(TITLES[each.name]) for each in found)]
    rows = []
    for at, name in enumerate(names):
        cells = [_cell(each, at) for each in found]
        rows.append([plain(visible(name)), *cells])
    st.markdown(table(heads, rows))


def _cell(each: Bars, at: int) -> str:
    text = number(float(each.values[at]))
    return f":gray[~~{text}~~]" if each.states[at] == "cut" else text
