"""The editor of a net's hidden layers: their number, widths and activations."""

from __future__ import annotations

import streamlit as st

from ui.fragments.server_value import on_user_change, show_value
from ui.session.training_session import TrainingSession
from ui.text.i18n import _
from ui.text.option_labels import option_label, option_labels
from ui.widgets.number_field import number_field
from ui.widgets.number_list import replace_entry
from ui.widgets.selectbox import selectbox
from ui.widgets.settings_form import apply_settings, help_text, marked_title

MAX_LAYERS = 8


def layers(session: TrainingSession, hidden_key: str, activation_key: str) -> None:
    """Draw widgets for a tuple of layer widths and a tuple of activations: one for all layers, or one for each."""
    hidden, activation = session.experiment.value(hidden_key), session.experiment.value(activation_key)
    settings = session.experiment.settings_by_key()
    each = len(activation) > 1 and not session.hides(activation_key)
    options = settings[activation_key].options
    if not session.hides(hidden_key):
        number_field(
            marked_title(_("Hidden layers"), settings[hidden_key]),
            0,
            MAX_LAYERS,
            key="layers/count",
            value=len(hidden),
            do=lambda count: _resize(session, hidden_key, activation_key, count),
            help=help_text(settings[hidden_key]),
        )
    if hidden and not session.hides(activation_key):
        key, value = "layers/activation", "each" if each else activation[0]
        choices = [*options, *(["each"] if len(hidden) > 1 else [])]
        show_value(key, value)
        selectbox(
            marked_title(_("Activation"), settings[activation_key]),
            choices,
            format_func=lambda name: _("one for each layer") if name == "each" else option_label(name, activation_key),
            key=key,
            help=help_text(settings[activation_key]),
            on_change=on_user_change(key, lambda name: _set_activation(session, hidden_key, activation_key, name)),
        )
    for index, width in enumerate(() if session.hides(hidden_key) else hidden):
        _row(session, index, width, (hidden_key, activation_key), options if each else ())


def _row(session: TrainingSession, index: int, width: int, keys: tuple[str, str], options: tuple[str, ...]) -> None:
    """Draw one layer: its width and, if each has its own, its activation."""
    hidden_key, activation_key = keys
    columns = st.columns(2 if options else 1)
    number_field(
        _("Neurons in layer {number}", number=index + 1),
        1,
        128,
        key=f"layers/width/{index}",
        value=width,
        do=lambda wished: replace_entry(session, hidden_key, index, wished),
        place=columns[0],
    )
    if options:
        key, value = f"layers/bend/{index}", session.experiment.value(activation_key)[index]
        show_value(key, value)
        with columns[1]:
            selectbox(
                _("Activation"),
                options,
                format_func=option_labels(activation_key),
                key=key,
                on_change=on_user_change(key, lambda name: replace_entry(session, activation_key, index, name)),
            )


def _resize(session: TrainingSession, hidden_key: str, activation_key: str, count: int) -> None:
    """Add copies of the last layer, or remove layers from the end."""
    hidden, activation = session.experiment.value(hidden_key), session.experiment.value(activation_key)
    longer = (*hidden, *([hidden[-1] if hidden else 4] * MAX_LAYERS))[:count]
    bends = activation if len(activation) == 1 else (*activation, *([activation[-1]] * MAX_LAYERS))[: max(1, count)]
    apply_settings(session, {hidden_key: longer, activation_key: bends}, quiet=True)


def _set_activation(session: TrainingSession, hidden_key: str, activation_key: str, name: str) -> None:
    """Use one activation for all layers, or from now on one for each."""
    hidden, activation = session.experiment.value(hidden_key), session.experiment.value(activation_key)
    apply_settings(session, {activation_key: activation[:1] * len(hidden) if name == "each" else (name,)}, quiet=True)
