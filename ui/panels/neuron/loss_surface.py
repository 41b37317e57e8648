"""The loss over two weights as a map or a hill: the current weights, their path, and the next step."""

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
MAX_PATH_POINTS = 250
FINE, COARSE = 61, 37  # values of each weight on the map
MAX_FINE_ANSWERS = 250  # outputs; with more, the map is coarse to keep frames cheap
Pair = tuple[Entry, Entry]


def axes(session: TrainingSession) -> Pair:
    """Return the two weights of the surface."""
    possible = pairs(of_family(session, Neuron))
    return possible[min(choice(session, AXES, 0), len(possible) - 1)]


def question(session: TrainingSession) -> dict[str, dict[str, Any]]:
    """Return the probe of the surface, large enough for the path and the best weights."""
    best = solution(session)
    pair = axes(session)
    sides = [reach(way(session.run, entry), _best(best, entry)) for entry in pair]
    experiment = of_family(session, Neuron)
    is_expensive = count(experiment.data) * experiment.outputs > MAX_FINE_ANSWERS
    arguments = {"first": pair[0], "second": pair[1], "reach": tuple(sides), "n": COARSE if is_expensive else FINE}
    return {"loss_over_two_weights": arguments, "least_squares": {}, "weights": {}}


def _best(answer: dict[str, np.ndarray], entry: Entry) -> np.ndarray:
    """Return an entry of the least-squares solution; empty if there is none."""
    if not answer:
        return np.empty(0)
    weight, bias = answer["weight"], answer["bias"]
    return np.atleast_1d(bias[entry.neuron] if entry.input < 0 else weight[entry.neuron, entry.input])


class SurfaceAnswer(NamedTuple):
    """The last answer about the loss over two weights.

    Attributes:
        found: The probe's answer; empty while it is about other weights.
        names: Titles of the weights.
        x: Range of the first weight.
        y: Range of the second weight.
    """

    found: dict[str, np.ndarray]
    names: list[str]
    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def surface(self) -> dict[str, Any] | None:
        """The losses as an element draws them; None while there is no answer."""
        return heights(self.found["losses"]) if self.found else None


def latest_answer(session: TrainingSession, pair: Pair) -> SurfaceAnswer:
    """Return the last answer about these two weights."""
    answer = answers(session.run, "loss_over_two_weights")
    answer = answer if answer and _matches(answer, pair) else {}
    across, up = answer["reach"].tolist() if answer else (4, 4)
    names = [title(of_family(session, Neuron), entry) for entry in pair]
    return SurfaceAnswer(answer, names, (-across, across), (-up, up))


def bowl(session: TrainingSession) -> None:
    """Draw the surface as a map with the path and the current weights."""
    experiment, pair = of_family(session, Neuron), axes(session)
    answer = latest_answer(session, pair)
    past = session.run.shown.step is not None or session.run.state in ("diverged", "failed", "stopped")
    plane(
        "bowl",
        surface=answer.surface,
        points=None,
        x=answer.x,
        y=answer.y,
        names=answer.names,
        editable=False,
        pickable=not past,
        marked=_marked_point(session, pair),
        paths=_paths(session, answer.found, pair),
        words={**_words(answer), "points": "", "value": _("Loss"), "hint": _hint(experiment, past)},
        on_click=lambda: _on_click(session, pair),
    )


def draw_hill(session: TrainingSession) -> None:
    """Draw the surface as a hill, with the path and the current weights."""
    pair = axes(session)
    answer = latest_answer(session, pair)
    path = next(iter(_paths(session, answer.found, pair)), {"x": (), "y": ()})
    hint = _("Drag it or use the arrow keys to turn it. Heights are logarithms, so that the valley shows.")
    words = {**_words(answer), "hint": hint}
    hill("hill", surface=answer.surface, x=answer.x, y=answer.y, names=answer.names, path=path, words=words)


def _words(answer: SurfaceAnswer) -> dict[str, str]:
    first, second = answer.names
    alt = N_("The loss over {first} and {second} with contour lines; the ball is the neuron as it is.")
    return {"alt": _(alt, first=first, second=second), "title": _("Loss surface")}


def _matches(answer: dict[str, np.ndarray], pair: Pair) -> bool:
    return (tuple(answer["first"].tolist()), tuple(answer["second"].tolist())) == (tuple(pair[0]), tuple(pair[1]))


def _hint(experiment: Neuron, past: bool) -> str:
    parts = [_("Orange: the step against the gradient.")]
    parts += [_("Ring: least squares.")] if experiment.linear else []
    parts += [] if past else [_("Click to put the ball somewhere.")]
    return " ".join(parts)


def _marked_point(session: TrainingSession, pair: Pair) -> tuple[float, float] | None:
    best = solution(session)
    x, y = (_best(best, entry) for entry in pair)
    return (float(x[0]), float(y[0])) if len(x) and len(y) else None


def _paths(session: TrainingSession, answer: dict[str, np.ndarray], pair: Pair) -> list[dict[str, Any]]:
    """Return the path to the current weights, and the next step of gradient descent."""
    if not answer:
        return []
    at, slope = answer["at"], answer["gradient"]
    x, y = (np.append(places, now) for places, now in zip(_way(session.run, pair), at, strict=True))
    step = at - session.experiment.fit.lr * slope
    ahead = {"x": [at[0], step[0]], "y": [at[1], step[1]], "colour": 1, "arrow": True}
    return [{"x": x, "y": y, "ball": True}, ahead]


def _way(run: Run, pair: Pair) -> list[np.ndarray]:
    values = [way(run, entry) for entry in pair]
    count = min(map(len, values))
    steps = np.unique(np.linspace(0, max(count - 1, 0), min(count, MAX_PATH_POINTS)).astype(int))
    return [places[steps] for places in values]


def _on_click(session: TrainingSession, pair: Pair) -> None:
    """Set the weights to the clicked point."""
    click = st.session_state["bowl"].click
    places = zip(pair, (click["x"], click["y"]), strict=True)
    write_all(session, [(entry.parameter, entry.place, value) for entry, value in places], "live")


def axes_choice(session: TrainingSession) -> None:
    """Draw the choice of the two weights, if there are more."""
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
