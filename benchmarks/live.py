"""How much of PyTorch's own speed is left when somebody watches: steps a second of the app over those of a bare loop.

The app's server runs as people start it, with its embedded cluster. One viewer on a real websocket has a page open
(--page perceptron, cnn or recurrent) with everything drawn (curves, surface, feature maps or tape, activations), and
answers each frame as the browser does; the steps are those the page tells. The bare loop is `bare.py`. They take turns,
app, bare, app, bare, each standing still while the other trains. `ratio` is by the clock, `cpu_ratio` by the CPU time
of the two training processes alone, which other work on the machine does not disturb; `frames_per_s` is how often the
page was drawn meanwhile.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.bare import Bare, bare_loop
from benchmarks.measure import arguments, cpu_seconds, server, spread, tell
from benchmarks.viewer import Frame, Viewer

QUERY = "fit.steps=10000000"


@dataclass(frozen=True)
class Turn:
    """Steps a second by the clock and by CPU, and frames a second, of one turn of the app."""

    by_clock: float
    by_cpu: float
    frames: float


def main() -> None:
    """Measure and tell."""
    asked = arguments(__doc__, rounds=5, seconds=5.0, page="perceptron")
    if asked.smoke:
        asked.rounds, asked.seconds = 1, 1.0
    with bare_loop(asked.page) as bare, server() as (port, process):
        tell(asyncio.run(measure(asked.page, port, process, bare, asked.rounds, asked.seconds)), asked.json)


async def measure(
    page: str, port: int, process: psutil.Process, bare: Bare, rounds: int, seconds: float
) -> dict[str, Any]:
    """The two in turn, as often as `rounds` says."""
    turns, bares = [], []
    async with Viewer(port, page, QUERY) as viewer:
        await viewer.until(ready)
        viewer.choose("inspector", string_array_value=["Activations"])
        for _round in range(rounds):
            turns.append(await watched(viewer, process, seconds))
            bares.append(bare.rates(seconds))
    pairs = list(zip(turns, bares, strict=True))
    return {
        "ratio": spread([turn.by_clock / clock for turn, (clock, _cpu) in pairs]),
        "cpu_ratio": spread([turn.by_cpu / cpu for turn, (_clock, cpu) in pairs]),
        "steps_per_s": spread([turn.by_clock for turn in turns]),
        "frames_per_s": spread([turn.frames for turn in turns]),
    }


async def watched(viewer: Viewer, process: psutil.Process, seconds: float) -> Turn:
    """One turn of the app: press Train, look for so long, press Pause."""
    viewer.press("play")
    first = await viewer.until(lambda frame: frame.live and frame.step > 0)
    for _warm in range(5):
        first = await viewer.until(lambda frame: frame.live)
    cpu, last, frames = worker_cpu(process), first, 0
    while last.arrived - first.arrived < seconds:
        last = await viewer.until(lambda frame: frame.live)
        frames += 1
    used, took, made = worker_cpu(process) - cpu, last.arrived - first.arrived, last.step - first.step
    viewer.press("play")
    await viewer.until(lambda frame: frame.live and says(frame, "paused"))
    return Turn(made / took, made / used, frames / took)


def worker_cpu(process: psutil.Process) -> float:
    """CPU seconds of the process below the server that has used most of all: the worker."""
    return max(map(cpu_seconds, process.children(recursive=True)))


def ready(frame: Frame) -> bool:
    """Whether the page is whole and its trainer has answered."""
    return frame.live and not says(frame, "waiting")


def says(frame: Frame, words: str) -> bool:
    """Whether a text of the frame has these words."""
    return any(words in element.markdown.body for element in frame.elements.values())


if __name__ == "__main__":
    main()
