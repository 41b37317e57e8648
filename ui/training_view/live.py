"""The live view of a bench: transport, what is going on in words, the page's panels, and the clock that drives them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from time import monotonic, sleep

import streamlit as st

from nets.diagnosis.diagnosis import Finding
from nets.engine.delay import describe_delay
from nets.engine.run import Run
from nets.experiment.experiment import Experiment
from ui.charts import render as panels
from ui.fragments.error_boundary import error_boundary, fragment
from ui.fragments.rerun import RUN_FRAGMENTS, redraw
from ui.fragments.ticker import ticker
from ui.inspect.inspectors import INSPECTORS, Inspector, choices, inspect
from ui.inspect.unit_arithmetic import looked_at, neuron_panel
from ui.session import challenge_progress
from ui.session.browser_tabs import alive
from ui.session.intervention import Intervention, is_refused
from ui.session.training_session import Bench, left_out, write_link
from ui.text.i18n import N_, _, problem
from ui.text.option_labels import speed_label
from ui.training_view.catch_up import draw_catch_up
from ui.training_view.generalization_gap import gap
from ui.training_view.intervention_notice import WEIGHTS, draw_interventions
from ui.training_view.run_table import listed, runs_panel
from ui.training_view.score_board import board_outdated
from ui.training_view.scrubber import outdated, scrubber
from ui.training_view.stage import Stage
from ui.training_view.suggested_fix import drawn_for, fix
from ui.widgets.new_net import draw_new_net
from ui.widgets.refusal_notice import draw_refusal

FRAME_SECONDS = 0.1  # between frames, when few are watching
VIEWER_SECONDS = 0.022  # more for every run that is trained, so that thirty viewers leave the training its share
RAISED = "steps/raised"  # of bench.choices: the number of steps that a press has set, until it is told
GRANT_SECONDS = 2.0  # how long a press waits for the trainer to take more steps
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


def stage(
    bench: Bench,
    split: Sequence[int] = (3, 2),
    by_hand: Sequence[Intervention] = (),
    without: Collection[str] = (),
    /,
    **inspectors: Inspector,
) -> Stage:
    """Lay a training page out: transport, scrubber, status, two places of the page's own, curves, a look inside.

    `split` is how wide the two places are. `inspectors` are what can be looked at in this family, beside what there is
    in any, or in its place; `without` are those of any family that can say nothing of this one. `by_hand` are the
    interventions of the page; weights written by hand are on every page.
    """
    inside_of = {name: each for name, each in {**INSPECTORS, **inspectors}.items() if name not in without}
    transport(bench)
    scrubber(bench)
    status = st.container(gap="small")
    fix(bench)
    above = st.container()
    left, right = st.columns(split)
    loss, *metric = st.columns(2 if bench.experiment.metric else 1)
    choices(bench, inside_of)
    inside = st.container()
    neuron_panel(bench)
    runs_panel(bench)
    places = (status, above, left, right, loss, metric[0] if metric else None, inside)
    return Stage(*places, inside_of, (WEIGHTS, *by_hand))


@fragment("live")
def live(bench: Bench, places: Stage, look: Callable[[Bench, Stage], None]) -> None:
    """Draw the run at hand, again and again while it trains. `look` draws what the page itself shows of it."""
    alive()
    bench.run.watched(bench.watch)
    bench.companions.follow(bench.run)
    for sweep in bench.sweeps.values():
        sweep.follow()
    seen, bench.tracing = bench.run.look, False
    guarded = places.guarded()
    with guarded.status:
        _status(bench)
    with error_boundary("look"):
        _answers(bench, guarded, look)
    with guarded.loss:
        beside = [*bench.companions.titled, *((bench.kept.title(run), run) for run in bench.kept.beside())]
        panels.learning(bench.run, places.loss, places.metric, beside)
        gap(bench)
    with guarded.inside:
        draw_catch_up(bench)
        inspect(bench, places.inspectors, is_refused(bench, places.interventions))
    bench.run.watched(bench.watch)  # a panel may have changed what is asked
    bench.frames += 1
    moving = bench.run.state == "running" or bench.run.busy or bench.companions.moving
    moving = moving or bench.uploads.moving or bench.tracing
    moving = moving or bench.run.look is not seen  # it came while this frame was drawn
    moving = moving or outdated(bench) or bench.shown != drawn_for(bench)
    moving = moving or bool(_overtaken(bench)) or any(sweep.moving for sweep in bench.sweeps.values())
    ticker("ticker", bench.frames, round(1000 * _pause(bench)), moving, on_tick=lambda: _tick(bench))


def _answers(bench: Bench, places: Stage, look: Callable[[Bench, Stage], None]) -> None:
    """What the page shows of the net, and what the user changed of it; no answer to what the net cannot read."""
    with places.left, st.container(gap="small"):
        draw_interventions(bench, places.interventions)
        draw_new_net(bench)
    if not is_refused(bench, places.interventions):
        look(bench, places)
        return
    with places.left, st.container():
        draw_refusal()
    places.right.container()


def _tick(bench: Bench) -> None:
    """A frame is due; what stands beside it is drawn with it when the run has changed by itself."""
    changed = bench.uploads.tick()
    changed += ["scrubber"] * outdated(bench) + ["challenges"] * challenge_progress.changed(bench)
    if bench.shown != drawn_for(bench):
        bench.shown = drawn_for(bench)
        changed += ["transport", "fix", "neuron", "runs"]
    elif board_outdated(bench):
        changed += ["board"]
    changed += _overtaken(bench)
    if changed:
        redraw(*changed, "live")


def _overtaken(bench: Bench) -> list[str]:
    """The fragments that were to be drawn anew, but a frame came first, or that show what a frame has brought."""
    wanted = {"neuron": looked_at(bench), "knobs": bench.experiment, "runs": listed(bench), "fix": drawn_for(bench)}
    wanted |= bench.wanted
    return [name for name, what in wanted.items() if bench.drawn.get(name, what) != what]


def _pause(bench: Bench) -> float:
    return max(FRAME_SECONDS, VIEWER_SECONDS * bench.engine.busy())


@fragment("transport")
def transport(bench: Bench) -> None:
    """Play, pause, one step, reset, new seed, speed."""
    run = bench.run
    bench.shown = drawn_for(bench)
    if raised := bench.choices.pop(RAISED, None):
        st.toast(_("The setting “Steps” is now {steps:,}.", steps=raised), icon=":material/tune:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if run.state == "running":
            _press(_("Pause"), "pause", run.pause, "Space", primary=True)
        elif run.state == "done":
            more = further(bench.experiment, run.index)
            label = _("Continue for {count:,} more steps", count=more - run.index) if more else _("Train")
            words = _("Raises the setting “Steps” to {steps:,}.", steps=more) if more else None
            _press(label, "play", lambda: _go_on(bench), "Space", primary=True, off=not more, help=words)
        else:
            off = bench.experiment.pending is not None or (run.over and run.state != "failed")
            _press(_("Train"), "play", run.play, "Space", primary=True, off=off)
        _press(_("One step"), "step", bench.step, "Right", off=run.state in ("diverged", "failed", "stopped"))
        _press(_("Reset"), "reset", bench.reset, help=_("Back to the very same initial weights."))
        _press(_("New seed"), "seed", lambda: _new_seed(bench), help=_("Other random initial weights."))
        st.session_state["speed"] = next(name for name, speed in SPEEDS.items() if speed == bench.speed)
        st.select_slider(
            _("Speed"),
            list(SPEEDS),
            st.session_state["speed"],
            format_func=speed_label,
            key="speed",
            width=190,
            help=_("Updates a second. Slow motion shows every single step."),
            on_change=lambda: bench.pace(SPEEDS[st.session_state["speed"]]),
        )


ICONS = {"play": "play_arrow", "pause": "pause", "step": "skip_next", "reset": "replay", "seed": "casino"}


def _press(
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
        on_click=lambda: _done(do),
        shortcut=shortcut,
        disabled=off,
        help=help,
    )


def _done(do: Callable[[], None]) -> None:
    """Do it, and draw what has changed by it."""
    do()
    redraw("transport", "fix", "runs", "live")


def further(experiment: Experiment, index: int) -> int:
    """Twice the steps of a run that has made `index`, as far as they go; 0 where they go no further."""
    most = int(experiment.knobs()["fit.steps"].high or 0)
    more = min(2 * max(experiment.fit.steps, index), most)
    return more if more > index else 0


def _go_on(bench: Bench) -> None:
    """Double the steps of a run that is done, in the link and the knobs as well, say so, and go on."""
    bench.choices[RAISED] = further(bench.experiment, bench.run.index)
    bench.turn({"fit.steps": bench.choices[RAISED]})
    write_link(bench)
    until = monotonic() + GRANT_SECONDS
    while bench.run.state == "done" and monotonic() < until:  # the trainer has not answered yet
        sleep(0.01)
    bench.run.play()
    redraw(*RUN_FRAGMENTS)


def _new_seed(bench: Bench) -> None:
    """The next seed, in the link and the knobs as well."""
    bench.turn({"fit.seed": (bench.experiment.fit.seed + 1) % 2**31})
    write_link(bench)
    redraw(*RUN_FRAGMENTS)


def _figures(bench: Bench) -> str:
    """Step, state and the latest figures on one line."""
    run = bench.run
    words, told = [f"**{_('Step')} {run.index:,}**"], run.shown.history
    if run.shown.step is not None:
        words = [_("**Showing step {step:,} of {last:,}**", step=run.shown.step, last=run.index)]
    if run.state != "running":
        words.append(_state(run) if run.ready or run.state == "failed" else _("waiting for the trainer …"))
    for name, title in FIGURES.items():
        if name in told:
            value = told.last(name)
            shown = f"{value:.1%}" if name.endswith(("accuracy", "analogies", "words", "next")) else f"{value:.4g}"
            words.append(f"{_(title)} **{shown}**")
    return " · ".join(words)


def _state(run: Run) -> str:
    """The state in a word, or why the run ended before its last step."""
    return problem(run.ended.words) if run.state == "done" and run.ended else _(STATES[run.state])


FIGURES = {
    "train_loss": N_("training loss"),
    "test_loss": N_("test loss"),
    "test_accuracy": N_("test accuracy"),
    "test_next": N_("next sentence right"),
    "test_words": N_("words right"),
    "averaged_test_accuracy": N_("with averaged weights"),
    "test_r2": N_("test R²"),
    "test_mae": N_("test mean error"),
    "test_bits": N_("test bits a character"),
    "test_analogies": N_("analogies solved"),
}


def _status(bench: Bench) -> None:
    """The figures, what did not fit, what happened to the run, and how the training is doing."""
    run, pending = bench.run, bench.experiment.pending
    words = [_("waiting for your data")] if pending else [_figures(bench)]
    if run.ready and not run.problem:
        words.append(_health(bench.health()))
    st.markdown("\n\n".join(words))
    for found in [*bench.problems, *([run.problem] if run.problem and not pending else [])]:
        st.error(problem(found), icon=":material/block:")
    for note in filter(None, [pending, describe_delay(run), *run.notes[-1:], left_out(bench)]):
        st.info(problem(note), icon=":material/info:")


def _health(finding: Finding) -> str:
    return TONES[finding.tone].format(words=problem(finding.words))
