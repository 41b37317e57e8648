"""Where momentum is stable: how fast the error goes for every rate and momentum, with the current ones marked."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.studies.optimizers.settings import Race
from nets.studies.optimizers.stability import best_settings, digits_gained, stability_grid, worst_error_factor
from ui.components.plane import plane
from ui.fragments.error_boundary import fragment
from ui.panels.optimizers.state import OptimizersSession, draw_earlier
from ui.text.i18n import _

CELLS = 90
KEY = "optimizers/stability-map"
MAX_CONDITION = 1e9  # largest ratio of curvatures that still counts as a valley


@fragment("optimizers-stability")
def stability_panel(study: OptimizersSession) -> None:
    """The map of the quadratic that fits the surface at its lowest place."""
    result = study.result
    if result is None:
        st.caption(_("The workers are starting …"))
        return
    draw_earlier(study, result)
    low, high = result.curvature
    if not 0 < low <= high < MAX_CONDITION * low:
        st.info(_("There is no bowl at the lowest place that was reached: no rate is stable there."))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _map(study, result.race, low, high)
    with right:
        _said(result.race, low, high)


def _map(study: OptimizersSession, race: Race, low: float, high: float) -> None:
    """The rules of the race that was run, on the map of the ground that it was run over."""
    values, reach = stability_grid(low, high, CELLS)
    end = float(np.nanmax(values))
    levels = np.rint(127.5 * (1 + np.clip(values / end, -1, 1))).astype(np.uint8)
    marks = [(race.rate("sgd"), 0.0, 0), (race.rate("momentum"), race.momentum, 1), (*best_settings(low, high), 2)]
    x, y, value = (np.array(column, np.float32) for column in zip(*marks, strict=True))
    names = [_("SGD"), _("momentum"), _("best")]
    plane(
        KEY,
        surface={"n": CELLS, "levels": levels.tobytes(), "low": -end, "high": end},
        points={"x": x, "y": y, "value": value, "test": np.zeros(3, bool), "classes": True},
        x=reach,
        y=(0.0, 1.0),
        names=(_("Rate"), _("Momentum")),
        editable=False,
        pickable=True,
        marked=(race.rate("momentum"), race.momentum) if race.rate("momentum") <= reach[1] else None,
        words={
            "alt": _("Map: digits of the error that go in 100 steps, for every rate and momentum."),
            "title": _("Where momentum is stable"),
            "points": _("Optimizers"),
            "truth": _("Optimizer"),
            "value": _("digits in 100 steps"),
            "classes": names,
            "hint": _("Blue: the error goes, the bluer the faster. Orange: it grows. Click to race with that."),
        },
        on_click=lambda: _picked(study),
    )


def _picked(study: OptimizersSession) -> None:
    click = st.session_state[KEY].click
    if click:
        study.change(
            rate_momentum=max(1e-6, float(f"{click['x']:.3g}")), momentum=min(0.999, float(f"{click['y']:.3g}"))
        )
        study.redraw()


def _said(race: Race, low: float, high: float) -> None:
    """The curvatures, the ring in numbers, and the best that there is."""
    st.markdown(
        _(
            "At the lowest place the surface is like a bowl of the curvatures **{low}** and **{high}**: {ratio} times "
            "as steep across as along.",
            low=f"{low:.4g}",
            high=f"{high:.4g}",
            ratio=f"{high / low:.3g}",
        )
    )
    rate, momentum = best_settings(low, high)
    lines = [
        (_("SGD"), race.rate("sgd"), 0.0),
        (_("Momentum (the ring)"), race.rate("momentum"), race.momentum),
        (_("The best there is"), rate, momentum),
    ]
    for name, rate, momentum in lines:
        share = float(worst_error_factor(np.array(rate), np.array(momentum), low, high))
        st.markdown(
            f"**{name}** · " + _("rate {rate}, momentum {momentum}", rate=f"{rate:.3g}", momentum=f"{momentum:.3g}")
        )
        st.caption(_verdict(share))
    st.caption(
        _(
            "Without momentum the rate must stay below 2 / {high}. With it there is room up to (2 + 2 · momentum) / "
            "{high}, and the ravine is crossed in as many steps as the root of its steepness (Polyak 1964; the map: "
            "Goh 2017).",
            high=f"{high:.4g}",
        )
    )


def _verdict(share: float) -> str:
    """Describe how much of the error a step leaves."""
    if share >= 1:
        return _("Each step multiplies the error by {share:.3f}: it diverges.", share=share)
    digits = float(digits_gained(np.array(share)))
    return _("Each step leaves {share:.1%} of the error: {digits:.1f} digits in 100 steps.", share=share, digits=digits)
