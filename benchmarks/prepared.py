"""The app's server with prepared trainings instead of real ones: `python -m benchmarks.prepared LOOKS --server.port N`.

A training has a history as long as its experiment's data seed says, and from then on goes on at a steady rate, all from
arrays. LOOKS is a pickle of real answers of the probes, shown in turn. Nothing here loads torch, as in the real server.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from time import sleep
from typing import Any, TypeVar

import numpy as np

import ui.session.engine
from nets.engine.engine import Engine
from nets.experiment.experiment import Experiment
from nets.training.messages import Columns, Message, ProbeAnswers, Watch

T = TypeVar("T")

RATE = 1500  # updates a second, about what the default net makes
REPORTED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "lr")


class Prepared:
    """A place whose trainers answer with prepared messages."""

    def __init__(self, looks: list[dict[str, Any]], gradients: list[str]) -> None:
        self._looks, self._gradients = looks, gradients

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> PreparedSeat:
        return PreparedSeat(int(experiment.value("data.seed")), cycle(self._looks), [*REPORTED, *self._gradients])

    def compute(self, function: Callable[..., T], *arguments: Any) -> T:
        return function(*arguments)

    def warm(self) -> None:
        pass

    def workers(self) -> int:
        return 1

    def free_memory(self) -> None:
        return None

    def restart_if_idle(self) -> None:
        pass

    def close(self) -> None:
        pass


class PreparedSeat:
    """A training that only pretends. Its first message is the whole history."""

    def __init__(self, length: int, looks: Iterator[dict[str, Any]], reported: list[str]) -> None:
        self._index, self._serial, self._length = 0, 0, length
        self._looks, self._reported = looks, reported
        self._random = np.random.default_rng(0)

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> Message:
        sleep(seconds)
        return self._news(self._index + round(RATE * seconds), watch)

    def command(self, name: str, *arguments: Any) -> Any:
        if name == "recall":
            return ProbeAnswers(arguments[0], next(self._looks))
        return self._news(self._length if self._serial == 0 else self._index, arguments[-1])

    def _news(self, index: int, watch: Watch | None) -> Message:
        columns = self._columns(np.arange(self._index + 1, index + 1))
        answers = ProbeAnswers(index, next(self._looks)) if watch else None
        self._serial, self._index = self._serial + 1, index
        return Message(self._serial - 1, index, "running", 0.1, columns, answers)

    def _columns(self, steps: np.ndarray) -> Columns:
        """A loss at every step, everything else at every tenth: falling, and noisy."""
        named = {"loss": steps} | dict.fromkeys(self._reported, steps[steps % 10 == 0])
        return {name: (at, 1 / np.log(at + 2) * self._random.uniform(0.9, 1.1, len(at))) for name, at in named.items()}


def main() -> None:
    """Serve the app with a prepared engine."""
    from streamlit.web import cli

    looks, gradients = pickle.loads(Path(sys.argv[1]).read_bytes())  # written by the benchmark itself

    def start(kind: str = "") -> Engine:
        return Engine(Prepared(looks, gradients))

    ui.session.engine.start_engine = start
    cli.main(["run", "app.py", *sys.argv[2:]])


if __name__ == "__main__":
    main()
