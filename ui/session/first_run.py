"""The first run of a visitor, one press away from the home page."""

from __future__ import annotations

from nets.training.experiment import Experiment
from ui.bench import bench_of


def begin_first_run(family: type[Experiment]) -> None:
    """Have this visitor's net of the family train with the defaults, which the plain address of its page means."""
    bench, experiment = bench_of(family), family()  # type: ignore[call-arg]
    if bench.experiment != experiment:
        bench.begin(experiment)
    elif bench.run.over:
        bench.reset()
    bench.run.play()
