"""The sequence that a page of sequences looks at: an example of the data, or one that a person has written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from nets.engine.run import Run
from nets.experiment.user_error import Problem
from nets.models.recurrent.examples import counts, read
from nets.models.recurrent.experiment import Recurrent
from nets.models.recurrent.settings import GATES, SHOWN
from ui.charts.render import answers
from ui.fragments.error_boundary import fragment
from ui.fragments.rerun import redraw
from ui.fragments.server_value import by_person, shown
from ui.session.intervention import Intervention, Lifetime, expire, subject
from ui.session.training_session import Bench, kept, of_family
from ui.text.i18n import N_, _, problem
from ui.widgets.example_index import numbered
from ui.widgets.example_source import SOURCES, draw_own_text, draw_sources, replace_example
from ui.widgets.selectbox import selectbox

MEANINGS = {-1: N_("I do not say"), 1: N_("positive"), 0: N_("negative")}
LONGEST = 400  # characters of an own sequence
MOST_UNITS = 32  # that are drawn at a time
MOST_CELLS = 24_000  # of heat maps that travel in a frame


@dataclass
class Sequence:
    """What one visitor looks at on the page, and how."""

    source: str = "test"
    text: str = ""  # of their own
    meant: int = -1  # what it means, of a sentence that praises or blames: its class, -1 for not said
    at: int = 0  # the step in focus
    layer: str = ""  # and the direction of a layer, by its module's name; "": the first
    unit: int = 0
    force: dict[str, float] = field(default_factory=dict)  # gates that are held, of any cell


LIFETIMES = (
    Lifetime(("source", "text", "meant"), subject, drafts=("text", "meant")),
    Lifetime(("force",), lambda experiment: (*subject(experiment), experiment.net.cell)),
)


def sequence(bench: Bench) -> Sequence:
    """What this visitor looks at."""
    return expire(bench, kept(bench, Sequence), LIFETIMES)


def made(bench: Bench) -> Recurrent:
    """The experiment at hand."""
    return of_family(bench, Recurrent)


def chosen(bench: Bench) -> dict[str, Any]:
    """The arguments with which probes are asked about the sequence: part and index, and a text of the person's own."""
    part, index = bench.example
    found: dict[str, Any] = {"part": part, "index": index}
    if sequence(bench).source == "own" and sequence(bench).text and misread(bench) is None:
        found["text"] = sequence(bench).text
    return found


def misread(bench: Bench) -> Problem | None:
    """Why the person's own sequence is none for the net at hand; None where it is one."""
    try:
        read(made(bench).data, sequence(bench).text)
    except Problem as found:
        return found
    return None


def asked(bench: Bench) -> dict[str, Any]:
    """The arguments of the probe `tape`: the sequence, the gates that are held, what the sentence means."""
    held, gates = sequence(bench), GATES.get(made(bench).net.cell, ())
    force = {gate: value for gate, value in held.force.items() if gate in gates}
    found = chosen(bench) | ({"force": force} if force else {})
    return found | ({"meant": held.meant} if "text" in found and can_mean(bench) else {})


def can_mean(bench: Bench) -> bool:
    """Whether a sentence praises or blames."""
    return made(bench).data.name == "sentiment"


def fits(run: Run, found: dict[str, np.ndarray]) -> bool:
    """Whether an answer about a sequence belongs to the data and the net at hand, and not to those before."""
    experiment = run.experiment
    assert isinstance(experiment, Recurrent)
    if not found:
        return False
    about, numbers = experiment.about, found.get("names", ())
    known = set(found["symbols"].tolist()) <= set(about.symbols) if "symbols" in found else not about.symbols
    return known and ("symbols" in found or tuple(map(str, numbers)) == about.numbers)


def refresh(bench: Bench, *fragments: str) -> None:
    """After another choice: wait a moment for what the net says of it, and draw it. A callback ends so."""
    wanted = chosen(bench)
    bench.watch = {probe: replace_example(arguments, wanted) for probe, arguments in bench.watch.items()}
    bench.watch = bench.watch | ({"tape": asked(bench)} if "tape" in bench.watch else {})
    bench.hear()
    redraw("sequence", "live", *fragments)


