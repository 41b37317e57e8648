"""The settings of the page of optimizers as widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.experiment.settings import Setting
from nets.studies.optimizers.settings import MAX_TYPED
from nets.studies.optimizers.surfaces import OWN, SURFACES
from ui.fragments.error_boundary import fragment
from ui.fragments.server_value import on_user_change, show_value
from ui.panels.optimizers import labels as titles
from ui.panels.optimizers.state import OptimizersSession
from ui.text.i18n import _
from ui.widgets.number_field import number_field
from ui.widgets.selectbox import selectbox

STEPS = {"condition": 1.0, "momentum": 0.01, "noise": 0.1, "steps": 10}
SLIDES = {"condition": 100.0, "momentum": 0.99, "noise": 4.0}  # the end of a slider, where the setting reaches farther
MANTISSAS = (1, 2, 3, 5)


@fragment("optimizers-settings")
def settings_panel(study: OptimizersSession) -> None:
    """The ground first, then who runs and how."""
    with st.container(horizontal=True, gap="small"):
        undo = lambda: _do(study, study.undo)  # noqa: E731
        st.button(_("Undo"), key="optimizers/undo", icon=":material/undo:", disabled=not study.history, on_click=undo)
        reset = lambda: _do(study, study.reset)  # noqa: E731
        about = _("Start, rates and all else as they were at first on this surface.")
        st.button(_("Reset"), key="optimizers/reset", icon=":material/restart_alt:", help=about, on_click=reset)
    _ground(study)
    _racers(study)
    with st.expander(_("Noise, schedule, length"), icon=":material/tune:", expanded=True):
        for name in ("momentum", "schedule", "noise", "seed", "steps", "target", "weight_decay"):
            control(study, name)


def _do(study: OptimizersSession, act: Any) -> None:
    act()
    study.redraw()


def _ground(study: OptimizersSession) -> None:
    with st.expander(_("Surface"), icon=":material/landscape:", expanded=True):
        control(study, "surface")
        name = study.settings.surface
        if name == OWN:
            control(study, "formula")
            control(study, "reach")
        else:
            st.caption(_(SURFACES[name].about))
            st.code(f"f(x, y) = {study.settings.formula_text}", language=None, wrap_lines=True)
        control(study, "condition")
        for column, axis in zip(st.columns(2), ("x", "y"), strict=True):
            with column:
                control(study, axis)


def _racers(study: OptimizersSession) -> None:
    with st.expander(_("Optimizers and their rates"), icon=":material/directions_run:", expanded=True):
        control(study, "optimizers")
        for name in OPTIMIZER_NAMES:
            if name in study.settings.optimizers:
                control(study, f"rate_{name}")


def control(study: OptimizersSession, name: str) -> None:
    """The widget of one setting, unless the lesson hides it or it does not matter."""
    setting = study.settings_by_key()[f"data.{name}"]
    if study.link.lesson.hides(setting.key) or not setting.matters(study.settings):
        return
    key = f"optimizers/{name}"
    value: Any = getattr(study.settings, name)
    value = list(value) if isinstance(value, tuple) else value
    label = titles.optimizer(name.removeprefix("rate_")) if name.startswith("rate_") else _(setting.title)
    words: dict[str, Any] = {"label": label, "help": _(setting.help), "key": key}
    change = lambda value: _on_change(study, name, value)  # noqa: E731
    if setting.kind in ("number", "integer"):
        _number(setting, value, change, words)
        return
    show_value(key, value)
    words["on_change"] = on_user_change(key, change)
    if setting.kind == "choice":
        named = {"surface": titles.surface, "schedule": titles.schedule}[name]
        selectbox(**words, options=setting.options, format_func=named)
    elif setting.kind == "choices":
        st.pills(**words, default=value, options=OPTIMIZER_NAMES, format_func=titles.optimizer, selection_mode="multi")
    else:
        st.text_input(**words, value=value, max_chars=MAX_TYPED)


def _number(setting: Setting, value: float, change: Callable[[Any], None], words: dict[str, Any]) -> None:
    """A slider, over the decades for a logarithmic scale; a box to type in where any number may be meant."""
    low, high, name = float(setting.low or 0), float(setting.high or 1), setting.key.removeprefix("data.")
    kind: Any = int if setting.kind == "integer" else float
    low, high, value = kind(low), kind(max(SLIDES.get(name, high), value)), kind(value)
    looks = {"step": kind(STEPS.get(name, 1 if kind is int else 0.1))} | ({} if kind is int else {"format": "%.4g"})
    if setting.scale != "log" and name not in STEPS:
        number_field(words.pop("label"), low, high, value=value, do=change, **words, **looks)
        return
    show_value(words["key"], value)
    words |= {"value": value, "on_change": on_user_change(words["key"], change)}
    if setting.scale == "log":
        st.select_slider(**words, options=rates(low, high, value), format_func=lambda rate: f"{rate:g}")
    else:
        st.slider(**words, min_value=low, max_value=high, **looks)


def rates(low: float, high: float, value: float) -> list[float]:
    """1, 2, 3, 5, 10, … between the bounds, 0 where it is allowed, and the value itself."""
    grid = [float(f"{digit}e{power}") for power in range(-5, 2) for digit in MANTISSAS]
    return sorted({value, *(each for each in (0.0, *grid) if low <= each <= high)})


def _on_change(study: OptimizersSession, name: str, value: Any) -> None:
    if name == "surface":
        study.choose_surface(value)
    elif name == "optimizers" and value:
        study.change(optimizers=tuple(each for each in OPTIMIZER_NAMES if each in value))
    elif name != "optimizers":  # of which one has to stay
        study.change(**{name: value})
    study.redraw()
