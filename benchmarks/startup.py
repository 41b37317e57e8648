"""The time of a start, from the command to the first page, and to the first trained step.

Each round starts the app and, in turn with it, Streamlit's own demonstration (`streamlit hello`), each as a new process
whose files are already in the cache of the system. `home_s` is the time from the start of the process to the end of the
first script run of the home page over a real websocket; `first_page_ratio` is this time over that of `streamlit hello`,
`hello_s`. A user who then opens the Perceptron page and presses Train at once, while the cluster is still starting,
sees the first trained step `first_step_cold_s` after the start of the process. `first_step_s` is the time for the next
user, from pressing Train to the first frame with a trained step.
"""

from __future__ import annotations

import asyncio
import subprocess
from time import monotonic
from typing import Any

from benchmarks.live import ready
from benchmarks.measure import QUIET, arguments, await_health, free_port, print_figures, process, spread
from benchmarks.viewer import Frame, Viewer

APP, HELLO = ("streamlit", "run", "app.py"), ("streamlit", "hello")


def main() -> None:
    """Measure and print the figures."""
    options = arguments(__doc__, rounds=5)
    if options.smoke:
        options.rounds = 1
    else:
        start(APP)  # loads the files into the cache of the system and writes the bytecode
        start(HELLO)
    print_figures(measure(options.rounds), options.json)


def measure(rounds: int) -> dict[str, Any]:
    """Return the figures of all rounds."""
    apps, hellos = [], []
    for _round in range(rounds):
        apps.append(start(APP, train=True))
        hellos.append(start(HELLO))
    return {
        "first_page_ratio": spread([app[0] / hello[0] for app, hello in zip(apps, hellos, strict=True)]),
        "first_step_s": spread([app[2] for app in apps]),
        "first_step_cold_s": spread([app[1] for app in apps]),
        "home_s": spread([app[0] for app in apps]),
        "hello_s": spread([hello[0] for hello in hellos]),
    }


def start(command: tuple[str, ...], train: bool = False) -> list[float]:
    """Start a server; return the seconds to its first page and, with `train`, to the first step, cold and then warm."""
    port, begin = free_port(), monotonic()
    with process([*command, "--server.port", str(port), *QUIET], stdout=subprocess.DEVNULL) as child:
        await_health(port, child)
        seconds = [asyncio.run(first_page(port)) - begin]
        if train:
            seconds += [asyncio.run(first_step(port))[1] - begin]
            pressed, arrived = asyncio.run(first_step(port, is_warm=True))
            seconds += [arrived - pressed]
    return seconds


async def first_page(port: int) -> float:
    """Return when the first page was complete."""
    async with Viewer(port) as viewer:
        return (await viewer.until(lambda frame: frame.complete)).arrived


async def first_step(port: int, is_warm: bool = False) -> tuple[float, float]:
    """Return when Train was pressed, after the trainer was ready if `is_warm`, and when the first trained step came."""
    async with Viewer(port, "perceptron") as viewer:
        await viewer.until(ready if is_warm else _is_live)
        pressed = monotonic()
        viewer.press("play")
        return pressed, (await viewer.until(lambda frame: frame.live and frame.step > 0)).arrived


def _is_live(frame: Frame) -> bool:
    return frame.live


if __name__ == "__main__":
    main()
