"""The same race on a real net: the optimizers train one perceptron each, from the same weights on the same batches."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.experiment.metrics import METRICS
from nets.experiment.optimizer_specs import OPTIMIZER_NAMES
from nets.models.perceptron.experiment import Perceptron
from ui.charts.render import curves
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import on_user_change, show_value
from ui.fragments.ticker import ticker
from ui.panels.optimizers import labels as titles
from ui.panels.optimizers.network_runs import STEPS, NetworkRace
from ui.panels.optimizers.settings_form import control
from ui.panels.optimizers.state import OptimizersSession
from ui.session.open_session import address, session_of
from ui.text.formatting import number, table
from ui.text.i18n import _
from ui.text.option_labels import option_labels
from ui.widgets.selectbox import selectbox

ACCURACY = METRICS["accuracy"]
FRAME_MS = 250


@fragment("optimizers-network")
def network_panel(study: OptimizersSession) -> None:
    """The button, the curves of all, and the way to the page where one of them can be looked into."""
    st.caption(
        _(
            "A net of 8 and 8 neurons has 105 weights instead of two numbers. Each optimizer trains the same one: "
            "equal initial weights, equal batches, {steps} updates.",
            steps=STEPS,
        )
    )
    _settings(study)
    race = study.current_network
    if race is not None:
        race.watch()
        with error_boundary("curves"):
            _curves(race)
            _table(study, race)
    ticker("optimizers/network-ticker", FRAME_MS, race is not None and race.is_busy)


def _settings(study: OptimizersSession) -> None:
    settings = study.settings
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if not study.link.lesson.hides("data.examples"):
            show_value("optimizers/examples", settings.examples)
            st.segmented_control(
                _("Examples"),
                ["moons", "circles", "xor", "spiral"],
                format_func=option_labels("data.name"),
                required=True,
                key="optimizers/examples",
                on_change=on_user_change("optimizers/examples", lambda name: _turned(study, examples=name)),
            )
        with st.container(width=260):
            control(study, "shared_rate")
        _buttons(study)


def _buttons(study: OptimizersSession) -> None:
    race = study.current_network
    moving, over = race is not None and race.is_training, race is not None and race.is_over
    label = _("Pause") if moving else _("Train again") if over else _("Train all")
    icon = ":material/pause:" if moving else ":material/play_arrow:"
    play = lambda: _play(study, over)  # noqa: E731
    st.button(label, key="optimizers/network-play", type="primary", icon=icon, on_click=play)


def _turned(study: OptimizersSession, **changes: Any) -> None:
    study.change(**changes)
    redraw("optimizers-network", "study-footer")


def _play(study: OptimizersSession, again: bool) -> None:
    race = study.current_network
    if race is None or again:
        if study.network is not None:
            study.network.close()
        race = study.network = NetworkRace(study.engine, study.settings.examples, study.settings.shared_rate)
    race.play()
    redraw("optimizers-network")


def _curves(race: NetworkRace) -> None:
    """Training loss and test accuracy of all, side by side."""
    (first, lead), *others = [(titles.optimizer(name), run) for name, run in race.runs.items()]
    figures = {"train_loss": _("Training loss"), "test_accuracy": _(ACCURACY.test_title)}
    for column, (name, title) in zip(st.columns(2, gap="large"), figures.items(), strict=True):
        with column:
            curves(lead, f"optimizers/{name}/{lead.id}", [name], [first], title, other_runs=others)


def _table(study: OptimizersSession, race: NetworkRace) -> None:
    """The figures now, and each net's way to the page on which it can be looked into."""
    heads = [_("Optimizer"), _("Rate"), _("Updates"), _("Training loss"), _("Test accuracy")]
    rows = [
        [
            titles.optimizer(name),
            f"{run.experiment.fit.lr:g}",
            f"{run.index:,}",
            number(run.history.last("train_loss")) if run.index else "–",
            ACCURACY.format_value(run.history.last("test_accuracy")) if run.index else "–",
        ]
        for name, run in race.runs.items()
    ]
    st.markdown(table(heads, rows))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        key = "optimizers/network-chosen"
        name = selectbox(_("Look into one"), OPTIMIZER_NAMES, format_func=titles.optimizer, key=key, width=220)
        look = st.button(_("On the page Perceptron"), key="optimizers/network-look", icon=":material/biotech:")
    if look:
        _look(race, str(name))


def _look(race: NetworkRace, name: str) -> None:
    """Make this net the current one on its page."""
    session = session_of(Perceptron)
    run = race.runs[name]
    run.pause()
    if run not in session.runs:
        session.adopt(run)
    st.switch_page("../../pages/perceptron.py", query_params=address(session))
