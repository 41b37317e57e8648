"""A single neuron as in Rosenblatt's perceptron: one example at a time, under four learning rules to compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from nets.models.perceptron.experiment import Perceptron
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.session.open_session import write_link
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.widgets.settings_form import apply_settings

SINGLE: Mapping[str, Any] = {
    "net.hidden": (),
    "net.init": "zero",
    "net.output": "linear",
    "fit.optimizer": "sgd",
    "fit.schedule": "constant",
    "fit.weight_decay": 0.0,
    "fit.l1": 0.0,
    "fit.clip": 0.0,
    "fit.stop_at": "train_accuracy",
    "fit.target": 1.0,
}
MISTAKES = {"net.loss": "perceptron", "fit.lr": 1.0}
RULES: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "perceptron": (
        N_("Perceptron rule"),
        N_("One example at a time; only a mistake moves the line (Rosenblatt 1958)."),
        MISTAKES | {"fit.batch": 1, "fit.average": False},
    ),
    "batch": (
        N_("Batch rule"),
        N_("All mistakes of the training part move the line together."),
        MISTAKES | {"fit.batch": 4096, "fit.average": False},
    ),
    "averaged": (
        N_("Averaged perceptron"),
        N_("The perceptron rule, and beside it the mean of all its weights so far (Freund & Schapire 1999)."),
        MISTAKES | {"fit.batch": 1, "fit.average": True},
    ),
    "delta": (
        N_("Delta rule"),
        N_("One example at a time; every answer but the exact one moves the line a little (Widrow & Hoff 1960)."),
        {"net.loss": "mse", "fit.lr": 0.03, "fit.batch": 1, "fit.average": False},
    ),
}


def rule_of(experiment: Perceptron) -> str:
    """Return the rule by which a single neuron learns; "" if it is none of RULES."""
    if experiment.net.hidden or experiment.classes != 2:
        return ""
    single = {key: value for key, value in SINGLE.items() if key.startswith("net.") or key == "fit.optimizer"}
    current = {key: experiment.value(key) for key in single}
    matching = (
        name
        for name, (_title, _help, changes) in RULES.items()
        if all(experiment.value(key) == value for key, value in changes.items() if key != "fit.lr")
    )
    return next(matching, "") if current == single else ""


def changes_to(experiment: Perceptron, rule: str) -> dict[str, Any]:
    """Return the changed settings for a rule. Data of two classes on the plane stay, others become two clouds."""
    flat = experiment.classes == 2 and experiment.flat
    data = {} if flat else {"data.name": "blobs", "data.classes": 2}
    other_features = set(experiment.data.features) - {"x", "y"}
    return {**SINGLE, **RULES[rule][2], **data, **({"data.features": ("x", "y")} if other_features else {})}


def rules(session: TrainingSession) -> None:
    """Draw the rules as buttons: the first sets up a single neuron, another is trained beside the current one."""
    experiment = of_family(session, Perceptron)
    if session.hides("net.hidden") or session.hides("net.loss"):
        return
    current = rule_of(experiment)
    with st.popover(_("A single neuron …"), icon=":material/linear_scale:", width="stretch"):
        words = _("Rosenblatt's perceptron: a line on the plane that moves with every mistake. Choose a rule.")
        st.caption(words + (" " + _("Another one is trained beside it, and the curves show both.") if current else ""))
        for name, (title, help, _changes) in RULES.items():
            st.button(
                _(title),
                key=f"rule-{name}",
                type="primary" if name == current else "secondary",
                disabled=name == current,
                width="stretch",
                on_click=_choose,
                args=(session, name),
            )
            st.caption(_(help))


def _choose(session: TrainingSession, name: str) -> None:
    experiment = of_family(session, Perceptron)
    changes = changes_to(experiment, name)
    if rule_of(experiment) and session.run.index:
        session.begin_comparison(changes)
        write_link(session)
        redraw(*RUN_FRAGMENTS, *sorted(session.redraws.with_settings))
    else:
        session.run.pause()  # so that the user can follow the rule step by step
        apply_settings(session, changes)
