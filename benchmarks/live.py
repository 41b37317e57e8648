"""The speed of the app while a user watches: its steps per second over those of a bare PyTorch loop.

The server is started as in the README, with its embedded cluster. One viewer on a real websocket has a page open
(--page perceptron, cnn or recurrent) with everything drawn (curves, surface, feature maps or tape, activations), and
answers each frame as the browser does; the steps are those on the page. The bare loop is `bare.py`. They take turns,
app, bare, app, bare, and each stands still while the other trains. `ratio` is by the clock, `cpu_ratio` by the CPU time
of the two training processes alone, which other work on the machine does not affect. `steps_per_s` and `frames_per_s`
are those of the app.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.bare import Bare, bare_loop
from benchmarks.measure import arguments, cpu_seconds, print_figures, server, spread
from benchmarks.viewer import Frame, Viewer

QUERY = "fit.steps=10000000"


@dataclass(frozen=True)
class Turn:
    """Steps per second by the clock and by CPU, and frames per second, of one turn of the app."""

    by_clock: float
    by_cpu: float
    frames: float


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, rounds=5, seconds=5.0, page="perceptron")
    if options.smoke:
        options.rounds, options.seconds = 1, 1.0
    with bare_loop(options.page) as bare, server() as (port, process):
        print_figures(
            asyncio.run(measure(options.page, port, process, bare, options.rounds, options.seconds)), options.json
        )


async def measure(
    page: str, port: int, process: psutil.Process, bare: Bare, rounds: int, seconds: float
) -> dict[str, Any]:
    """Return the figures of the app and the bare loop, measured in turn."""
    turns, bares = [], []
    async with Viewer(port, page, QUERY) as viewer:
        await viewer.until(ready)
        viewer.choose("inspector", string_array_value=["Activations"])
        for _round in range(rounds):
            turns.append(await watch_turn(viewer, process, seconds))
            bares.append(bare.rates(seconds))
    pairs = list(zip(turns, bares, strict=True))
    return {
        "ratio": spread([turn.by_clock / clock for turn, (clock, _cpu) in pairs]),
        "cpu_ratio": spread([turn.by_cpu / cpu for turn, (_clock, cpu) in pairs]),
        "steps_per_s": spread([turn.by_clock for turn in turns]),
        "frames_per_s": spread([turn.frames for turn in turns]),
    }


async def watch_turn(viewer: Viewer, process: psutil.Process, seconds: float) -> Turn:
    """Measure one turn of the app: press Train, watch for `seconds`, press Pause."""
    viewer.press("play")
    first = await viewer.until(lambda frame: frame.live and frame.step > 0)
    for _warm in range(5):
        first = await viewer.until(lambda frame: frame.live)
    cpu, last, frames = worker_cpu(process), first, 0
    while last.arrived - first.arrived < seconds:
        last = await viewer.until(lambda frame: frame.live)
        frames += 1
    used, elapsed, steps = worker_cpu(process) - cpu, last.arrived - first.arrived, last.step - first.step
    viewer.press("play")
    await viewer.until(lambda frame: frame.live and says(frame, "paused"))
    return Turn(steps / elapsed, steps / used, frames / elapsed)


def worker_cpu(process: psutil.Process) -> float:
    """Return the CPU seconds of the worker: the process below the server that has used most."""
    return max(map(cpu_seconds, process.children(recursive=True)))


def ready(frame: Frame) -> bool:
    """Return whether the page is complete and its trainer has answered."""
    return frame.live and not says(frame, "waiting")


def says(frame: Frame, words: str) -> bool:
    """Return whether a text of the frame contains these words."""
    return any(words in element.markdown.body for element in frame.elements.values())


if __name__ == "__main__":
    main()
