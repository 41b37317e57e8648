"""Draw the loss landscape of the current run on a plane through its weights, with the path that it took."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ui.components.plane import heights, plane
from ui.fragments.rerun import redraw
from ui.inspect.probe_button import probe_button
from ui.session.requests.probe_request import Answer
from ui.session.training_session import TrainingSession
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments

PLANES = {"path": N_("along its path"), "random": N_("random")}
SIDES = (9, 17, 33)
ZOOMS = {0.5: "×0.5", 1.0: "×1", 2.0: "×2", 4.0: "×4"}
WALL = 3.0  # times the height of the path above the lowest loss; higher losses look alike
APART = 0.05  # of the span of the path's losses; a larger gap is mentioned
PATH = 1  # the category whose colour the path has


def landscape_panel(session: TrainingSession) -> None:
    """Draw the choice of plane and resolution, the two surfaces with the path, and what they do not show."""
    arguments = _arguments(session)
    if not session.run.index:
        st.caption(_("Train the net a little: its path is what is drawn here."))
        return
    answer = probe_button(session, "landscape", arguments, _("Draw the loss landscape"), "landscape", survey=True)
    if not answer:
        st.caption(
            _(
                "The loss at many places around the net, on a plane through the space of its weights, and on it the "
                "path that the training took."
            )
        )
    elif not answer["x"].size:
        st.caption(_("Waiting for the net …"))
    else:
        _surfaces(session, answer)
        _draw_figures(session, answer)


def _arguments(session: TrainingSession) -> dict[str, Any]:
    """Draw the widgets of the survey, and return its arguments."""
    kind = str(choice(session, "landscape/kind", "path"))
    side, zoom = int(choice(session, "landscape/side", 17)), float(choice(session, "landscape/zoom", 1.0))
    seed = int(choice(session, "landscape/seed", 0))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.segmented_control(
            _("Plane"),
            list(PLANES),
            format_func=lambda name: _(PLANES[name]),
            required=True,
            help=_(
                "Along its path: the two directions in which the weights varied most (principal components). Random: "
                "two directions in which each filter is as long as the net's own (Li et al. 2018)."
            ),
            **choice_arguments(session, "landscape/kind", kind),
        )
        st.segmented_control(
            _("Places a side"), SIDES, required=True, **choice_arguments(session, "landscape/side", side)
        )
        st.segmented_control(
            _("Zoom"),
            list(ZOOMS),
            format_func=ZOOMS.__getitem__,
            required=True,
            **choice_arguments(session, "landscape/zoom", zoom),
        )
        if kind == "random":
            other = lambda: session.selection.choices.update({"landscape/seed": seed + 1})  # noqa: E731
            st.button(_("Other directions"), key="landscape/other", icon=":material/casino:", on_click=other)
    return {"kind": kind, "side": side, "zoom": zoom, "seed": seed}


def _surfaces(session: TrainingSession, answer: Answer) -> None:
    """Draw training and test loss side by side, in the same colours."""
    parts = {"train": _("Training loss"), "test": _("Test loss")}
    shown = {name: title for name, title in parts.items() if np.isfinite(answer[name]).any()}
    for column, (name, title) in zip(st.columns(max(2, len(shown))), shown.items(), strict=False):
        with column:
            st.markdown(f"**{title}**")
            _surface(session, answer, name, title)


def _surface(session: TrainingSession, answer: Answer, name: str, title: str) -> None:
    key = f"landscape/{name}"
    moment = _moment(session, answer)
    words = {
        "alt": _("Map of the {title} around the net, with the path of its weights.", title=title),
        "title": title,
        "points": _("Path"),
        "value": title,
        "hint": _("Point at a place to read its loss. Click near the path to look at that moment."),
    }
    plane(
        key,
        surface=heights(answer[name], reach=_reach(answer)),
        points=None,
        x=_span(answer["x"]),
        y=_span(answer["y"]),
        names=(_("First direction"), _("Second direction")),
        editable=False,
        pickable=True,
        words=words,
        marked=tuple(answer["path"][moment]),
        paths=[{"x": answer["path"][:, 0], "y": answer["path"][:, 1], "colour": PATH, "ball": True}],
        on_click=lambda: _on_click(session, answer, key),
    )


def _span(places: np.ndarray) -> tuple[float, float]:
    """Return the range from the edge of the first cell to that of the last; losses are at the centre of each."""
    half = float(places[1] - places[0]) / 2
    return float(places[0]) - half, float(places[-1]) + half


def _reach(answer: Answer) -> tuple[float, float]:
    """Return the range of losses that colours distinguish: from the lowest to well above those of the run."""
    values = np.concatenate([answer["train"].ravel(), answer["test"].ravel(), answer["path_losses"]])
    values, seen = values[np.isfinite(values)], answer["path_losses"][np.isfinite(answer["path_losses"])]
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    wall = (
        low + WALL * (float(seen.max()) - low) if answer["kind"] == "path" and seen.size else float(np.median(values))
    )
    return low, max(min(high, wall), low + 1e-9)


def _moment(session: TrainingSession, answer: Answer) -> int:
    """Return the displayed moment of the path: that of the scrubber, else the last."""
    step = session.run.shown.step
    return len(answer["steps"]) - 1 if step is None else int(np.abs(answer["steps"] - step).argmin())


def _on_click(session: TrainingSession, answer: Answer, key: str) -> None:
    """Show the moment of the path that is nearest to the click."""
    click = st.session_state[key].click
    if not click:
        return
    sizes = [span[1] - span[0] for span in (_span(answer["x"]), _span(answer["y"]))]
    away = np.hypot(*((answer["path"] - [click["x"], click["y"]]) / sizes).T)
    step = int(answer["steps"][int(away.argmin())])
    session.run.recall(None if step == answer["steps"][-1] else step)
    session.comparison_runs.recall(session.run.shown.chosen)
    redraw("scrubber", "live")


def _draw_figures(session: TrainingSession, answer: Answer) -> None:
    """Draw how much of the path the plane holds, whether its losses are the run's, and what a slice hides."""
    moment, real = _moment(session, answer), _real(session, answer)
    shown, step = answer["path_losses"], int(answer["steps"][moment])
    words = [
        _(
            "The ring: after **{step:,}** updates, training loss **{real:.4g}**; at its place on the plane "
            "**{shown:.4g}**.",
            step=step,
            real=real[moment],
            shown=shown[moment],
        ),
        _(
            "The plane holds **{held:.1%}** of the variance of the path, of which {count} moments are kept.",
            held=float(answer["explained_share"]),
            count=len(answer["steps"]),
        ),
    ]
    gaps = np.abs(real - shown)
    if np.isfinite(gaps).any():
        worst = int(np.nanargmax(gaps))
        if gaps[worst] > APART * max(np.nanmax(real) - np.nanmin(real), 1e-9):
            words.append(
                _(
                    "The path lies off the plane: after {step:,} updates its loss was {real:.4g}, and the colour "
                    "beneath it says {shown:.4g}.",
                    step=int(answer["steps"][worst]),
                    real=real[worst],
                    shown=shown[worst],
                )
            )
        else:
            words.append(_("The colours beneath the path are close to the losses that it really had."))
    st.markdown("\n".join(f"- {each}" for each in words))
    _caption(answer)


def _real(session: TrainingSession, answer: Answer) -> np.ndarray:
    """Return the reported training loss at each moment of the path (K,); the last one lies on the plane."""
    line = session.run.history.line("train_loss")
    known = dict(zip(line.step.tolist(), line.last.tolist(), strict=True))
    before = [known.get(step, np.nan) for step in answer["steps"].tolist()[:-1]]
    return np.array([*before, answer["path_losses"][-1]])


def _caption(answer: Answer) -> None:
    """Draw what a slice hides."""
    st.caption(
        _(
            "A slice: the net has {weights:,} weights, the plane two directions. Valleys and ridges beside it are not "
            "seen, and a hill on it need not stand in the way of a net that can go round it. Losses without penalties "
            "and dropout; both maps have the same colours, and the highest are cut off.",
            weights=int(answer["weights"]),
        )
    )
    if answer["kind"] == "path":
        st.caption(
            _(
                "A large share says little: a random walk, too, has about three quarters of its variance in its first "
                "two principal directions (Antognini and Sohl-Dickstein 2018)."
            )
        )
    else:
        st.caption(
            _(
                "A random plane holds next to nothing of the path, which therefore seems to stand still. It shows how "
                "steep it is around the net: the axes count lengths of the net's own filters."
            )
        )
