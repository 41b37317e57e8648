"""Fine-tuning: a net pre-trained on masked tokens learns to classify, beside the same net from scratch."""

from __future__ import annotations

import numpy as np
import streamlit as st

from nets.engine import run_snapshot as keeping
from nets.engine.run import Run
from nets.engine.workers.backends import WorkerLost
from nets.experiment.user_error import N_, Problem
from nets.models.bert import weights
from nets.models.bert.experiment import Bert
from nets.training.messages import Watch
from ui.charts.render import answers
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.inspect.inspectors import Inspector
from ui.panels.comparison.pretraining_curve import pretraining_curve
from ui.panels.comparison.seeds import draw_comparison
from ui.session.training_session import TrainingSession, of_family
from ui.text.formatting import table
from ui.text.i18n import _
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.settings_form import apply_settings
from ui.widgets.variant_select import compare_button

JUDGING = {"fit.lr": 0.001, "fit.batch": 32, "fit.steps": 200, "fit.report": 20}
SCRATCH = {"net.pretrain": 0, "net.start": ""}
FILLING = {"data.goal": "blanks", "net.start": "", "net.pretrain": 0}
LABELS = (100, 300, 1000, 3000)
FEW = 300  # default number of labels
READING = 300  # updates of pre-training in the demonstration, at most half a minute
AHEAD, SEEDS = 2, 5  # seeds on which the demonstration in English shows a gain, of those measured
ENOUGH = 0.5  # accuracy on masked test tokens; less is too little for fine-tuning
KEY = "fine_tuning/labels"


def tuning_panel(session: TrainingSession) -> None:
    """Draw the pre-training and both nets, or the button that begins fine-tuning."""
    if of_family(session, Bert).data.goal == "blanks":
        _draw_offer(session)
        return
    if of_family(session, Bert).pretrained:
        _draw_results(session)
    else:
        st.markdown(_("This net learns the verdict from scratch: it has never read anything before."))
    back = lambda: apply_settings(session, dict(FILLING) | _default_fit())  # noqa: E731
    st.button(_("Back to filling blanks"), key="fine_tuning/back", icon=":material/undo:", on_click=back)


def _draw_offer(session: TrainingSession) -> None:
    """Draw what fine-tuning is, the number of labels, and the button."""
    st.markdown(
        _(
            "To fill blanks, a net needs nothing but text, of which there is plenty. What it has learnt about words "
            "and their order may then serve another task, for which there are few examples: to tell praise from "
            "blame. Only the last layer begins anew; all weights go on learning."
        )
    )
    labels = int(choice(session, KEY, FEW))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        widget = choice_arguments(session, KEY, labels)
        st.segmented_control(_("Labels"), LABELS, required=True, format_func=lambda count: f"{count:,}", **widget)
        st.button(
            _("Fine-tune it"),
            key="fine_tuning/begin",
            icon=":material/move_up:",
            type="primary",
            disabled=not session.run.index,
            help=_("The same net from scratch trains beside it, on the same labels in the same order."),
            on_click=lambda: begin(session, labels),
        )
        st.button(
            _("Read {count} updates, then fine-tune", count=READING),
            key="fine_tuning/demonstrate",
            icon=":material/play_circle:",
            help=_("A new net learns to fill blanks for half a minute before its step 0, then judges."),
            on_click=lambda: demonstrate(session, labels),
        )
    _draw_limits(session)
    if not session.run.index:
        st.caption(_("Train it first: a minute or two of filling blanks."))
    elif (share := session.run.history.last("test_accuracy")) < ENOUGH:
        words = _("So far it fills {share:.0%} of the blanks. Let it read until it fills half of them.", share=share)
        st.caption(words)


