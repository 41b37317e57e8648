"""A classroom: many users train on one server at once, each in a browser tab of their own.

The server is started as in the README. One separate light process (this file with `--viewers`) holds all viewers, each
on a real websocket: it opens the Perceptron page, presses Train, answers every frame as the browser does, and moves the
learning-rate slider at random times.

- `fairness`: the steps of the slowest run over those of the fastest, from the "Step N" of the frames.
- `latency_p50_s`, `latency_p95_s`: the time from a move of the slider to the first complete live frame of the script
  run that it caused. The page is drawn when the trainer has acknowledged the change, or after ACKNOWLEDGE_SECONDS.
- `total_ratio`: the steps per second of all viewers together over those of a bare loop (`bare.py`) just before and
  after the lesson.
- `frames_per_s_min`, `frames_per_s_median`: frames per second of a viewer.
- `server_mb`, `worker_mb`: the most memory that would be free without the server, and without the processes of the
  cluster together; `mb_per_session` is the memory that each session added to the server.
- `server_cores`, `worker_cores`, `viewer_cores`: the cores that each used during the lesson.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import numpy as np
import psutil

from benchmarks.bare import bare_loop
from benchmarks.measure import arguments, cpu_seconds, megabytes, print_figures, process, server
from benchmarks.viewer import Viewer

QUERY = "fit.steps=10000000&fit.seed={seed}"
SETTING = "perceptron/fit.lr"
RATES = ("0.01", "0.03", "0.1", "0.3")
ARRIVAL_SECONDS = 0.3  # between two users who arrive
MOVES = (3.0, 15.0)  # seconds between two moves of one user's slider
PATIENCE = 90.0


@dataclass
class Observation:
    """What one viewer observed while all were training."""

    steps: int = 0
    frames: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print the figures; with `--viewers`, be the process of the viewers."""
    if "--viewers" in sys.argv:
        port, sessions, seconds = sys.argv[2:]
        observations = asyncio.run(attend(int(port), int(sessions), float(seconds)))
        print(json.dumps([vars(each) for each in observations]), flush=True)
        return
    options = arguments(__doc__, sessions=30, seconds=30.0)
    if options.smoke:
        options.sessions, options.seconds = 2, 3.0
    print_figures(measure(options.sessions, options.seconds), options.json)


def measure(sessions: int, seconds: float) -> dict[str, Any]:
    """Return the figures of a lesson, with the bare loop before and after it."""
    with bare_loop("perceptron") as bare:
        before = bare.rates(min(5.0, seconds))[0]
        with server() as (port, app):
            asyncio.run(attend(port, 1, 1.0))  # everything is loaded and warm
            empty = megabytes(app)
            observations, used = lesson(port, app, sessions, seconds)
        after = bare.rates(min(5.0, seconds))[0]
    rates = [each.steps / each.seconds for each in observations]
    latencies = [latency for each in observations for latency in each.latencies]
    frames = [each.frames / each.seconds for each in observations]
    p50, p95 = np.percentile(latencies, [50, 95]) if latencies else (float("nan"), float("nan"))
    figures = {
        "fairness": min(rates) / max(rates),
        "latency_p50_s": float(p50),
        "latency_p95_s": float(p95),
        "total_ratio": sum(rates) / statistics.mean([before, after]),
        "mb_per_session": (used["server_mb"] - empty) / sessions,
        "frames_per_s_min": min(frames),
        "frames_per_s_median": statistics.median(frames),
    }
    return {name: round(figure, 4) for name, figure in (figures | used).items()} | {"moves": len(latencies)}


def lesson(port: int, app: psutil.Process, sessions: int, seconds: float) -> tuple[list[Observation], dict[str, float]]:
    """Return what the viewers observed, and the most memory and the cores of each group of processes."""
    command = ["benchmarks.classroom", "--viewers", str(port), str(sessions), str(seconds)]
    with process(command, stdout=subprocess.PIPE) as viewers, ThreadPoolExecutor(1) as reader:
        assert viewers.stdout is not None
        result = reader.submit(viewers.stdout.readline)
        groups = {"server": [app], "worker": app.children(recursive=True), "viewer": [psutil.Process(viewers.pid)]}
        used, times, memory = [], [], {"server_mb": 0.0, "worker_mb": 0.0}
        while not result.done():
            times.append(monotonic())
            used.append({name: sum(map(cpu_seconds, group)) for name, group in groups.items()})
            for name in ("server", "worker"):
                memory[f"{name}_mb"] = max(memory[f"{name}_mb"], sum(map(megabytes, groups[name])))
            wait([result], timeout=1.0)
    begin = next(index for index, time in enumerate(times) if times[-1] - time <= seconds)
    elapsed = max(times[-1] - times[begin], 1e-9)
    cores = {f"{name}_cores": (used[-1][name] - used[begin][name]) / elapsed for name in groups}
    return [Observation(**each) for each in json.loads(result.result())], memory | cores


async def attend(port: int, sessions: int, seconds: float) -> list[Observation]:
    """Let all viewers arrive one after the other; the lesson begins when the last one trains."""
    trains = asyncio.Barrier(sessions)
    lessons = [visit(port, number, trains, seconds) for number in range(sessions)]
    return await asyncio.gather(*lessons)


async def visit(port: int, number: int, trains: asyncio.Barrier, seconds: float) -> Observation:
    """Be one viewer, from opening the page to the end of the lesson."""
    await asyncio.sleep(number * ARRIVAL_SECONDS)
    async with Viewer(port, "perceptron", QUERY.format(seed=number)) as viewer:
        await viewer.until(lambda frame: frame.live, PATIENCE)
        viewer.press("play")
        await viewer.until(lambda frame: frame.live and frame.step > 0, PATIENCE)
        others = asyncio.ensure_future(trains.wait())
        await viewer.until(lambda frame: frame.live and others.done(), PATIENCE)
        return await watch(viewer, random.Random(number), seconds)


async def watch(viewer: Viewer, rng: random.Random, seconds: float) -> Observation:
    """Watch for `seconds`, and move the slider at times."""
    observation, slider = Observation(), Slider(viewer, rng)
    slider.wait()
    last = first = await viewer.until(lambda frame: frame.live, PATIENCE)
    while last.arrived - first.arrived < seconds:
        last = await viewer.until(lambda frame: frame.live, PATIENCE)
        observation.frames += 1
        if slider.moved and any(SETTING in name for name in last.elements):
            observation.latencies.append(last.arrived - slider.moved)
            slider.wait()
    slider.timer.cancel()
    observation.steps, observation.seconds = last.step - first.step, last.arrived - first.arrived
    return observation


class Slider:
    """The learning-rate slider of one user. `moved` is the time of its last move, 0 once the effect was seen."""

    def __init__(self, viewer: Viewer, rng: random.Random) -> None:
        self._viewer, self._rng = viewer, rng
        self._value = "0.03"
        self.moved = 0.0

    def wait(self) -> None:
        """Move it after a random time."""
        self.moved = 0.0
        self.timer = asyncio.get_running_loop().call_later(self._rng.uniform(*MOVES), self._move)

    def _move(self) -> None:
        self._value = self._rng.choice([rate for rate in RATES if rate != self._value])
        self._viewer.choose(SETTING, string_array_value=[self._value])
        self.moved = monotonic()


if __name__ == "__main__":
    main()
