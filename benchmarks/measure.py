"""Shared by the benchmarks: a server to measure, time and memory of processes, and the printing of figures."""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).resolve().parent.parent
QUIET = ["--server.headless", "true", "--logger.level", "error"]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
START_SECONDS = 120.0


def arguments(description: str | None, **numbers: float | str) -> argparse.Namespace:
    """Parse the options of every benchmark, and its own `numbers` with their defaults."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--smoke", action="store_true", help="only check, in some seconds, that the benchmark runs")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"default: {default}")
    return parser.parse_args()


def print_figures(figures: dict[str, Any], as_json: bool) -> None:
    """Print the figures on one line."""
    print(json.dumps(figures) if as_json else "  ".join(f"{name}: {_format(each)}" for name, each in figures.items()))


def _format(figure: Any) -> str:
    if isinstance(figure, dict):
        return "(" + ", ".join(f"{name} {_format(each)}" for name, each in figure.items()) + ")"
    return f"{figure:.4g}" if isinstance(figure, float) else str(figure)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return the minimum, median and maximum of the rounds."""
    return {name: round(f(values), 4) for name, f in (("min", min), ("median", statistics.median), ("max", max))}


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def process(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a Python process of the project, `python -m …`, and end it; print its errors if the block raises."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    environment["NETS_STORE"] = "off"  # a measurement leaves nothing on the disk
    environment |= options.pop("env", {})
    with tempfile.TemporaryFile("w+") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stderr=log, text=True, **options
        )
        try:
            yield child
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read())
            raise
        finally:
            _end(child)


def _end(child: subprocess.Popen[str]) -> None:
    child.terminate()
    try:
        child.wait(timeout=20)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def server(*command: str) -> Iterator[tuple[int, psutil.Process]]:
    """Run a Streamlit server and yield its port and process: the app, or what `command` starts."""
    port = free_port()
    line = [*(command or ("streamlit", "run", "app.py")), "--server.port", str(port), *QUIET]
    with process(line, stdout=subprocess.DEVNULL) as child:
        await_health(port, child)
        yield port, psutil.Process(child.pid)


def await_health(port: int, child: subprocess.Popen[str]) -> None:
    """Return as soon as the server answers; raise an error if it ends or takes too long."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {child.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            sleep(0.02)
    raise TimeoutError("the server does not answer")


def cpu_seconds(measured: psutil.Process) -> float:
    """Return the CPU time of a process without its children, in seconds."""
    times = measured.cpu_times()
    return float(times.user + times.system)


def megabytes(measured: psutil.Process) -> float:
    """Return the memory that would be free if the process ended, in MB (10^6 bytes)."""
    return float(measured.memory_full_info().uss / 1e6)
