"""Transfer learning: pre-training on other classes, compared with training from scratch."""

from __future__ import annotations

from typing import Any

import streamlit as st

from nets.models.cnn.examples import about
from nets.models.cnn.experiment import Convolutional
from ui.charts.render import answers
from ui.inspect.inspectors import Inspector
from ui.panels.cnn.comparison_variants import VARIANTS, compare
from ui.panels.comparison.pretraining_curve import pretraining_curve
from ui.panels.comparison.seeds import draw_comparison
from ui.panels.images.image_input import picture
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _, plain
from ui.text.option_labels import option_label
from ui.widgets.settings_form import apply_settings

EXAMPLES = 50  # examples of the classes after pre-training
PRETRAINING = 400  # updates
SIGNALS, CLASSES = "mnist1d", 10  # where the demonstration holds: kernels have to be learnt, random ones do not do
MIN_CLASSES = 4  # classes that can be split into two sets
TUNING = {"fit.lr": 0.003, "fit.optimizer": "adam", "fit.steps": 200, "fit.report": 20}


def transfer_panel(session: TrainingSession) -> None:
    """Draw the pre-training; if there is none, a button that sets one up."""
    experiment = of_family(session, Convolutional)
    if not experiment.before:
        st.markdown(
            _(
                "First the net learns some classes from many images. Then it gets a new output layer and learns other "
                "classes from few. What the kernels have learnt may serve both: the same net from scratch trains "
                "beside it, and the page says which is better."
            )
        )
        _setup(session)
        return
    answer = answers(session.run, "pretraining")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    names = ", ".join(plain(str(name)) for name in answer["classes"])
    frozen = sorted({str(name).rpartition(".")[0] for name in answer["frozen"]})
    words = [_("Pre-trained on the classes {names}: {steps} updates.", names=names, steps=int(answer["step"][-1]))]
    words += [
        _("Frozen: {names}.", names=", ".join(frozen))
        if frozen
        else _("Nothing is frozen: all weights are fine-tuned.")
    ]
    st.markdown("  \n".join(words))
    pretraining_curve("transfer/curve", answer, _("Test accuracy in pre-training"))
    if session.comparison_runs.runs.get("scratch"):
        draw_comparison(session, "transfer", VARIANTS["scratch"])
    else:
        st.button(
            _("Compare with the same net from scratch"),
            key="transfer/compare",
            icon=":material/compare_arrows:",
            on_click=lambda: compare(session, "scratch"),
        )


def setup_changes(name: str, count: int) -> dict[str, Any]:
    """Return the settings of the demonstration: half of the classes first, then few images of the others."""
    later = tuple(range(count // 2, count))
    data = {"data.name": name, "data.classes": later, "data.examples": EXAMPLES}
    net = {"net.kind": "cnn", "net.pretrain": PRETRAINING, "net.before": (), "net.freeze": "none"}
    return data | net | TUNING


def _setup(session: TrainingSession) -> None:
    """Draw the demonstration on signals, and the same with the current data."""
    current = of_family(session, Convolutional).data
    class_count = len(about(current).classes)
    with st.container(horizontal=True, gap="small"):
        _setup_button(session, "transfer/setup", SIGNALS, CLASSES)
        if current.name != SIGNALS and class_count >= MIN_CLASSES:
            _setup_button(session, "transfer/current", current.name, class_count)
    if class_count < MIN_CLASSES:
        st.caption(_("The current data have too few classes to divide."))
    elif current.name == "digits":
        st.caption(
            _(
                "Signals show it best: their kernels have to be learnt. Digits of 8×8 pixels are so simple that random "
                "kernels do nearly as well, and the net from scratch is often no worse."
            )
        )


def _setup_button(session: TrainingSession, key: str, name: str, count: int) -> None:
    title = _(
        "{data}: classes {first} to {last} from {few} examples, after the others",
        data=option_label(name, "data.name"),
        first=count // 2,
        last=count - 1,
        few=EXAMPLES,
    )
    look: dict[str, Any] = {"type": "primary"} if name == SIGNALS else {}
    press = lambda: _start(session, setup_changes(name, count))  # noqa: E731
    st.button(title, key=key, icon=":material/tune:", on_click=press, **look)


def _start(session: TrainingSession, changes: dict[str, Any]) -> None:
    picture(session).beside.add("scratch")
    apply_settings(session, changes)


TRANSFER = Inspector(
    N_("Transfer"),
    lambda session: {"pretraining": {}} if of_family(session, Convolutional).before else {},
    transfer_panel,
)
