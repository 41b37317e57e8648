"""Transfer: what was learnt on other classes first, and what it is worth beside a start from scratch."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.cnn.examples import about
from ui import charts
from ui.bench import Bench
from ui.beside import compare
from ui.controls import turned
from ui.frames import series_table
from ui.inspectors import Inspector
from ui.panels import answers, chart
from ui.picture import made, picture
from ui.words import N_, _, plain

FEW = 50  # training examples of the second half
STEPS = 400  # of pre-training


def transfer_panel(bench: Bench) -> None:
    """How the pre-training went; where there is none, a button that sets one up."""
    experiment = made(bench)
    if not experiment.before:
        st.markdown(
            _(
                "First the net learns some classes from many images. Then it gets a new output layer and learns other "
                "classes from few. What the kernels have learnt serves both."
            )
        )
        _setup(bench)
        return
    found = answers(bench.run, "pretraining")
    if not found:
        st.caption(_("Waiting for the net …"))
        return
    names = ", ".join(plain(str(name)) for name in found["classes"])
    frozen = sorted({str(name).rpartition(".")[0] for name in found["frozen"]})
    words = [_("Pre-trained on the classes {names}: {steps} updates.", names=names, steps=int(found["step"][-1]))]
    words += [
        _("Frozen: {names}.", names=", ".join(frozen))
        if frozen
        else _("Nothing is frozen: all weights are fine-tuned.")
    ]
    st.markdown("  \n".join(words))
    pretraining_curve("transfer/curve", found, _("Test accuracy in pre-training"))
    st.caption(_("The curves above show what follows."))
    if "scratch" not in bench.companions.runs:
        st.button(
            _("Compare with the same net from scratch"),
            key="transfer/compare",
            icon=":material/compare_arrows:",
            on_click=lambda: compare(bench, "scratch"),
        )


def _setup(bench: Bench) -> None:
    """Half of the classes first, a few examples of the others afterwards."""
    count = len(about(made(bench).data).classes)
    if count < 4:
        st.caption(_("These data have too few classes to divide."))
        return
    later = tuple(range(count // 2, count))
    changes = {"data.classes": later, "data.examples": FEW, "net.pretrain": STEPS, "net.before": ()}
    title = _(
        "Classes {first} to {last} from {few} examples, after the others", first=later[0], last=later[-1], few=FEW
    )
    st.button(title, key="transfer/setup", icon=":material/tune:", on_click=lambda: _start(bench, changes))


def _start(bench: Bench, changes: dict) -> None:
    picture(bench).beside.add("scratch")
    turned(bench, changes)


def pretraining_curve(key: str, found: dict[str, np.ndarray], title: str) -> None:
    """The test accuracy on what was learnt first, over the pre-training."""
    accuracy = found["test_accuracy"]
    columns = (found["step"], accuracy, accuracy, accuracy)
    spec = charts.curves(["line0"], [title], _("Step"), title, band=False, description=title, height=200)
    chart(key, spec, series_table({"line0": columns}, band=False))


TRANSFER = Inspector(N_("Transfer"), lambda bench: {"pretraining": {}} if made(bench).before else {}, transfer_panel)
