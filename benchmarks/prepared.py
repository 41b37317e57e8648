"""The app's server with prepared trainings in place of real ones.

`python -m benchmarks.prepared ANSWERS --server.port N` starts it. The data seed of an experiment is the length of its
history; after that a training continues at a steady rate, all from arrays. ANSWERS is a pickle of real probe answers,
shown in turn. As in the real server, nothing loads torch.
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

RATE = 1500  # updates per second, about those of the default net
REPORTED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "lr")


class PreparedBackend:
    """A backend whose trainers answer with prepared messages."""

    def __init__(self, answers: list[dict[str, Any]], gradients: list[str]) -> None:
        self._answers, self._gradients = answers, gradients

    def open(self, experiment: Experiment, checkpoint: bytes | None = None) -> PreparedTrainer:
        return PreparedTrainer(int(experiment.value("data.seed")), cycle(self._answers), [*REPORTED, *self._gradients])

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


class PreparedTrainer:
    """A trainer that does not train. Its first message holds the whole history."""

    def __init__(self, length: int, answers: Iterator[dict[str, Any]], reported: list[str]) -> None:
        self._index, self._serial, self._length = 0, 0, length
        self._answers, self._reported = answers, reported
        self._random = np.random.default_rng(0)

    def advance(self, seconds: float, most: int | None = None, watch: Watch | None = None) -> Message:
        sleep(seconds)
        return self._message(self._index + round(RATE * seconds), watch)

    def command(self, name: str, *arguments: Any) -> Any:
        if name == "recall":
            return ProbeAnswers(arguments[0], next(self._answers))
        return self._message(self._length if self._serial == 0 else self._index, arguments[-1])

    def _message(self, index: int, watch: Watch | None) -> Message:
        columns = self._columns(np.arange(self._index + 1, index + 1))
        answers = ProbeAnswers(index, next(self._answers)) if watch else None
        self._serial, self._index = self._serial + 1, index
        return Message(self._serial - 1, index, "running", 0.1, columns, answers)

    def _columns(self, steps: np.ndarray) -> Columns:
        """Return falling, noisy figures: the loss at every step, the others at every tenth."""
        reported = {"loss": steps} | dict.fromkeys(self._reported, steps[steps % 10 == 0])
        return {
            name: (index, 1 / np.log(index + 2) * self._random.uniform(0.9, 1.1, len(index)))
            for name, index in reported.items()
        }


def main() -> None:
    """Serve the app with a prepared engine."""
    from streamlit.web import cli

    answers, gradients = pickle.loads(Path(sys.argv[1]).read_bytes())  # written by the benchmark itself

    def start(kind: str = "") -> Engine:
        return Engine(PreparedBackend(answers, gradients))

    ui.session.engine.start_engine = start
    cli.main(["run", "app.py", *sys.argv[2:]])


if __name__ == "__main__":
    main()