@fragment("sequence")
def sequence_panel(bench: Bench) -> None:
    """Which sequence all panels look at."""
    held = sequence(bench)
    sources = [name for name in SOURCES if name != "own" or made(bench).about.symbols]
    source = held.source if held.source in sources else bench.example[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        draw_sources("sequence", _("Sequence"), source, lambda name: take(bench, name), sources)
        if source != "own":
            _which(bench, source)
        _units(bench)
    if source == "own":
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _own(bench)
        _told(bench)


def _which(bench: Bench, part: str) -> None:
    """The number of the example, and steps to others."""
    most = counts(made(bench).data)[part]
    numbered("sequence", bench.example[1], most, lambda index: take(bench, part, index))


def _own(bench: Bench) -> None:
    """A line to write in, and what it means."""
    held = sequence(bench)
    draw_own_text("sequence/text", held.text, LONGEST, lambda text: _wrote(bench, text))
    if can_mean(bench):
        shown("sequence/meant", held.meant)
        selectbox(
            _("It means"),
            list(MEANINGS),
            format_func=lambda meaning: _(MEANINGS[meaning]),
            key="sequence/meant",
            width=150,
            on_change=by_person("sequence/meant", lambda meaning: _meant(bench, meaning)),
        )


def at_a_time(experiment: Recurrent) -> int:
    """How many units of a layer are drawn at a time, so that a frame stays small."""
    rows = len(SHOWN.get(experiment.net.cell, ("hidden",))) + experiment.net.layers * (1 + experiment.both) - 1
    return max(4, min(MOST_UNITS, experiment.net.hidden, MOST_CELLS // (rows * experiment.about.length)))


def _units(bench: Bench) -> None:
    """Which units are drawn, where there are more than can be."""
    hidden, count = made(bench).net.hidden, at_a_time(made(bench))
    if hidden <= count:
        return
    shown("sequence/units", min(sequence(bench).unit, hidden - 1) // count * count)
    selectbox(
        _("Units"),
        range(0, hidden, count),
        format_func=lambda first: f"{first + 1}–{min(first + count, hidden)} / {hidden}",
        key="sequence/units",
        width=150,
        on_change=by_person("sequence/units", lambda first: look_at(bench, unit=first)),
    )


def look_at(bench: Bench, **at: Any) -> None:
    """Look at this step, layer or unit from now on; a callback ends so."""
    held = sequence(bench)
    for name, value in at.items():
        setattr(held, name, value)
    if "one_step" in bench.watch:
        bench.watch = bench.watch | {"one_step": step_asked(bench)}  # another one: the run still holds the old
    refresh(bench, "step")


def step_asked(bench: Bench) -> dict[str, Any]:
    """The arguments of the probe `one_step`: the sequence, and the step and unit in focus, as far as the net has them.

    A sequence is as long as the tape has last said.
    """
    held, net, found = sequence(bench), made(bench).net, told(bench)
    steps = len(found["symbols" if "symbols" in found else "numbers"]) if found else held.at + 1
    layers = [str(name) for name in found["layers"]] if found else []
    layer = held.layer if held.layer in layers else "layers.0.ahead"
    return {**chosen(bench), "at": min(held.at, steps - 1), "unit": min(held.unit, net.hidden - 1), "layer": layer}


def _told(bench: Bench) -> None:
    """Why the own sequence cannot be read, and what could be."""
    held, experiment = sequence(bench), made(bench)
    found = misread(bench)
    if found is not None and held.text:
        st.warning(problem(found), icon=":material/block:")
    with st.popover(_("What the net can read"), icon=":material/menu_book:"):
        joint = " " if experiment.data.name in ("sentiment", "tagging") else ""
        st.text(joint.join(experiment.about.symbols[1:])[:MOST_TOLD])


MOST_TOLD = 3000  # characters of a list of symbols


def take(bench: Bench, source: str, index: int | None = None) -> None:
    """Look at this sequence from now on."""
    held = sequence(bench)
    held.source = source
    if source != "own":
        bench.example = (source, bench.example[1] if index is None else index)
    refresh(bench)


def _wrote(bench: Bench, text: str) -> None:
    sequence(bench).text = text
    refresh(bench)


def _meant(bench: Bench, meaning: int) -> None:
    sequence(bench).meant = meaning
    refresh(bench)


def told(bench: Bench) -> dict[str, np.ndarray]:
    """What the tape of the net at hand says; empty before there is one that fits."""
    found = answers(bench.run, "tape")
    return found if fits(bench.run, found) else {}


OWN_SEQUENCE = Intervention(
    "own_sequence",
    lambda bench: _("Your own sequence is read, not an example of the data.") if _reads_own(bench) else "",
    lambda bench: take(bench, bench.example[0]),
    is_refused=lambda bench: sequence(bench).source == "own" and misread(bench) is not None,
)


def _reads_own(bench: Bench) -> bool:
    return "text" in chosen(bench)
