"""The strip that the captioning page looks at: one of the data, or one of a person's own; and the word in focus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nets.datasets.images.digit_strips import FIT, LONGEST, SHORTEST, WHITE, side_by_side
from nets.datasets.images.upload_strip import OwnPicture, fitted
from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.models.captioner.examples import counts, layout
from nets.models.captioner.experiment import Captioner
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import by_person, shown
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import Bench, kept, of_family
from ui.text.i18n import N_, _
from ui.widgets.example_index import numbered

SOURCES = {"test": N_("Test strip"), "train": N_("Training strip"), "drawn": N_("My drawing"), "own": N_("My picture")}
STRIP = ("part", "index", "pixels")  # what `asked` may hold
PROBES = ("caption", "caption_step", "caption_what_if", "caption_maps")


@dataclass
class Caption:
    """What one visitor looks at on the page, and how."""

    source: str = "test"
    pads: int = SHORTEST + 1
    squares: dict[int, np.ndarray | None] = field(default_factory=dict)  # by pad: what was drawn on it, (e, e) uint8
    gap: int = 1  # pixels between the drawn digits
    picture: OwnPicture | None = None
    notes: tuple[Problem, ...] = ()  # how it was read
    at: int = 0  # the word in focus
    moved: dict[str, Any] = field(default_factory=dict)  # "at" and "weights": how the net has to look in the what-if
    another: int = 0  # which further training strips are shown


LIFETIMES = (
    Lifetime(("source",), subject),
    Lifetime(("moved",), lambda experiment: (*subject(experiment), experiment.places)),
)


def caption(bench: Bench) -> Caption:
    """What this visitor looks at."""
    return expire(bench, kept(bench, Caption), LIFETIMES)


def made(bench: Bench) -> Captioner:
    """The experiment at hand."""
    return of_family(bench, Captioner)


def pads(bench: Bench) -> int:
    """How many pads there are to draw on: no more than a strip has digits."""
    return min(caption(bench).pads, made(bench).data.longest)


def own_strip(bench: Bench) -> np.ndarray | None:
    """The person's own strip (H, W) uint8, if that is what is looked at; black while nothing is drawn or chosen."""
    held, data = caption(bench), made(bench).data
    shape = layout(data)
    if held.source == "own":
        return np.zeros(shape.shape, np.uint8) if held.picture is None else fitted(held.picture, shape, FIT[data.name])
    if held.source != "drawn":
        return None
    squares = [held.squares.get(place) for place in range(pads(bench))]
    fitting = [each for each in squares if each is not None and each.shape == (shape.edge, shape.edge)]
    return side_by_side(fitting, shape, held.gap)


def asked(bench: Bench) -> dict[str, Any]:
    """The arguments with which probes are asked about the strip."""
    part, index = bench.example
    found: dict[str, Any] = {"part": part, "index": index}
    own = own_strip(bench)
    return found if own is None else found | {"pixels": (own.astype(np.float32) / WHITE).tobytes()}


def fits(run: Run, found: dict[str, np.ndarray]) -> bool:
    """Whether an answer about a strip belongs to the net at hand, and not to one before it."""
    experiment = run.experiment
    assert isinstance(experiment, Captioner)
    return bool(found) and found["image"].shape == experiment.image


def told(bench: Bench) -> dict[str, np.ndarray]:
    """What the net at hand writes of the strip; empty before it has said so."""
    found = answers(bench.run, "caption")
    if not fits(bench.run, found) or not set(found["output"].tolist()) <= set(made(bench).words):
        return {}
    own = caption(bench).source in ("drawn", "own")
    wanted = ("own", found["index"]) if own else bench.example
    return found if (str(found["part"]), int(found["index"])) == wanted else {}


def focus(bench: Bench) -> int:
    """The word in focus, of those that are written."""
    found = told(bench)
    return min(caption(bench).at, len(found["output"]) - 1) if found else 0


def refresh(bench: Bench, *fragments: str) -> None:
    """After another choice: wait a moment for what the net says of it, and draw it. A callback ends so."""
    bench.watch = {probe: _anew(probe, arguments, bench) for probe, arguments in bench.watch.items()}
    bench.hear()
    redraw("strip", "live", *fragments)


def _anew(probe: str, arguments: dict[str, Any], bench: Bench) -> dict[str, Any]:
    """The arguments of a probe, about the strip and the word that are looked at now."""
    if probe not in PROBES:
        return arguments
    found = {name: value for name, value in arguments.items() if name not in STRIP} | asked(bench)
    return found | {"at": caption(bench).at} if probe == "caption_step" else found


def look_at(bench: Bench, at: int) -> None:
    """Have this word in focus from now on; a callback ends so."""
    caption(bench).at = at
    refresh(bench)


@fragment("strip")
def strip_panel(bench: Bench) -> None:
    """Which strip all panels look at."""
    held = caption(bench)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        shown("strip/source", held.source)
        st.segmented_control(
            _("Strip"),
            list(SOURCES),
            format_func=lambda name: _(SOURCES[name]),
            key="strip/source",
            required=True,
            on_change=by_person("strip/source", lambda source: take(bench, source)),
        )
        if held.source in counts(made(bench).data):
            most = counts(made(bench).data)[held.source]
            numbered("strip", bench.example[1], most, lambda index: take(bench, held.source, index))


def take(bench: Bench, source: str, index: int | None = None) -> None:
    """Look at this strip from now on, from its first word on."""
    held = caption(bench)
    if source != held.source or index is not None:
        held.at, held.moved = 0, {}
    held.source = source
    if source in ("train", "test"):
        bench.example = (source, bench.example[1] if index is None else index)
    refresh(bench, "own_strip")


def drew(bench: Bench, pad: int, square: np.ndarray | None) -> None:
    """What is drawn on a pad has changed: it is looked at from now on."""
    held = caption(bench)
    held.squares[pad] = square
    held.moved = {}
    refresh(bench)


def set_pads(bench: Bench, count: int) -> None:
    """Draw on so many pads."""
    caption(bench).pads = min(max(count, SHORTEST), LONGEST)
    refresh(bench, "own_strip")


OWN_STRIP = Intervention(
    "own_strip",
    lambda bench: "" if own_strip(bench) is None else _("Your own strip is read, not an example of the data."),
    lambda bench: take(bench, bench.example[0]),
    is_refused=lambda bench: caption(bench).source == "own" and caption(bench).picture is None,
)
