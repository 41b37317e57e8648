"""The default net of a family, trained by a bare PyTorch loop in a process of its own: what the app is measured with.

Same net, data and optimizer as the app's, index batches, one thread, the niceness of the app's workers; nothing looks
at it. `python -m benchmarks.bare cnn` trains for as many seconds as each line of its input says, and answers with
steps, seconds and CPU seconds.
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
    """The process, seen from the benchmark. It stands still while it is not asked."""

    def __init__(self, started: subprocess.Popen[str]) -> None:
        self._process = started

    def rates(self, seconds: float) -> tuple[float, float]:
        """Train on for so long: steps a second, and steps a second of CPU."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(seconds, file=self._process.stdin, flush=True)
        steps, took, cpu = map(float, self._process.stdout.readline().split())
        return steps / took, steps / cpu


@contextmanager
def bare_loop(family: str) -> Iterator[Bare]:
    """The process, warmed up."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with process(["benchmarks.bare", family], env=ONE_THREAD, **pipes) as started:
        bare = Bare(started)
        bare.rates(0.5)
        yield bare


def steps(family: str) -> Iterator[None]:
    """The training, a step at a time."""
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
    """Train as the input says."""
    from nets.engine.workers.worker_functions import give_way

    give_way()
    training = steps(sys.argv[1])
    for line in sys.stdin:
        begun, cpu, made = monotonic(), process_time(), 0
        while monotonic() - begun < float(line):
            next(training)
            made += 1
        print(made, monotonic() - begun, process_time() - cpu, flush=True)


if __name__ == "__main__":
    main()
