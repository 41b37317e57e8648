"""A classroom: many people train on one server at once, each in a browser tab of their own.

The app's server runs as people start it. One separate light process (this file with `--viewers`) holds all viewers,
each on a real websocket: it opens the Perceptron page, presses Train, answers every frame as the browser does, and at
random moments moves the learning-rate slider.

`fairness` is the slowest run's steps over the fastest's, from the "Step N" of the frames. `latency` is the time from
moving the slider to the first whole live frame of the script run that came of it: it is drawn when the trainer has
acknowledged the change, or after ACKNOWLEDGE_SECONDS. `total_ratio` is all steps a second of all viewers over those of
a bare loop (`bare.py`) just before and after, while nobody trained. `frames_per_s` is of each viewer. Memory is what
would be free without the process: of the server, with how much of it each session added, and of the cluster's
processes together. `server_cores`, `worker_cores` and `viewer_cores` are what each used during the lesson.
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
from benchmarks.measure import arguments, cpu_seconds, megabytes, process, server, tell
from benchmarks.viewer import Viewer

QUERY = "fit.steps=10000000&fit.seed={seed}"
SETTING = "perceptron/fit.lr"
RATES = ("0.01", "0.03", "0.1", "0.3")
ARRIVAL_SECONDS = 0.3  # between two people who come in
MOVES = (3.0, 15.0)  # seconds between two moves of one person's slider
PATIENCE = 90.0


@dataclass
class Seen:
    """What one viewer saw while all were training."""

    steps: int = 0
    frames: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and tell; or be the process of the viewers."""
    if "--viewers" in sys.argv:
        port, sessions, seconds = sys.argv[2:]
        found = asyncio.run(attend(int(port), int(sessions), float(seconds)))
        print(json.dumps([vars(each) for each in found]), flush=True)
        return
    asked = arguments(__doc__, sessions=30, seconds=30.0)
    if asked.smoke:
        asked.sessions, asked.seconds = 2, 3.0
    tell(measure(asked.sessions, asked.seconds), asked.json)


def measure(sessions: int, seconds: float) -> dict[str, Any]:
    """The lesson, with the bare loop before and after it."""
    with bare_loop("perceptron") as bare:
        before = bare.rates(min(5.0, seconds))[0]
        with server() as (port, app):
            asyncio.run(attend(port, 1, 1.0))  # everything is loaded and warm
            empty = megabytes(app)
            seen, used = lesson(port, app, sessions, seconds)
        after = bare.rates(min(5.0, seconds))[0]
    rates = [one.steps / one.seconds for one in seen]
    latencies = [each for one in seen for each in one.latencies]
    frames = [one.frames / one.seconds for one in seen]
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


def lesson(port: int, app: psutil.Process, sessions: int, seconds: float) -> tuple[list[Seen], dict[str, float]]:
    """What the viewers saw; and the cores that each process used towards the end, and the most memory."""
    command = ["benchmarks.classroom", "--viewers", str(port), str(sessions), str(seconds)]
    with process(command, stdout=subprocess.PIPE) as viewers, ThreadPoolExecutor(1) as aside:
        assert viewers.stdout is not None
        told = aside.submit(viewers.stdout.readline)
        groups = {"server": [app], "worker": app.children(recursive=True), "viewer": [psutil.Process(viewers.pid)]}
        used, at, memory = [], [], {"server_mb": 0.0, "worker_mb": 0.0}
        while not told.done():
            at.append(monotonic())
            used.append({name: sum(map(cpu_seconds, group)) for name, group in groups.items()})
            for name in ("server", "worker"):
                memory[f"{name}_mb"] = max(memory[f"{name}_mb"], sum(map(megabytes, groups[name])))
            wait([told], timeout=1.0)
    begin = next(index for index, moment in enumerate(at) if at[-1] - moment <= seconds)
    took = max(at[-1] - at[begin], 1e-9)
    cores = {f"{name}_cores": (used[-1][name] - used[begin][name]) / took for name in groups}
    return [Seen(**each) for each in json.loads(told.result())], memory | cores


async def attend(port: int, sessions: int, seconds: float) -> list[Seen]:
    """All viewers come in one after the other; when the last one trains, the lesson begins."""
    trains = asyncio.Barrier(sessions)
    lessons = [visit(port, seat, trains, seconds) for seat in range(sessions)]
    return await asyncio.gather(*lessons)


async def visit(port: int, seat: int, trains: asyncio.Barrier, seconds: float) -> Seen:
    """One viewer, from opening the page to the end of the lesson."""
    await asyncio.sleep(seat * ARRIVAL_SECONDS)
    async with Viewer(port, "perceptron", QUERY.format(seed=seat)) as viewer:
        await viewer.until(lambda frame: frame.live, PATIENCE)
        viewer.press("play")
        await viewer.until(lambda frame: frame.live and frame.step > 0, PATIENCE)
        others = asyncio.ensure_future(trains.wait())
        await viewer.until(lambda frame: frame.live and others.done(), PATIENCE)
        return await watch(viewer, random.Random(seat), seconds)


async def watch(viewer: Viewer, chance: random.Random, seconds: float) -> Seen:
    """Look for so long, and move the slider now and then."""
    seen, slider = Seen(), Slider(viewer, chance)
    slider.wait()
    last = first = await viewer.until(lambda frame: frame.live, PATIENCE)
    while last.arrived - first.arrived < seconds:
        last = await viewer.until(lambda frame: frame.live, PATIENCE)
        seen.frames += 1
        if slider.moved and any(SETTING in name for name in last.elements):
            seen.latencies.append(last.arrived - slider.moved)
            slider.wait()
    slider.timer.cancel()
    seen.steps, seen.seconds = last.step - first.step, last.arrived - first.arrived
    return seen


class Slider:
    """One person's hand on the learning rate. `moved` is when it was last moved, 0 while the next move is awaited."""

    def __init__(self, viewer: Viewer, chance: random.Random) -> None:
        self._viewer, self._chance = viewer, chance
        self._at = "0.03"
        self.moved = 0.0

    def wait(self) -> None:
        """Move it after a while."""
        self.moved = 0.0
        self.timer = asyncio.get_running_loop().call_later(self._chance.uniform(*MOVES), self._move)

    def _move(self) -> None:
        self._at = self._chance.choice([rate for rate in RATES if rate != self._at])
        self._viewer.choose(SETTING, string_array_value=[self._at])
        self.moved = monotonic()


if __name__ == "__main__":
    main()
