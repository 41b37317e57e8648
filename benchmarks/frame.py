"""What one live frame of the Perceptron page costs: CPU time of the server and bytes on the wire, by history length.

The real app is served with prepared trainings (`prepared.py`): no torch, but messages at the usual rate and answers of
real probes. One viewer on a real websocket watches a run of each length in turn, as often as the rounds say, and
answers every frame as the browser does. `ms` is all CPU time of the server process over the frames drawn meanwhile,
taking in the messages included; `kb` is all it sent over those frames. `bare_ms` and `bare_kb` are the same for a page
of Streamlit that shows nothing but our ticker, in turn with them: what no page can go below on the current machine.
"""

from __future__ import annotations

import asyncio
import pickle
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.measure import arguments, cpu_seconds, server, spread, tell
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
    """Measure and tell."""
    asked = arguments(__doc__, rounds=3, frames=60)
    lengths = LENGTHS
    if asked.smoke:
        asked.rounds, asked.frames, lengths = 1, 5, LENGTHS[:1]
    with tempfile.TemporaryDirectory() as folder:
        looks, bare = Path(folder) / "looks", Path(folder) / "bare.py"
        looks.write_bytes(pickle.dumps(real_looks()))
        bare.write_text(BARE, encoding="utf-8")
        with server("benchmarks.prepared", str(looks)) as page, server("streamlit", "run", str(bare)) as floor:
            tell(measure(page, floor, lengths, asked.rounds, asked.frames), asked.json)


def real_looks(count: int = 20) -> tuple[list[dict[str, Any]], list[str]]:
    """Answers of every probe of the page at some moments of a real training, and the names of its gradient norms."""
    from nets.models.perceptron.experiment import Perceptron
    from nets.probes import ask
    from nets.training.trainer_state import Training

    training, looks = Training(Perceptron()), []
    for _look in range(count):
        for _update in range(20):
            training.update()
        looks.append(
            {name: ask(name, training.net, training.task) for name in ("decision_surface", "weights", "activations")}
        )
    return looks, training.gradient_names


def measure(page: Served, floor: Served, lengths: Sequence[int], rounds: int, frames: int) -> dict[str, Any]:
    """Least, median and greatest milliseconds and kilobytes of a frame, for each length of the history."""
    found: dict[int, list[tuple[float, float]]] = {length: [] for length in lengths}
    bare = []
    for _round in range(rounds):
        for length in lengths:
            found[length].append(asyncio.run(watch_page(page, length, frames)))
        bare.append(asyncio.run(watch_floor(floor, frames)))
    return {
        "ms": {str(length): spread([ms for ms, _kb in turns]) for length, turns in found.items()},
        "kb": {str(length): spread([kb for _ms, kb in turns]) for length, turns in found.items()},
        "bare_ms": spread([ms for ms, _kb in bare]),
        "bare_kb": spread([kb for _ms, kb in bare]),
    }


async def watch_page(page: Served, length: int, frames: int) -> tuple[float, float]:
    """CPU milliseconds and kilobytes of one live frame of a run of this length."""
    port, process = page
    async with Viewer(port, "perceptron", QUERY.format(length=length)) as viewer:
        await viewer.until(_is_live)
        viewer.press("play")
        await viewer.until(lambda frame: frame.live and frame.step > length)
        return await watch(viewer, process, frames)


async def watch_floor(floor: Served, frames: int) -> tuple[float, float]:
    """The same of a page that shows nothing."""
    port, process = floor
    async with Viewer(port) as viewer:
        return await watch(viewer, process, frames)


async def watch(viewer: Viewer, process: psutil.Process, frames: int) -> tuple[float, float]:
    """CPU milliseconds and kilobytes of each of the next frames."""
    for _frame in range(WARM_FRAMES):
        await viewer.until(_is_live)
    begun, sent = cpu_seconds(process), 0
    for _frame in range(frames):
        sent += (await viewer.until(_is_live)).size
    return 1000 * (cpu_seconds(process) - begun) / frames, sent / frames / 1000


def _is_live(frame: Frame) -> bool:
    return frame.live


if __name__ == "__main__":
    main()
