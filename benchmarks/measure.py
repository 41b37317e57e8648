"""What the benchmarks share: a server to measure, the time and memory of processes, and how figures are told."""

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


def arguments(about: str | None, **numbers: float | str) -> argparse.Namespace:
    """The command line every benchmark has, and its own settings with their defaults."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--smoke", action="store_true", help="only check that it runs, in seconds")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"default: {default}")
    return parser.parse_args()


def tell(figures: dict[str, Any], as_json: bool) -> None:
    """Print the figures on one line."""
    print(json.dumps(figures) if as_json else "  ".join(f"{name}: {_words(each)}" for name, each in figures.items()))


def _words(figure: Any) -> str:
    if isinstance(figure, dict):
        return "(" + ", ".join(f"{name} {_words(each)}" for name, each in figure.items()) + ")"
    return f"{figure:.4g}" if isinstance(figure, float) else str(figure)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Least, middle and greatest of the rounds."""
    return {name: round(f(values), 4) for name, f in (("min", min), ("median", statistics.median), ("max", max))}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def process(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """A Python process of the project, `python -m …`; ended afterwards, with what it started."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    environment["NETS_STORE"] = "off"  # nothing of a measurement stays on disk
    environment |= options.pop("env", {})
    with tempfile.TemporaryFile("w+") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stderr=log, text=True, **options
        )
        try:
            yield started
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read())
            raise
        finally:
            _end(started)


def _end(started: subprocess.Popen[str]) -> None:
    started.terminate()
    try:
        started.wait(timeout=20)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()


@contextmanager
def server(*command: str) -> Iterator[tuple[int, psutil.Process]]:
    """A Streamlit server: its port and its process. By default the project's app; `command` runs another one."""
    port = free_port()
    asked = [*(command or ("streamlit", "run", "app.py")), "--server.port", str(port), *QUIET]
    with process(asked, stdout=subprocess.DEVNULL) as started:
        await_health(port, started)
        yield port, psutil.Process(started.pid)


def await_health(port: int, started: subprocess.Popen[str]) -> None:
    """Return as soon as the server answers; raise when it has ended instead."""
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        if started.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {started.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return
        except (URLError, OSError):
            sleep(0.02)
    raise TimeoutError("the server does not answer")


def cpu_seconds(measured: psutil.Process) -> float:
    """CPU time the process has used, its children apart."""
    times = measured.cpu_times()
    return float(times.user + times.system)


def megabytes(measured: psutil.Process) -> float:
    """Memory that would be free if the process ended."""
    return float(measured.memory_full_info().uss / 1e6)