def _draw_limits(session: TrainingSession) -> None:
    """Draw a warning if pre-training of this length is no sure gain; measured by `benchmarks.demonstrations`."""
    if of_family(session, Bert).data.spoken == "en":
        st.caption(
            _(
                "In English, {count} updates of reading do not help reliably: with {labels} labels the pre-trained net "
                "was ahead of the same net from scratch on {ahead} of {seeds} seeds. It has learnt which words stand "
                "where, but not yet which of them praise. Compare several seeds before you judge.",
                count=READING,
                labels=FEW,
                ahead=AHEAD,
                seeds=SEEDS,
            )
        )


def begin(session: TrainingSession, labels: int) -> None:
    """Continue from the current weights with another goal, beside the same net from scratch."""
    run = session.run
    try:
        run.pause()
        keeping.save(run)
        if run.checkpoint is None:
            raise Problem(N_("The weights could not be read. Try again."))
        name = weights.keep(run.checkpoint, past(run))
    except (Problem, WorkerLost) as why:
        lost = Problem(N_("The weights could not be read. Try again."))
        session.problems = [why if isinstance(why, Problem) else lost]
        redraw(*RUN_FRAGMENTS)
        return
    session.selection.choices["siblings"] = ["scratch"]
    apply_settings(session, {"data.goal": "verdict", "data.labels": labels, "net.start": name, **JUDGING}, play=True)


def demonstration(labels: int) -> dict[str, object]:
    """Return the settings of a net that is pre-trained as a part of its experiment, then judges."""
    return {"data.goal": "verdict", "data.labels": labels, "net.start": "", "net.pretrain": READING, **JUDGING}


def demonstrate(session: TrainingSession, labels: int) -> None:
    """Begin a net that is pre-trained and then fine-tuned, beside the same net from scratch."""
    session.selection.choices["siblings"] = ["scratch"]
    apply_settings(session, demonstration(labels), play=True)


def past(run: Run) -> dict[str, np.ndarray]:
    """Return the figures of a run that its fine-tuning keeps."""
    line = run.history.line("test_accuracy")
    return {"step": line.step.astype(np.int64), "test_accuracy": line.last.astype(np.float64)}


def _default_fit() -> dict[str, object]:
    """Return the training settings of pre-training."""
    return {key: Bert().value(key) for key in JUDGING}


def _draw_results(session: TrainingSession) -> None:
    """Draw the curve of the pre-training, and what it is worth."""
    answer = answers(session.run, "pretraining")
    if not answer:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        steps, share = int(answer["step"][-1]), float(answer["test_accuracy"][-1])
        words = _("Before, in {steps:,} updates, it learnt to fill **{share:.1%}** of the blanks.")
        st.markdown(words.format(steps=steps, share=share))
        pretraining_curve("fine_tuning/curve", answer, _("Blanks filled rightly, test part"))
    with right:
        _draw_accuracies(session)


def _draw_accuracies(session: TrainingSession) -> None:
    """Draw the test accuracy of the current net and of the net from scratch."""
    labels = of_family(session, Bert).data.labels
    st.markdown(_("Now, from **{labels:,}** labels, it tells praise from blame:", labels=labels))
    runs = [(_("pre-trained"), session.run), *session.comparison_runs.titled]
    rows = [[name, f"{run.index:,}", *(_share(run, figure) for figure in ("train", "test"))] for name, run in runs]
    st.markdown(table([_("Net"), _("Step"), _("training accuracy"), _("test accuracy")], rows))
    draw_comparison(session, "fine_tuning", SCRATCH)
    if len(runs) == 1:
        variants = of_family(session, Bert).variants
        compare_button(session, variants, "scratch", _("Compare with the same net from scratch"))
    st.caption(
        _(
            "Both have the same settings, the same first output layer and see the same sentences in the same order. No "
            "test sentence is decided by a pair of words that either of them has ever read."
        )
    )


def _share(run: Run, part: str) -> str:
    name = f"{part}_accuracy"
    return f"{run.history.last(name):.1%}" if name in run.history else "–"


def _probes(session: TrainingSession) -> Watch:
    return {"pretraining": {}} if of_family(session, Bert).pretrained else {}


TUNING = Inspector(N_("Fine-tuning"), _probes, tuning_panel)
