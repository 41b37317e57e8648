"""The cost of one live frame of the Perceptron page, in CPU time and bytes sent, by the length of the history.

The real app is served with prepared trainings (`prepared.py`): without torch, but with messages at the usual rate and
answers of real probes. One viewer on a real websocket watches a run of each length in turn, `--rounds` times, and
answers every frame as the browser does. `ms` is the CPU time of the server process divided by the frames, including the
time to receive messages; `kb` is what it sent, divided by the frames. `bare_ms` and `bare_kb` are the same for a page
of Streamlit that shows only our ticker, measured in turn with them: the lower bound on the current machine.
"""

from __future__ import annotations

import asyncio
import pickle
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.measure import arguments, cpu_seconds, print_figures, server, spread
from benchmarks.viewer import Frame, Viewer

Served = tuple[int, psutil.Process]  # the port of a server, and the server

LENGTHS: tuple[int, ...] = (1_000, 100_000, 1_000_000)
BARE = """
import streamlit as st
from ui.components.library import library
from ui.fragments.ticker import ticker

@st.fragment
def live():
    ticker("ticker", 100, True)

library()
live()
"""
WARM_FRAMES = 10  # drawn before anything is measured
QUERY = "data.seed={length}&fit.steps=10000000"


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, rounds=3, frames=60)
    lengths = LENGTHS
    if options.smoke:
        options.rounds, options.frames, lengths = 1, 5, LENGTHS[:1]
    with tempfile.TemporaryDirectory() as folder:
        answers, bare = Path(folder) / "answers", Path(folder) / "bare.py"
        answers.write_bytes(pickle.dumps(real_answers()))
        bare.write_text(BARE, encoding="utf-8")
        with server("benchmarks.prepared", str(answers)) as page, server("streamlit", "run", str(bare)) as floor:
            print_figures(measure(page, floor, lengths, options.rounds, options.frames), options.json)


def real_answers(count: int = 20) -> tuple[list[dict[str, Any]], list[str]]:
    """Return answers of the page's probes at `count` steps of a real training, and the names of its gradient norms."""
    from nets.models.perceptron.experiment import Perceptron
    from nets.probes import ask
    from nets.training.trainer_state import Training

    training, answers = Training(Perceptron()), []
    for _answer in range(count):
        for _update in range(20):
            training.update()
        answers.append(
            {name: ask(name, training.net, training.task) for name in ("decision_surface", "weights", "activations")}
        )
    return answers, training.gradient_names


def measure(page: Served, floor: Served, lengths: Sequence[int], rounds: int, frames: int) -> dict[str, Any]:
    """Return minimum, median and maximum of milliseconds and kilobytes per frame, for each length of the history."""
    costs: dict[int, list[tuple[float, float]]] = {length: [] for length in lengths}
    bare = []
    for _round in range(rounds):
        for length in lengths:
            costs[length].append(asyncio.run(watch_page(page, length, frames)))
        bare.append(asyncio.run(watch_floor(floor, frames)))
    return {
        "ms": {str(length): spread([ms for ms, _kb in turns]) for length, turns in costs.items()},
        "kb": {str(length): spread([kb for _ms, kb in turns]) for length, turns in costs.items()},
        "bare_ms": spread([ms for ms, _kb in bare]),
        "bare_kb": spread([kb for _ms, kb in bare]),
    }


async def watch_page(page: Served, length: int, frames: int) -> tuple[float, float]:
    """Return CPU milliseconds and kilobytes per live frame of a run of this length."""
    port, process = page
    async with Viewer(port, "perceptron", QUERY.format(length=length)) as viewer:
        await viewer.until(_is_live)
        viewer.press("play")
        await viewer.until(lambda frame: frame.live and frame.step > length)
        return await watch(viewer, process, frames)


async def watch_floor(floor: Served, frames: int) -> tuple[float, float]:
    """Return the same for a page that shows nothing."""
    port, process = floor
    async with Viewer(port) as viewer:
        return await watch(viewer, process, frames)


async def watch(viewer: Viewer, process: psutil.Process, frames: int) -> tuple[float, float]:
    """Return CPU milliseconds and kilobytes per frame over the next frames."""
    for _frame in range(WARM_FRAMES):
        await viewer.until(_is_live)
    start, sent = cpu_seconds(process), 0
    for _frame in range(frames):
        sent += (await viewer.until(_is_live)).size
    return 1000 * (cpu_seconds(process) - start) / frames, sent / frames / 1000


def _is_live(frame: Frame) -> bool:
    return frame.live


if __name__ == "__main__":
    main()
