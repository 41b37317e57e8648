"""How near chosen words have been to one another since the training began, and which words were nearest when."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import streamlit as st

from nets.training.news import Watch
from nets.training.places import Lost
from nets.training.problem import Problem
from nets.training.run import Run
from ui.bench import Bench
from ui.charts_lines import lines
from ui.inspectors import Inspector
from ui.lexicon import NEAREST, Found, looked_at
from ui.neighbours import among, said
from ui.panels import answers, chart
from ui.titles import table
from ui.words import N_, _

KEPT = "closeness"
MOST_PAIRS = 6
MOST_POINTS = 120  # of a line
MOST_TRACES = 12  # runs and words that are remembered
ROWS, COLUMNS = 6, 5  # moments of the table, and neighbours at each


@dataclass
class Trace:
    """What the probe `neighbours` has said of these words, by step; moments that were kept are asked for afterwards."""

    told: dict[int, Found] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    asking: Future[None] | None = None

    def add(self, step: int, found: Found) -> None:
        """Remember an answer; when there are too many, every second of the older ones goes."""
        self.told[step] = found
        if len(self.told) > 2 * MOST_POINTS:
            steps = sorted(self.told)
            for old in steps[1:-1:2]:
                del self.told[old]


def trace(bench: Bench, words: tuple[str, ...]) -> Trace:
    """What is known of these words in the run at hand, with the latest answer in it."""
    traces: dict[tuple[str, tuple[str, ...]], Trace] = bench.choices.setdefault(KEPT, {})
    kept = traces.pop((bench.run.id, words), None) or Trace()
    traces[bench.run.id, words] = kept
    while len(traces) > MOST_TRACES:
        del traces[next(iter(traces))]
    found, look = answers(bench.run, "neighbours"), bench.run.look
    known = len(found["words"]) + len(found["unknown"]) if found else -1
    if look and known == len(words) and look.index not in kept.told:
        kept.add(look.index, found)
    return kept


def catch_up(bench: Bench, words: tuple[str, ...], kept: Trace) -> None:
    """Ask, in the background, what the kept moments of the run say of these words."""
    wanted = [step for step in bench.run.shown.moments if step not in kept.told and step not in kept.asked]
    if wanted and (kept.asking is None or kept.asking.done()):
        kept.asked |= set(wanted)
        run = bench.run
        kept.asking = bench.engine.background(lambda: _ask(run, words, kept, wanted))


def _ask(run: Run, words: tuple[str, ...], kept: Trace, steps: list[int]) -> None:
    for step in steps:
        try:
            kept.add(step, run.tell("ask", "neighbours", {"words": words, "most": NEAREST}, step))
        except (Lost, Problem):
            return  # the run has gone, or a worker; what is known stays


def closeness_panel(bench: Bench) -> None:
    """A line for each two words over the steps, and the nearest words at some moments."""
    words = looked_at(bench)
    if not words:
        st.caption(_("Choose words above the map: how near they come to one another is drawn here."))
        return
    kept = trace(bench, words)
    catch_up(bench, words, kept)
    told = dict(sorted(kept.told.items()))
    until = bench.run.shown.step
    if until is not None:
        told = {step: found for step, found in told.items() if step <= until}
    if not told:
        st.caption(_("Waiting for the net …"))
        return
    left, right = st.columns([3, 3], gap="medium")
    with left:
        _curves(told)
    with right:
        _then(told)


def _curves(told: Mapping[int, Found]) -> None:
    """A line for each two words."""
    points = [
        (step, value, f"{one} – {other}")
        for step in spread(list(told), MOST_POINTS)
        for one, other, value in among(told[step])[:MOST_PAIRS]
    ]
    if not points:
        st.caption(_("Choose a second word: the cosine of each two is drawn here."))
        return
    titles = tuple(dict.fromkeys(title for _step, _value, title in points))
    alt = _("The cosine of chosen words over the steps: {pairs}.", pairs=_(", ").join(titles))
    spec = lines(titles, _("Step"), _("Cosine"), _("Words"), description=alt, number=".2f")
    rows = {"x": [each[0] for each in points], "y": [each[1] for each in points], "line": [each[2] for each in points]}
    chart(f"closeness/{'/'.join(titles)}", spec, pa.table(rows))


def _then(told: Mapping[int, Found]) -> None:
    """For the first word that the net has: its nearest at some steps."""
    words = next(iter(told.values()))["words"]
    if not len(words):
        return
    st.markdown(_("Nearest to **{word}** at some steps:", word=said(words[0])))
    moments = spread(list(told), ROWS)
    nearest = [[said(name) for name in told[step]["0/words"][:COLUMNS]] for step in moments]
    rows = [[f"{step:,}", _(", ").join(names)] for step, names in zip(moments, nearest, strict=True)]
    st.markdown(table([_("Step"), _("Nearest words")], rows, texts=2))
    st.caption(_("At step 0 all vectors are random. The scrubber shows each of these moments on the map."))


def spread(steps: list[int], most: int) -> list[int]:
    """Up to `most` of the steps, the first and the last among them, evenly by their order."""
    if len(steps) <= most:
        return steps
    return [steps[i] for i in sorted({round(i) for i in np.linspace(0, len(steps) - 1, most).tolist()})]


def question(_bench: Bench) -> Watch:
    """The neighbours are asked for with the map."""
    return {}


CLOSENESS = Inspector(N_("Over time"), question, closeness_panel)
