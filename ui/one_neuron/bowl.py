"""The loss over two weights: a surface, the ball that rolls on it, the way it took, and its next step downhill."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from nets.neuron.examples import examples
from nets.neuron.experiment import Neuron
from nets.training.run import Run
from ui.bench import Bench, of_family
from ui.choice import choice, choosing
from ui.components.plane import heights, plane
from ui.one_neuron.beside import solution
from ui.one_neuron.entries import Entry, pairs, reach, title, way
from ui.panels import answers
from ui.redraw import redraw
from ui.rewrite import write_all
from ui.words import N_, _

AXES = "bowl/axes"
MOST_PLACES = 250  # of the way
FINE, COARSE = 61, 37  # values of either weight on the map
MANY = 250  # answers: from here on the map is coarse, so that a frame stays cheap
Pair = tuple[Entry, Entry]


def axes(bench: Bench) -> Pair:
    """The two weights that the surface is over."""
    possible = pairs(of_family(bench, Neuron))
    return possible[min(choice(bench, AXES, 0), len(possible) - 1)]


def question(bench: Bench) -> dict[str, dict[str, Any]]:
    """What to ask the net for, at the map's size that holds the way and the best weights."""
    best = solution(bench)
    chosen = axes(bench)
    sides = [reach(way(bench.run, entry), _best(best, entry)) for entry in chosen]
    experiment = of_family(bench, Neuron)
    dear = len(examples(experiment.data).inputs) * experiment.outputs > MANY
    asked = {"first": chosen[0], "second": chosen[1], "reach": tuple(sides), "n": COARSE if dear else FINE}
    return {"two_weights": asked, "least_squares": {}, "weights": {}}


def _best(found: dict[str, np.ndarray], entry: Entry) -> np.ndarray:
    """The entry in the solution of least squares; empty where there is none."""
    if not found:
        return np.empty(0)
    weight, bias = found["weight"], found["bias"]
    return np.atleast_1d(bias[entry.neuron] if entry.input < 0 else weight[entry.neuron, entry.input])


def bowl(bench: Bench) -> None:
    """The surface with everything on it."""
    experiment, found, chosen = of_family(bench, Neuron), answers(bench.run, "two_weights"), axes(bench)
    if found and not _fits(found, chosen):
        found = {}
    sides = found["reach"].tolist() if found else [4, 4]
    names = [title(experiment, entry) for entry in chosen]
    past = bench.run.shown.step is not None or bench.run.state in ("diverged", "failed", "stopped")
    alt = N_("The loss over {first} and {second} with contour lines; the ball is the neuron as it is.")
    words = {
        "alt": _(alt, first=names[0], second=names[1]),
        "title": _("Loss surface"),
        "points": "",
        "value": _("Loss"),
        "hint": _hint(experiment, past),
    }
    plane(
        "bowl",
        surface=heights(found["losses"]) if found else None,
        points=None,
        x=(-sides[0], sides[0]),
        y=(-sides[1], sides[1]),
        names=names,
        editable=False,
        pickable=not past,
        marked=_marked(bench, chosen),
        paths=_paths(bench, found, chosen),
        words=words,
        on_click=lambda: _clicked(bench, chosen),
    )


def _fits(found: dict[str, np.ndarray], chosen: Pair) -> bool:
    return (tuple(found["first"].tolist()), tuple(found["second"].tolist())) == (tuple(chosen[0]), tuple(chosen[1]))


def _hint(experiment: Neuron, past: bool) -> str:
    parts = [_("Orange: the step against the gradient.")]
    parts += [_("Ring: least squares.")] if experiment.linear else []
    parts += [] if past else [_("Click to put the ball somewhere.")]
    return " ".join(parts)


def _marked(bench: Bench, chosen: Pair) -> tuple[float, float] | None:
    found = solution(bench)
    x, y = (_best(found, entry) for entry in chosen)
    return (float(x[0]), float(y[0])) if len(x) and len(y) else None


def _paths(bench: Bench, found: dict[str, np.ndarray], chosen: Pair) -> list[dict[str, Any]]:
    """The way to here, and the step of gradient descent from here."""
    if not found:
        return []
    at, slope = found["at"], found["gradient"]
    x, y = (np.append(places, now) for places, now in zip(_way(bench.run, chosen), at, strict=True))
    step = at - bench.experiment.fit.lr * slope
    ahead = {"x": [at[0], step[0]], "y": [at[1], step[1]], "colour": 1, "arrow": True}
    return [{"x": x, "y": y, "ball": True}, ahead]


def _way(run: Run, chosen: Pair) -> list[np.ndarray]:
    ways = [way(run, entry) for entry in chosen]
    count = min(map(len, ways))
    kept = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_PLACES)).astype(int))
    return [places[kept] for places in ways]


def _clicked(bench: Bench, chosen: Pair) -> None:
    """Put the ball where a person pointed."""
    click = st.session_state["bowl"].click
    places = zip(chosen, (click["x"], click["y"]), strict=True)
    write_all(bench, [(entry.parameter, entry.place, value) for entry, value in places], "live")


def axes_choice(bench: Bench) -> None:
    """Which two weights the surface is over, where there are more."""
    experiment = of_family(bench, Neuron)
    possible = pairs(experiment)
    if len(possible) < 2:
        return
    st.selectbox(
        _("Loss surface over"),
        range(len(possible)),
        format_func=lambda i: " · ".join(title(experiment, entry) for entry in possible[i]),
        help=_("The surface goes through the neuron as it is: the other weights stand where they are now."),
        **choosing(bench, AXES, possible.index(axes(bench)), lambda _chosen: redraw("knobs", "live")),
    )
