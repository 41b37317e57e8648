"""Training a net: one object that holds everything a training is at a moment, and a generator of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

import torch
from torch import Tensor

from nets.experiment.experiment import Experiment
from nets.experiment.family import family_of
from nets.experiment.stop_conditions import Stopping
from nets.experiment.training_config import FIRST
from nets.training import optimizers
from nets.training import weight_averaging as averaging
from nets.training.manual_edits import Edit
from nets.training.messages import Turn
from nets.training.step import Step


def train(experiment: Experiment) -> Iterator[Step]:
    """The steps of a training: first the untrained net (step 0), then one for each update, until the run is over.

    Not asking for the next step is pausing; closing the generator is stopping. It ends early after a step whose loss is
    not finite.
    """
    return steps(Training(experiment))


def steps(training: Training) -> Iterator[Step]:
    """The steps that are left of `training`, the first without an update."""
    yield training.look()
    while not training.over:
        yield training.update()


class Training:
    """Net, task, optimizer, randomness and position of one training.

    All randomness (initial weights, order of the examples, dropout) comes from `generator`, which is this training's
    own, so other trainings in the same process change nothing. `begun` is the experiment it began with, `turned` the
    knobs turned since then, `edits` what a person changed by hand: the three together determine every number.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = self.begun = experiment
        self.turned: list[Turn] = []
        self.edits: list[Edit] = []
        self.index = 0
        self.diverged = False  # the loss of the last update was not finite
        self.generator = torch.Generator().manual_seed(experiment.fit.seed)
        self.net, self.task = family_of(experiment).build(experiment, self.generator)
        self.averages = averaging.begin(self.net) if experiment.fit.average else []
        self.modules = list(self.net.modules())
        self.named = dict(self.net.named_parameters())
        self.parameters = list(self.named.values())
        self.gradient_names = [f"gradient/{name}" for name in self.named]
        self.optimizer = optimizers.make(self.parameters, experiment.fit, experiment.rows)
        self.order = torch.empty(0, dtype=torch.int64)  # of the examples in the current epoch
        self.position = 0  # in that order
        self.stopping = Stopping()

    @property
    def over(self) -> bool:
        """Whether the run has come to its end: all steps made, stopped early, or the loss no longer finite."""
        return self.diverged or self.stopping.ended is not None or self.index >= self.experiment.fit.steps

    def look(self) -> Step:
        """The figures of the net as it stands; no update is made."""
        self._set_rate()
        return Step(self.index, self._report())

    def update(self, batch: Tensor | None = None) -> Step:
        """One optimizer step on the next batch, or on the training examples at the indices `batch` (B,)."""
        start, fit = monotonic(), self.experiment.fit
        if fit.schedule != "constant":
            self._set_rate()
        batch = self.next_batch(fit.batch) if batch is None else batch
        loss = self.task.loss(self.net, batch)
        for parameter in self.parameters:  # what optimizer.zero_grad() does, at a tenth of its cost
            parameter.grad = None
        loss.backward()
        if fit.l1:
            optimizers.penalise(self.parameters, fit.l1)
        if fit.clip:
            torch.nn.utils.clip_grad_norm_(self.parameters, fit.clip)
        self.optimizer.step()
        self.index += 1
        if self.averages:
            averaging.take_in(self.averages, self.parameters, self.index)
        figures = {"loss": loss.item()}
        if fit.batch == 1:
            figures["example"] = float(batch[0])
        if self.index <= min(FIRST, fit.report) or self.index % fit.report == 0 or self.index == fit.steps:
            figures |= self._report() | self._gradient_norms()
            if self.stopping.judge(self.net, fit, self.index, figures):
                figures |= self._report()
        self.stopping.spend(monotonic() - start, fit, self.index)
        step = Step(self.index, figures)
        self.diverged = step.diverged
        return step

    def turn(self, changes: Mapping[str, Any]) -> None:
        """Turn live knobs. Raises Problem, and changes nothing, when one is not live or the values do not fit."""
        after = self.experiment.turned(changes)
        if really := self.experiment.changes_to(after):
            self.turned.append((self.index, really))
        self.stopping.turn(really, self.index)
        before, self.experiment = self.experiment.fit, after
        fit = self.experiment.fit
        if fit.optimizer != before.optimizer:
            self.optimizer = optimizers.make(self.parameters, fit, self.experiment.rows)
        else:
            optimizers.retune(self.optimizer, fit)
        for module in self.modules:  # a live knob of the net, such as dropout, is an attribute of its modules
            for key in changes:
                section, name = key.split(".")
                if section == "net" and hasattr(module, name):
                    setattr(module, name, self.experiment.value(key))

    def _set_rate(self) -> None:
        rate = optimizers.learning_rate(self.experiment.fit, self.index)
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def next_batch(self, size: int) -> Tensor:
        """The next `size` indices (B,) of the epoch, fewer at its end; every epoch has an order of its own."""
        if self.position >= len(self.order):
            self.order, self.position = torch.randperm(self.task.size, generator=self.generator), 0
        batch = self.order[self.position : self.position + size]
        self.position += size
        return batch

    def _report(self) -> dict[str, float]:
        for module in self.modules:  # what net.eval() does, and net.train() below
            module.training = False
        with torch.no_grad():
            figures = self.task.report(self.net)
            if self.averages:
                with averaging.averaged(self.net):
                    means = self.task.report(self.net)
                figures |= {averaging.PREFIX + name: means[name] for name in means if name.startswith("test_")}
        for module in self.modules:
            module.training = True
        return figures | {"lr": self.optimizer.param_groups[0]["lr"]}

    def _gradient_norms(self) -> dict[str, float]:
        return dict(zip(self.gradient_names, optimizers.norms(self.parameters), strict=True))
