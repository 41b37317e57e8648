"""The live view of a bench: transport, what is going on in words, the page's panels, and the clock that drives them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nets.training.diagnosis import Finding
from ui.bench import Bench, left_out, write_link
from ui.components.ticker import ticker
from ui.visitors import alive
from ui.words import N_, _, problem

FRAME_SECONDS = 0.1  # between frames, when few are watching
VIEWER_SECONDS = 0.022  # more for every run that is trained, so that thirty viewers leave the training its share
SPEEDS: dict[str, float | None] = {"1/s": 1.0, "5/s": 5.0, "25/s": 25.0, "100/s": 100.0, "max": None}
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


@st.fragment(key="live")
def live(bench: Bench, panels: Callable[[Bench], None]) -> None:
    """Draw the run at hand, again and again while it trains. `panels` draws what the page shows of it."""
    alive()
    bench.run.watched(bench.watch)
    _transport(bench)
    _messages(bench)
    panels(bench)
    bench.run.watched(bench.watch)  # a panel may have changed what is asked
    bench.frames += 1
    moving = bench.run.state == "running" or bench.run.busy
    ticker("ticker", bench.frames, round(1000 * _pause(bench)), moving)


def _pause(bench: Bench) -> float:
    return max(FRAME_SECONDS, VIEWER_SECONDS * bench.engine.busy())


def _transport(bench: Bench) -> None:
    run = bench.run
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if run.state == "running":
            _press(_("Pause"), "pause", run.pause, "Space", primary=True)
        else:
            _press(_("Train"), "play", run.play, "Space", primary=True, off=run.over)
        _press(_("One step"), "step", run.step, "Right", off=run.state in ("diverged", "failed", "stopped"))
        _press(_("Reset"), "reset", bench.reset, help=_("Back to the very same initial weights."))
        _press(_("New seed"), "seed", lambda: _new_seed(bench), help=_("Other random initial weights."))
        st.session_state["speed"] = next(name for name, speed in SPEEDS.items() if speed == bench.speed)
        st.select_slider(
            _("Speed"),
            list(SPEEDS),
            key="speed",
            width=190,
            help=_("Updates a second. Slow motion shows every single step."),
            on_change=lambda: bench.pace(SPEEDS[st.session_state["speed"]]),
        )
        st.markdown(_status(bench))


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
        on_click=do,
        shortcut=shortcut,
        disabled=off,
        help=help,
    )


def _new_seed(bench: Bench) -> None:
    """The next seed, in the link and the knobs as well."""
    bench.turn({"fit.seed": (bench.experiment.fit.seed + 1) % 2**31})
    write_link(bench)
    st.rerun(["knobs", "live"])


def _status(bench: Bench) -> str:
    """Step, state and the latest figures on one line."""
    run = bench.run
    words = [f"**{_('Step')} {run.index:,}**"]
    if run.state != "running":
        words.append(_(STATES[run.state]) if run.ready else _("waiting for the trainer …"))
    for name, title in FIGURES.items():
        if name in run.history:
            value = run.history.last(name)
            shown = f"{value:.1%}" if name.endswith("accuracy") else f"{value:.4g}"
            words.append(f"{_(title)} **{shown}**")
    return " · ".join(words)


FIGURES = {
    "train_loss": N_("training loss"),
    "test_loss": N_("test loss"),
    "test_accuracy": N_("test accuracy"),
    "test_r2": N_("test R²"),
    "test_mae": N_("test mean error"),
}


def _messages(bench: Bench) -> None:
    """What is to be said: what did not fit, what happened to the run, and how the training is doing."""
    run = bench.run
    for found in [*bench.problems, *([run.problem] if run.problem else [])]:
        st.error(problem(found), icon=":material/block:")
    for note in [*run.notes[-1:], *filter(None, [left_out(bench)])]:
        st.info(problem(note), icon=":material/info:")
    if run.ready and not run.problem:
        st.markdown(_health(bench.health()))


def _health(finding: Finding) -> str:
    return TONES[finding.tone].format(words=problem(finding.words))
