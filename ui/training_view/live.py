"""Draw the live view of a training session: transport, status, the page's panels, and the ticker."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from time import monotonic, sleep

import streamlit as st

from nets.diagnosis.diagnosis import Finding
from nets.engine.delay import describe_delay
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from nets.experiment.metrics import METRICS, metric_of
from nets.training.messages import Watch
from ui.charts import render as panels
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.ticker import ticker
from ui.inspect.inspectors import INSPECTORS, Inspector, draw_inspector, inspector_select
from ui.inspect.unit_arithmetic import unit_panel, unit_state
from ui.session.browser_tabs import renew_leases
from ui.session.intervention import Intervention, is_refused
from ui.session.open_session import left_out, write_link
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _, problem
from ui.text.option_labels import speed_label
from ui.training_view.catch_up import draw_catch_up
from ui.training_view.generalization_gap import generalization_gap
from ui.training_view.intervention_notice import WEIGHTS, draw_interventions
from ui.training_view.run_table import run_table_state, runs_panel
from ui.training_view.score_board import is_board_outdated
from ui.training_view.scrubber import is_scrubber_outdated, scrubber
from ui.training_view.stage import Stage
from ui.training_view.suggested_fix import fix_panel, transport_state
from ui.widgets.new_net import draw_new_net
from ui.widgets.refusal_notice import draw_refusal

Probes = Callable[[TrainingSession], Watch]
Draw = Callable[[TrainingSession, Stage], None]
FRAME_SECONDS = 0.1  # between frames, if few runs are busy
VIEWER_SECONDS = 0.022  # between frames for each busy run, so that thirty viewers leave time for the training
RAISED = (
    "steps/raised"  # in session.selection.choices: the number of steps that a click has set, until the page says so
)
GRANT_SECONDS = 2.0  # that a click waits for the trainer to accept more steps
SPEEDS: dict[str, float | None] = {"1/s": 1.0, "5/s": 5.0, "25/s": 25.0, "100/s": 100.0, "fastest": None}
STATES = {
    "running": N_("training"),
    "paused": N_("paused"),
    "done": N_("done"),
    "diverged": N_("diverged"),
    "failed": N_("failed"),
    "stopped": N_("stopped"),
}
TONES = {
    "good": ":material/check_circle: :green[{words}]",
    "note": ":material/info: {words}",
    "bad": ":material/warning: :orange[**{words}**]",
}


def lay_out(
    session: TrainingSession,
    inspectors: Mapping[str, Inspector],
    hidden_inspectors: Collection[str],
    interventions: Sequence[Intervention],
    columns: Sequence[int],
) -> Stage:
    """Draw what surrounds the live view, and return the places that it fills.

    Args:
        session: The session of the page.
        inspectors: Inspectors of the page, in addition to the general ones or in place of them.
        hidden_inspectors: Keys of general inspectors that the page leaves out.
        interventions: Interventions of the page; weights written by hand are on every page.
        columns: Relative widths of the page's two places.
    """
    all_inspectors = {
        name: each for name, each in {**INSPECTORS, **inspectors}.items() if name not in hidden_inspectors
    }
    transport(session)
    scrubber(session)
    status = st.container(gap="small")
    fix_panel(session)
    above = st.container()
    left, right = st.columns(columns)
    loss, *metric = st.columns(2 if session.experiment.metric else 1)
    inspector_select(session, all_inspectors)
    inspector = st.container()
    unit_panel(session)
    runs_panel(session)
    places = (status, above, left, right, loss, metric[0] if metric else None, inspector)
    return Stage(*places, all_inspectors, (WEIGHTS, *interventions))


@fragment("live")
def live(session: TrainingSession, places: Stage, probes: Probes, draw: Draw) -> None:
    """Draw the current run, again and again while it trains.

    Args:
        session: The session of the page.
        places: What `lay_out` returned.
        probes: Returns the probes that the page's own panels need; those of the open inspector are added.
        draw: Draws the page's own panels.
    """
    renew_leases()
    session.run.watched(session.probes.watch)
    session.comparison_runs.follow(session.run)
    for sweep in session.sweeps.values():
        sweep.follow()
    answers_before, session.probes.is_waiting = session.run.probe_answers, False
    guarded = places.guarded()
    with guarded.status:
        _status(session)
    with error_boundary("look"):
        _answers(session, guarded, probes, draw)
    with guarded.loss:
        other_runs = [
            *session.comparison_runs.titled,
            *((session.run_list.title(run), run) for run in session.run_list.runs_in_curves()),
        ]
        panels.learning(session.run, places.loss, places.metric, other_runs)
        generalization_gap(session)
    with guarded.inspector:
        draw_catch_up(session)
        draw_inspector(session, places.inspectors, is_refused(session, places.interventions))
    session.run.watched(session.probes.watch)  # a panel may have requested other probes
    session.redraws.frame_count += 1
    moving = session.run.state == "running" or session.run.busy or session.comparison_runs.moving
    moving = moving or session.uploads.moving or session.probes.is_waiting
    moving = moving or session.run.probe_answers is not answers_before  # it came while this frame was drawn
    moving = moving or is_scrubber_outdated(session) or session.redraws.transport_state != transport_state(session)
    moving = moving or bool(outdated_fragments(session)) or any(sweep.moving for sweep in session.sweeps.values())
    ticker(
        "ticker",
        round(1000 * _frame_seconds(session)),
        moving,
        on_tick=lambda: _on_tick(session),
        frame=session.redraws.frame_count,
    )


def _answers(session: TrainingSession, places: Stage, probes: Probes, draw: Draw) -> None:
    """Draw the page's own panels and the user's interventions; no answer to input that the net cannot read."""
    with places.left, st.container(gap="small"):
        draw_interventions(session, places.interventions)
        draw_new_net(session)
    if not is_refused(session, places.interventions):
        session.probes.watch = probes(session)
        draw(session, places)
        return
    with places.left, st.container():
        draw_refusal()
    places.right.container()


def _on_tick(session: TrainingSession) -> None:
    """Redraw the live view, and other fragments whose state has changed."""
    changed = session.uploads.tick()
    changed += ["scrubber"] * is_scrubber_outdated(session) + ["challenges"] * have_challenges_changed(session)
    if session.redraws.transport_state != transport_state(session):
        session.redraws.transport_state = transport_state(session)
        changed += ["transport", "fix", "neuron", "runs"]
    elif is_board_outdated(session):
        changed += ["board"]
    changed += outdated_fragments(session)
    if changed:
        redraw(*changed, "live")


def have_challenges_changed(session: TrainingSession) -> bool:
    """Return whether the box of challenges, if it is on the page, is outdated."""
    progress = session.challenge_progress
    if not progress.is_due:
        return False
    is_open = bool(st.session_state.get(progress.key, progress.opened))
    before = progress.summary(is_open)
    return session.judge_challenges().summary(is_open) != before


def outdated_fragments(session: TrainingSession) -> list[str]:
    """Return the fragments that show an outdated state."""
    state = {
        "neuron": unit_state(session),
        "settings": session.experiment,
        "runs": run_table_state(session),
        "fix": transport_state(session),
    }
    return session.redraws.outdated(state)


def _frame_seconds(session: TrainingSession) -> float:
    return max(FRAME_SECONDS, VIEWER_SECONDS * session.engine.busy())


@fragment("transport")
def transport(session: TrainingSession) -> None:
    """Draw the buttons that play, pause, step, reset and reseed, and the speed."""
    run = session.run
    session.redraws.transport_state = transport_state(session)
    if raised := session.selection.choices.pop(RAISED, None):
        st.toast(_("The setting “Steps” is now {steps:,}.", steps=raised), icon=":material/tune:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if run.state == "running":
            _draw_button(_("Pause"), "pause", run.pause, "Space", primary=True)
        elif run.state == "done":
            more = extended_steps(session.experiment, run.index)
            label = _("Continue for {count:,} more steps", count=more - run.index) if more else _("Train")
            words = _("Raises the setting “Steps” to {steps:,}.", steps=more) if more else None
            _draw_button(
                label, "play", lambda: _on_click_continue(session), "Space", primary=True, off=not more, help=words
            )
        else:
            off = session.experiment.pending is not None or (run.over and run.state != "failed")
            _draw_button(_("Train"), "play", run.play, "Space", primary=True, off=off)
        _draw_button(_("One step"), "step", session.step, "Right", off=run.state in ("diverged", "failed", "stopped"))
        _draw_button(_("Reset"), "reset", session.reset, help=_("Back to the very same initial weights."))
        _draw_button(
            _("New seed"), "seed", lambda: _on_click_new_seed(session), help=_("Other random initial weights.")
        )
        st.session_state["speed"] = next(name for name, speed in SPEEDS.items() if speed == session.speed)
        st.select_slider(
            _("Speed"),
            list(SPEEDS),
            st.session_state["speed"],
            format_func=speed_label,
            key="speed",
            width=190,
            help=_("Updates a second. Slow motion shows every single step."),
            on_change=lambda: session.set_speed(SPEEDS[st.session_state["speed"]]),
        )


ICONS = {"play": "play_arrow", "pause": "pause", "step": "skip_next", "reset": "replay", "seed": "casino"}


def _draw_button(
    label: str,
    name: str,
    do: Callable[[], None],
    shortcut: str | None = None,
    primary: bool = False,
    off: bool = False,
    help: str | None = None,
) -> None:
    st.button(
        label,
        key=f"transport-{'play' if name == 'pause' else name}",
        icon=f":material/{ICONS[name]}:",
        type="primary" if primary else "secondary",
        on_click=lambda: _on_click(do),
        shortcut=shortcut,
        disabled=off,
        help=help,
    )


def _on_click(do: Callable[[], None]) -> None:
    """Call `do` and redraw what it has changed."""
    do()
    redraw("transport", "fix", "runs", "live")


def extended_steps(experiment: Experiment, index: int) -> int:
    """Return twice the steps of a run that has made `index`, up to the maximum; 0 if it is reached."""
    most = int(experiment.settings_by_key()["fit.steps"].high or 0)
    more = min(2 * max(experiment.fit.steps, index), most)
    return more if more > index else 0


def _on_click_continue(session: TrainingSession) -> None:
    """Double the steps of a run that is done, in the link and the settings as well, and continue it."""
    session.selection.choices[RAISED] = extended_steps(session.experiment, session.run.index)
    session.change_settings({"fit.steps": session.selection.choices[RAISED]})
    write_link(session)
    until = monotonic() + GRANT_SECONDS
    while session.run.state == "done" and monotonic() < until:  # the trainer has not answered yet
        sleep(0.01)
    session.run.play()
    redraw(*RUN_FRAGMENTS)


def _on_click_new_seed(session: TrainingSession) -> None:
    """Begin a run with the next seed, which the link and the settings show as well."""
    session.change_settings({"fit.seed": (session.experiment.fit.seed + 1) % 2**31})
    write_link(session)
    redraw(*RUN_FRAGMENTS)


def _figures(session: TrainingSession) -> str:
    """Return step, state and the latest figures on one line."""
    run = session.run
    words, history = [f"**{_('Step')} {run.index:,}**"], run.shown.history
    if run.shown.step is not None:
        words = [_("**Showing step {step:,} of {last:,}**", step=run.shown.step, last=run.index)]
    if run.state != "running":
        words.append(_state(run) if run.ready or run.state == "failed" else _("waiting for the trainer …"))
    for name, title in FIGURES.items():
        if name in history:
            value = history.last(name)
            words.append(f"{_(title)} **{metric_of(name).format_value(value)}**")
    return " · ".join(words)


def _state(run: Run) -> str:
    """Return the state of a run, or why it ended before its last step."""
    return problem(run.progress.ended.words) if run.state == "done" and run.progress.ended else _(STATES[run.state])


FIGURES = {
    "train_loss": N_("training loss"),
    **{f"test_{name}": METRICS[name].test_label for name in ("loss", "accuracy", "next", "words")},
    "averaged_test_accuracy": N_("with averaged weights"),
    **{f"test_{name}": METRICS[name].test_label for name in ("r2", "mae", "bits", "analogies")},
}


def _status(session: TrainingSession) -> None:
    """Draw the figures, the problems, notes about the run, and the finding about the training."""
    run, pending = session.run, session.experiment.pending
    words = [_("waiting for your data")] if pending else [_figures(session)]
    if run.ready and not run.problem:
        words.append(_health(session.health()))
    st.markdown("\n\n".join(words))
    for each in [*session.problems, *([run.problem] if run.problem and not pending else [])]:
        st.error(problem(each), icon=":material/block:")
    for note in filter(None, [pending, describe_delay(run), *run.notes[-1:], left_out(session)]):
        st.info(problem(note), icon=":material/info:")


def _health(finding: Finding) -> str:
    return TONES[finding.tone].format(words=problem(finding.words))
