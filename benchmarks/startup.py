"""How long a start takes, from the command to the page, and to the first trained step.

Each round starts the app and, in turn with it, Streamlit's own demonstration (`streamlit hello`), each as a fresh
process whose files the system has seen before. `home_s` is from the start of the process to the end of the first script
run of the home page over a real websocket, `first_page_ratio` that time over the same of `streamlit hello`. Somebody
who then goes to the Perceptron page and presses Train at once, while the cluster is still starting, sees the first
trained step `first_step_cold_s` after the start of the process. `first_step_s` is for the next visitor, when all is
warm: from pressing Train to the first frame with a trained step.
"""

from __future__ import annotations

import asyncio
import subprocess
from time import monotonic
from typing import Any

from benchmarks.live import ready
from benchmarks.measure import QUIET, arguments, await_health, free_port, process, spread, tell
from benchmarks.viewer import Frame, Viewer

APP, HELLO = ("streamlit", "run", "app.py"), ("streamlit", "hello")


def main() -> None:
    """Measure and tell."""
    asked = arguments(__doc__, rounds=5)
    if asked.smoke:
        asked.rounds = 1
    else:
        start(APP)  # the files are in the system's memory, the bytecode is written
        start(HELLO)
    tell(measure(asked.rounds), asked.json)


def measure(rounds: int) -> dict[str, Any]:
    """The figures of all rounds."""
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
    """Start a server: seconds to its first page and, if asked, to the first step cold, then warm; end it."""
    port, begun = free_port(), monotonic()
    with process([*command, "--server.port", str(port), *QUIET], stdout=subprocess.DEVNULL) as started:
        await_health(port, started)
        found = [asyncio.run(first_page(port)) - begun]
        if train:
            found += [asyncio.run(first_step(port))[1] - begun]
            pressed, seen = asyncio.run(first_step(port, patient=True))
            found += [seen - pressed]
    return found


async def first_page(port: int) -> float:
    """When the first page was there."""
    async with Viewer(port) as viewer:
        return (await viewer.until(lambda frame: frame.complete)).arrived


async def first_step(port: int, patient: bool = False) -> tuple[float, float]:
    """When Train was pressed, and when the first frame with a trained step came; patient: press when all is ready."""
    async with Viewer(port, "perceptron") as viewer:
        await viewer.until(ready if patient else _drawn)
        pressed = monotonic()
        viewer.press("play")
        return pressed, (await viewer.until(lambda frame: frame.live and frame.step > 0)).arrived


def _drawn(frame: Frame) -> bool:
    return frame.live


if __name__ == "__main__":
    main()
