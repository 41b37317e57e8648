"""The same race on a real net: the optimizers train one perceptron each, from the same weights on the same batches."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.optimizing.settings import OPTIMIZERS
from nets.perceptron.experiment import Perceptron
from nets.training.engine import Engine
from nets.training.run import Run
from ui.bench import bench_of
from ui.companions import Companions
from ui.components.ticker import ticker
from ui.optimizing import titles
from ui.optimizing.desk import Desk
from ui.optimizing.knobs import control
from ui.options import named
from ui.panels import curves
from ui.redraw import redraw
from ui.run_list import RunList
from ui.shown import by_person, shown
from ui.titles import number, table
from ui.words import _

RATES = {  # that suit this net, tried on all its examples
    "sgd": 0.3,
    "momentum": 0.05,
    "nesterov": 0.05,
    "adagrad": 0.1,
    "rmsprop": 0.01,
    "adam": 0.02,
    "adamw": 0.02,
}
STEPS = 600
FRAME = 250  # milliseconds
LEAD = "sgd"  # the others accompany it


class Field:
    """One net for each optimizer; they begin, play and pause together."""

    def __init__(self, engine: Engine, examples: str, rate: float) -> None:
        self.stamp = (examples, rate)
        first, *others = (_experiment(name, examples, rate) for name in OPTIMIZERS)
        self.lead = engine.start(first)
        self.others = Companions(engine, RunList())
        changes = [first.changes_to(other) for other in others]
        self.others.choose(**dict(zip(OPTIMIZERS[1:], changes, strict=True)))
        self.others.follow(self.lead)

    @property
    def runs(self) -> dict[str, Run]:
        """The runs by optimizer."""
        return {LEAD: self.lead, **self.others.runs}

    @property
    def moving(self) -> bool:
        """Whether one of them trains."""
        return any(run.state == "running" or run.busy for run in self.runs.values())

    def follow(self) -> None:
        """Somebody is looking: let all go on."""
        self.lead.watched()
        self.others.renew()

    def play(self) -> None:
        """Let them train, or rest."""
        resting = self.lead.state == "running" or any(run.state == "running" for run in self.runs.values())
        for run in self.runs.values():
            if resting:
                run.pause()
            else:
                run.play()

    def close(self) -> None:
        """Stop them all."""
        self.others.close()
        self.lead.stop()


def _experiment(name: str, examples: str, rate: float) -> Perceptron:
    """The net that all of them train, with this optimizer."""
    settings: dict[str, Any] = {
        "data": {"name": examples, "noise": 0.1},
        "net": {"hidden": (8, 8)},
        "fit": {"optimizer": name, "lr": rate or RATES[name], "steps": STEPS, "batch": 32},
    }
    if name == "rmsprop":
        settings["fit"]["momentum"] = 0.0  # as in the race above
    return Perceptron.model_validate(settings)


@st.fragment(key="optimizers-network")
def network_panel(desk: Desk) -> None:
    """The button, the curves of all, and the way to the page where one of them can be looked into."""
    st.caption(
        _(
            "A net of 8 and 8 neurons has 105 weights instead of two numbers. Each optimizer trains the same one: equal "
            "initial weights, equal batches, {steps} updates.",
            steps=STEPS,
        )
    )
    _settings(desk)
    field: Field | None = desk.network
    if field is not None:
        field.follow()
        _curves(field)
        _table(desk, field)
    desk.frames += 1
    ticker("optimizers/network-ticker", desk.frames, FRAME, field is not None and field.moving)


def _settings(desk: Desk) -> None:
    made = desk.settings
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if not desk.lesson.hides("data.examples"):
            shown("optimizers/examples", made.examples)
            st.segmented_control(
                _("Examples"),
                ["moons", "circles", "xor", "spiral"],
                format_func=named,
                required=True,
                key="optimizers/examples",
                on_change=by_person("optimizers/examples", lambda name: _turned(desk, examples=name)),
            )
        with st.container(width=260):
            control(desk, "shared_rate")
        _buttons(desk)


def _buttons(desk: Desk) -> None:
    field: Field | None = desk.network
    moving = field is not None and any(run.state == "running" for run in field.runs.values())
    over = field is not None and all(run.over for run in field.runs.values())
    label = _("Pause") if moving else _("Train again") if over else _("Train all")
    icon = ":material/pause:" if moving else ":material/play_arrow:"
    play = lambda: _play(desk, over)  # noqa: E731
    st.button(label, key="optimizers/network-play", type="primary", icon=icon, on_click=play)


def _turned(desk: Desk, **changes: Any) -> None:
    desk.turn(**changes)
    redraw("optimizers-network", "desk-foot")


def _play(desk: Desk, again: bool) -> None:
    wanted = (desk.settings.examples, desk.settings.shared_rate)
    if desk.network is None or again or desk.network.stamp != wanted:
        if desk.network is not None:
            desk.network.close()
        desk.network = Field(desk.engine, *wanted)
    desk.network.play()
    redraw("optimizers-network")


def _curves(field: Field) -> None:
    others = [(titles.optimizer(name), run) for name, run in field.runs.items() if name != LEAD]
    left, right = st.columns(2, gap="large")
    stamp = field.lead.id
    with left:
        title = [titles.optimizer(LEAD)]
        curves(field.lead, f"optimizers/loss/{stamp}", ["train_loss"], title, _("Training loss"), beside=others)
    with right:
        curves(field.lead, f"optimizers/right/{stamp}", ["test_accuracy"], title, _("Test accuracy"), beside=others)


def _table(desk: Desk, field: Field) -> None:
    """The figures now, and each net's way to the page on which it can be looked into."""
    heads = [_("Optimizer"), _("Rate"), _("Updates"), _("Training loss"), _("Test accuracy")]
    rows = [
        [
            titles.optimizer(name),
            f"{run.experiment.fit.lr:g}",
            f"{run.index:,}",
            number(run.history.last("train_loss")) if run.index else "–",
            f"{run.history.last('test_accuracy'):.1%}" if run.index else "–",
        ]
        for name, run in field.runs.items()
    ]
    st.markdown(table(heads, rows))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        key = "optimizers/network-chosen"
        name = st.selectbox(_("Look into one"), OPTIMIZERS, format_func=titles.optimizer, key=key, width=220)
        look = st.button(_("On the page Perceptron"), key="optimizers/network-look", icon=":material/biotech:")
    if look:
        _look(field, str(name))


def _look(field: Field, name: str) -> None:
    """Make this net the one at hand on its page."""
    bench = bench_of(Perceptron)
    run = field.runs[name]
    run.pause()
    if run not in bench.runs:
        bench.adopt(run)
    st.switch_page("../pages/perceptron.py")
