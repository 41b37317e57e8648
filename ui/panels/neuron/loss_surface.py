"""The loss over two weights as a map or a hill: the ball on it, the way it took, and its next step downhill."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from nets.engine.run import Run
from nets.models.neuron.examples import count
from nets.models.neuron.experiment import Neuron
from ui.charts.render import answers
from ui.components.hill import hill
from ui.components.plane import heights, plane
from ui.fragments.rerun import redraw
from ui.inspect.edit_weight import write_all
from ui.inspect.inspectors import Inspector
from ui.panels.neuron.least_squares_table import solution
from ui.panels.neuron.parameter_names import Entry, pairs, reach, title, way
from ui.session.training_session import TrainingSession, of_family
from ui.text.i18n import N_, _
from ui.widgets.remembered import choice, choice_arguments
from ui.widgets.selectbox import selectbox

AXES = "bowl/axes"
MAX_PLACES = 250  # of the way
FINE, COARSE = 61, 37  # values of either weight on the map
MANY = 250  # answers: from here on the map is coarse, so that a frame stays cheap
Pair = tuple[Entry, Entry]


def axes(session: TrainingSession) -> Pair:
    """The two weights that the surface is over."""
    possible = pairs(of_family(session, Neuron))
    return possible[min(choice(session, AXES, 0), len(possible) - 1)]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """What to ask the net for, at the map's size that holds the way and the best weights."""
    best = solution(session)
    chosen = axes(session)
    sides = [reach(way(session.run, entry), _best(best, entry)) for entry in chosen]
    experiment = of_family(session, Neuron)
    dear = count(experiment.data) * experiment.outputs > MANY
    asked = {"first": chosen[0], "second": chosen[1], "reach": tuple(sides), "n": COARSE if dear else FINE}
    return {"loss_over_two_weights": asked, "least_squares": {}, "weights": {}}


def _best(answer: dict[str, np.ndarray], entry: Entry) -> np.ndarray:
    """The entry in the solution of least squares; empty if there is none."""
    if not answer:
        return np.empty(0)
    weight, bias = answer["weight"], answer["bias"]
    return np.atleast_1d(bias[entry.neuron] if entry.input < 0 else weight[entry.neuron, entry.input])


class SurfaceAnswer(NamedTuple):
    """The last answer about the loss over two weights; `found` is empty while it is about others."""

    found: dict[str, np.ndarray]
    names: list[str]
    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def surface(self) -> dict[str, Any] | None:
        """The losses as an element draws them."""
        return heights(self.found["losses"]) if self.found else None


def latest_answer(session: TrainingSession, chosen: Pair) -> SurfaceAnswer:
    """Return the last answer about these two weights."""
    answer = answers(session.run, "loss_over_two_weights")
    answer = answer if answer and _matches(answer, chosen) else {}
    across, up = answer["reach"].tolist() if answer else (4, 4)
    names = [title(of_family(session, Neuron), entry) for entry in chosen]
    return SurfaceAnswer(answer, names, (-across, across), (-up, up))


def bowl(session: TrainingSession) -> None:
    """The surface as a map with everything on it."""
    experiment, chosen = of_family(session, Neuron), axes(session)
    said = latest_answer(session, chosen)
    past = session.run.shown.step is not None or session.run.state in ("diverged", "failed", "stopped")
    plane(
        "bowl",
        surface=said.surface,
        points=None,
        x=said.x,
        y=said.y,
        names=said.names,
        editable=False,
        pickable=not past,
        marked=_marked_point(session, chosen),
        paths=_paths(session, said.found, chosen),
        words={**_words(said), "points": "", "value": _("Loss"), "hint": _hint(experiment, past)},
        on_click=lambda: _on_click(session, chosen),
    )


def draw_hill(session: TrainingSession) -> None:
    """Draw the surface as a hill, with the path and the ball."""
    chosen = axes(session)
    said = latest_answer(session, chosen)
    way = next(iter(_paths(session, said.found, chosen)), {"x": (), "y": ()})
    hint = _("Drag it or use the arrow keys to turn it. Heights are logarithms, so that the valley shows.")
    words = {**_words(said), "hint": hint}
    hill("hill", surface=said.surface, x=said.x, y=said.y, names=said.names, path=way, words=words)


def _words(said: SurfaceAnswer) -> dict[str, str]:
    first, second = said.names
    alt = N_("The loss over {first} and {second} with contour lines; the ball is the neuron as it is.")
    return {"alt": _(alt, first=first, second=second), "title": _("Loss surface")}


def _matches(answer: dict[str, np.ndarray], chosen: Pair) -> bool:
    return (tuple(answer["first"].tolist()), tuple(answer["second"].tolist())) == (tuple(chosen[0]), tuple(chosen[1]))


def _hint(experiment: Neuron, past: bool) -> str:
    parts = [_("Orange: the step against the gradient.")]
    parts += [_("Ring: least squares.")] if experiment.linear else []
    parts += [] if past else [_("Click to put the ball somewhere.")]
    return " ".join(parts)


def _marked_point(session: TrainingSession, chosen: Pair) -> tuple[float, float] | None:
    found = solution(session)
    x, y = (_best(found, entry) for entry in chosen)
    return (float(x[0]), float(y[0])) if len(x) and len(y) else None


def _paths(session: TrainingSession, answer: dict[str, np.ndarray], chosen: Pair) -> list[dict[str, Any]]:
    """The way to here, and the step of gradient descent from here."""
    if not answer:
        return []
    at, slope = answer["at"], answer["gradient"]
    x, y = (np.append(places, now) for places, now in zip(_way(session.run, chosen), at, strict=True))
    step = at - session.experiment.fit.lr * slope
    ahead = {"x": [at[0], step[0]], "y": [at[1], step[1]], "colour": 1, "arrow": True}
    return [{"x": x, "y": y, "ball": True}, ahead]


def _way(run: Run, chosen: Pair) -> list[np.ndarray]:
    ways = [way(run, entry) for entry in chosen]
    count = min(map(len, ways))
    kept = np.unique(np.linspace(0, max(count - 1, 0), min(count, MAX_PLACES)).astype(int))
    return [places[kept] for places in ways]


def _on_click(session: TrainingSession, chosen: Pair) -> None:
    """Put the ball where the user clicked."""
    click = st.session_state["bowl"].click
    places = zip(chosen, (click["x"], click["y"]), strict=True)
    write_all(session, [(entry.parameter, entry.place, value) for entry, value in places], "live")


def axes_choice(session: TrainingSession) -> None:
    """Which two weights the surface is over, where there are more."""
    experiment = of_family(session, Neuron)
    possible = pairs(experiment)
    if len(possible) < 2:
        return
    selectbox(
        _("Loss surface over"),
        range(len(possible)),
        format_func=lambda i: " · ".join(title(experiment, entry) for entry in possible[i]),
        help=_("The surface goes through the neuron as it is: the other weights stand where they are now."),
        **choice_arguments(session, AXES, possible.index(axes(session)), lambda _chosen: redraw("settings", "live")),
    )


HILL = Inspector(N_("Hill"), lambda session: {}, draw_hill)
