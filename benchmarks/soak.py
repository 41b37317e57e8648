"""A long visit of several users: whether memory, threads and answers of a small server stay within bounds.

One light process holds all viewers, each on a real websocket. A viewer opens a page and presses Train if the page has
a net, watches for a while, then opens another page in the same tab, or closes the tab and returns as a new user. After
`--minutes` all viewers leave, and the server is measured for `--after` minutes more.

The figures:

- `server_mb`, `worker_mb`: the private memory of the server, and of its child processes together, in MB (10^6 bytes)
  at the start, at most and at the end. Private memory excludes files, because mapped libraries count or not depending
  on the other processes that use them.
- `threads`: the threads of the server, likewise.
- `visits`: pages that viewers opened; `trained`: those that reached a training step within `PATIENCE` seconds, or that
  have no net; `waits`: those that said that the run waits for memory or for a worker.
- `exceptions`: error notices and tracebacks on the pages, and tracebacks on the server's error output.
- `refused`: connections that failed.

`--memory` limits the server and its child processes to this many MiB together; 0 sets no limit. The limit is that of a
control group, whose processes the kernel kills if they exceed it (`enforced`). Where this process may not create a
control group, the server gets the limit as NETS_MEMORY and keeps to it by itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

import psutil
from websockets.exceptions import WebSocketException

from benchmarks.measure import QUIET, arguments, await_health, free_port, print_figures, process
from benchmarks.viewer import Frame, Viewer
from nets.engine.workers.memory import private

PAGES = (
    "",  # the home page, which has no net
    "neuron",
    "perceptron",
    "cnn",
    "autoencoder",
    "recurrent",
    "word2vec",
    "encoder_decoder",
    "captioning",
    "transformer",
    "gpt",
    "bert",
)
WATCHED = (15.0, 45.0)  # seconds that a viewer spends on a page
STAYS = 0.6  # share of the visits after which a viewer stays in the same tab
PATIENCE = 60.0
SAMPLE_SECONDS = 2.0
CGROUPS = (Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup"))  # versions 1 and 2
LIMITS = ("memory.limit_in_bytes", "memory.max")
FULL = "memory of this server is full"
WAITS = (FULL, "Waiting for a worker")


@dataclass
class Tally:
    """Counts of all viewers, see above."""

    visits: int = 0
    trained: int = 0
    waits: int = 0
    exceptions: int = 0
    refused: int = 0


def main() -> None:
    """Measure and print the figures; with `--attend`, be the process of the viewers."""
    if "--attend" in sys.argv:
        port, viewers, seconds = sys.argv[2:]
        print(json.dumps(vars(asyncio.run(attend(int(port), int(viewers), float(seconds))))), flush=True)
        return
    options = arguments(__doc__, viewers=8, minutes=20.0, after=11.0, memory=0)
    if options.smoke:
        options.viewers, options.minutes, options.after = 2, 0.5, 0.1
    print_figures(measure(options.viewers, 60 * options.minutes, 60 * options.after, options.memory), options.json)


def measure(viewers: int, seconds: float, after: float, limit_mb: int) -> dict[str, Any]:
    """Return the figures of the visits, and the memory and threads of the server before, during and after them."""
    with tempfile.TemporaryFile("w+") as log, limited_server(log, limit_mb) as (port, app, enforced):
        asyncio.run(attend(port, 1, 1.0))  # everything is loaded and warm
        samples = Samples(app)
        samples.take()
        with process(
            ["benchmarks.soak", "--attend", str(port), str(viewers), str(seconds)], stdout=subprocess.PIPE
        ) as p:
            tally = samples.during(p)
        samples.until(monotonic() + after)
        log.seek(0)
        tally["exceptions"] += log.read().count("Traceback (most recent call last)")
        return samples.figures() | tally | {"viewers": viewers, "memory_mb": limit_mb, "enforced": enforced}


class Samples:
    """The memory and threads of a server at successive times."""

    def __init__(self, app: psutil.Process) -> None:
        self.app = app
        self.rows: list[dict[str, float]] = []

    def take(self) -> None:
        """Add a sample; a process that has just ended counts as 0."""
        row = {"server_mb": 0.0, "worker_mb": 0.0, "threads": float(self.app.num_threads())}
        for name, group in (("server_mb", [self.app]), ("worker_mb", self.app.children(recursive=True))):
            for one in group:
                row[name] += private(one) / 1e6
        self.rows.append(row)

    def until(self, end: float) -> None:
        """Sample until the time `end`."""
        with ThreadPoolExecutor(1) as executor:
            self._while(executor.submit(sleep, max(0.0, end - monotonic())))

    def during(self, viewers: subprocess.Popen[str]) -> dict[str, int]:
        """Sample until the viewers have left; return their tally."""
        assert viewers.stdout is not None
        with ThreadPoolExecutor(1) as executor:
            line = executor.submit(viewers.stdout.readline)
            self._while(line)
        return dict(json.loads(line.result()))

    def _while(self, future: Any) -> None:
        while not future.done():
            self.take()
            wait([future], timeout=SAMPLE_SECONDS)

    def figures(self) -> dict[str, dict[str, float]]:
        """Return each figure at the start, at most and at the end."""
        return {
            name: {"start": rows[0], "most": max(rows), "end": rows[-1]}
            for name in self.rows[0]
            for rows in [[round(row[name], 1) for row in self.rows]]
        }


@contextmanager
def _control_group(limit_mb: int) -> Iterator[Path | None]:
    """Create a control group with this limit for its processes; None if that is not allowed, or without a limit."""
    group = None
    for folder, limit in zip(CGROUPS, LIMITS, strict=True):
        with suppress(OSError):
            if limit_mb and group is None and (folder / limit).exists():
                group = folder / f"nets-soak-{os.getpid()}"
                group.mkdir()
                (group / limit).write_text(str(limit_mb * 2**20))
    try:
        yield group
    finally:
        if group is not None:
            with suppress(OSError):
                group.rmdir()


@contextmanager
def limited_server(log: IO[str], limit_mb: int = 0) -> Iterator[tuple[int, psutil.Process, bool]]:
    """Run the app's server, with its error output in `log`.

    Yields:
        Its port, its process, and whether a control group enforces the limit.
    """
    with _control_group(limit_mb) as group, _server(log, group, limit_mb) as (port, app):
        yield port, app, group is not None


@contextmanager
def _server(log: IO[str], group: Path | None, limit_mb: int) -> Iterator[tuple[int, psutil.Process]]:
    port = free_port()
    environment = os.environ | {"NETS_STORE": "off", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    environment |= {"NETS_MEMORY": str(limit_mb)} if limit_mb and group is None else {}
    join = f"import os; open({str(group / 'cgroup.procs')!r}, 'w').write(str(os.getpid()));" if group else ""
    run = "import runpy, sys; sys.argv[0] = 'streamlit'; runpy.run_module('streamlit', run_name='__main__')"
    command = [sys.executable, "-c", join + run, "run", "app.py", "--server.port", str(port), *QUIET]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log, text=True)
    try:
        await_health(port, server)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        server.kill()


async def attend(port: int, viewers: int, seconds: float) -> Tally:
    """Let all viewers come and go for `seconds`; return their tally."""
    tally, end = Tally(), monotonic() + seconds
    await asyncio.gather(*(come_and_go(port, tally, end, random.Random(number)) for number in range(viewers)))
    return tally


async def come_and_go(port: int, tally: Tally, end: float, rng: random.Random) -> None:
    """Visit as one user after another until the time `end`."""
    await asyncio.sleep(rng.uniform(0, min(10.0, max(0.0, end - monotonic()) / 4)))
    while monotonic() < end:
        try:
            async with Viewer(port, rng.choice(PAGES)) as viewer:
                await visit(viewer, tally, end, rng)
                while monotonic() < end and rng.random() < STAYS:
                    viewer.open(rng.choice(PAGES))
                    await visit(viewer, tally, end, rng)
        except (OSError, TimeoutError, WebSocketException):
            tally.refused += 1
            await asyncio.sleep(1.0)


async def visit(viewer: Viewer, tally: Tally, end: float, rng: random.Random) -> None:
    """Watch a page, and train its net if it has one."""
    tally.visits += 1
    leaves = min(end, monotonic() + rng.uniform(*WATCHED))
    pressed, trained, waited, patience = False, False, False, monotonic() + PATIENCE
    while monotonic() < leaves or (pressed and not trained and monotonic() < patience):
        with suppress(TimeoutError):
            frame = await viewer.until(lambda frame: frame.complete, 5.0)
            tally.exceptions += errors(frame)
            waited |= waits(frame)
            trained |= frame.step > 0
            if not pressed and frame.live:
                viewer.press("play")
                pressed = True
    tally.trained += trained or not pressed
    tally.waits += waited


def errors(frame: Frame) -> int:
    """Return how many error notices and tracebacks a frame shows."""
    notices = sum(name.startswith("error/") and name.endswith("/again") for name in frame.elements)
    return notices + sum(name.startswith("exception/") for name in frame.elements)


def waits(frame: Frame, words: Sequence[str] = WAITS) -> bool:
    """Return whether a frame says that the viewer has to wait, in one of these words."""
    alerts = [each.alert.body for each in frame.elements.values() if each.WhichOneof("type") == "alert"]
    return any(one in body for body in alerts for one in words)


if __name__ == "__main__":
    main()
