"""The reference of other benchmarks: the default net of a family, trained by a bare PyTorch loop in its own process.

It has the net, data and optimizer of the app, batches of indices, one thread and the priority of the app's workers;
nothing watches it. `python -m benchmarks.bare cnn` reads numbers of seconds, one in each line of its input, trains for
each of them, and prints the steps, seconds and CPU seconds.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, process_time

from benchmarks.measure import ONE_THREAD, process
from nets.experiment.family import build


class Bare:
    """The process as the benchmark uses it. It trains only during a call of `rates`."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._process = child

    def rates(self, seconds: float) -> tuple[float, float]:
        """Train for some seconds; return the steps per second and per second of CPU."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(seconds, file=self._process.stdin, flush=True)
        steps, elapsed, cpu = map(float, self._process.stdout.readline().split())
        return steps / elapsed, steps / cpu


@contextmanager
def bare_loop(family: str) -> Iterator[Bare]:
    """Run the process and yield it after its first steps."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with process(["benchmarks.bare", family], env=ONE_THREAD, **pipes) as child:
        bare = Bare(child)
        bare.rates(0.5)
        yield bare


def steps(family: str) -> Iterator[None]:
    """Train, and yield after each step."""
    import torch

    from nets.families import EXPERIMENTS
    from nets.training import optimizers

    torch.set_num_threads(1)
    experiment = EXPERIMENTS[family]()  # type: ignore[call-arg]
    net, task = build(experiment, torch.Generator().manual_seed(0))
    optimizer = optimizers.build_optimizer(net.parameters(), experiment.fit)
    while True:
        for batch in torch.randperm(task.size).split(experiment.fit.batch):
            loss = task.loss(net, batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield


def main() -> None:
    """Train for the seconds of each line of the input."""
    from nets.engine.workers.worker_functions import give_way

    give_way()
    training = steps(sys.argv[1])
    for line in sys.stdin:
        start, cpu, updates = monotonic(), process_time(), 0
        while monotonic() - start < float(line):
            next(training)
            updates += 1
        print(updates, monotonic() - start, process_time() - cpu, flush=True)


if __name__ == "__main__":
    main()
