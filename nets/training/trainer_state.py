"""The whole state of a training, from which it can go on, and a generator of its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from time import monotonic
from typing import Any

import torch
from torch import Tensor, nn

from nets.experiment.experiment import Experiment
from nets.experiment.family import family_of
from nets.experiment.stop_conditions import Stopping
from nets.experiment.training_config import FIRST
from nets.training import optimizers
from nets.training import weight_averaging as averaging
from nets.training.manual_edits import Edit
from nets.training.messages import SettingChange
from nets.training.step import Step


def train(experiment: Experiment) -> Iterator[Step]:
    """Yield the steps of a training: the untrained net (step 0), then one for each update.

    To pause, ask for no further step; to stop, close the generator. It ends early after a loss that is not finite.
    """
    return steps(Training(experiment))


def steps(training: Training) -> Iterator[Step]:
    """Yield the remaining steps of `training`, the first without an update."""
    yield training.measure()
    while not training.over:
        yield training.update()


class BatchSampler:
    """Draw batches of example indices, in a new random order in every epoch.

    `order` is the order of the current epoch, of which the first `position` examples have been drawn.
    """

    def __init__(self, size: int, generator: torch.Generator) -> None:
        self.size = size
        self.generator = generator
        self.order = torch.empty(0, dtype=torch.int64)
        self.position = 0

    def draw(self, size: int) -> Tensor:
        """Return the next `size` indices (B,) of the epoch, fewer at its end."""
        if self.position >= len(self.order):
            self.restore(torch.randperm(self.size, generator=self.generator))
        batch = self.order[self.position : self.position + size]
        self.position += size
        return batch

    def remaining(self) -> Tensor:
        """Return the indices that the current epoch has not drawn yet."""
        return self.order[self.position :]

    def restore(self, order: Tensor) -> None:
        """Draw these indices next, then begin a new epoch."""
        self.order, self.position = order, 0


class Training:
    """Net, task, optimizer and randomness of one training.

    All randomness (initial weights, order of the examples, dropout) comes from `generator`, which belongs to this
    training, so other trainings in the same process change nothing. `begun` is the experiment it began with,
    `setting_changes` the settings changed since then, `edits` the manual changes: the three together determine every
    number.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = self.begun = experiment
        self.setting_changes: list[SettingChange] = []
        self.edits: list[Edit] = []
        self.index = 0
        self.diverged = False  # the loss of the last update was not finite
        self.generator = torch.Generator().manual_seed(experiment.fit.seed)
        self.net, self.task = family_of(experiment).build(experiment, self.generator)
        if experiment.fit.average:
            averaging.add_averages(self.net)
        self.batches = BatchSampler(self.task.size, self.generator)
        self.optimizer = optimizers.build_optimizer(self.parameters, experiment.fit, experiment.rows)
        self.stopping = Stopping()

    @cached_property
    def named(self) -> dict[str, nn.Parameter]:
        """The parameters by name."""
        return dict(self.net.named_parameters())

    @cached_property
    def parameters(self) -> list[nn.Parameter]:
        """All parameters, in the order of `named`."""
        return list(self.named.values())

    @cached_property
    def gradient_names(self) -> list[str]:
        """Names of the figures that report the length of each parameter's gradient."""
        return [f"gradient/{name}" for name in self.named]

    @cached_property
    def averages(self) -> list[Tensor]:
        """The averaged weights in the order of `parameters`; empty if none are kept."""
        return averaging.averages(self.net)

    @cached_property
    def modules(self) -> list[nn.Module]:
        """The net and all modules in it."""
        return list(self.net.modules())

    @property
    def over(self) -> bool:
        """Whether the run has ended: all steps made, stopped early, or the loss no longer finite."""
        return self.diverged or self.stopping.ended is not None or self.index >= self.experiment.fit.steps

    def measure(self) -> Step:
        """Return the figures of the current net without an update."""
        self._set_rate()
        return Step(self.index, self._report())

    def update(self, batch: Tensor | None = None) -> Step:
        """Make one optimizer step, on the next batch or on the training examples at the indices `batch` (B,)."""
        start, fit = monotonic(), self.experiment.fit
        if fit.schedule != "constant":
            self._set_rate()
        batch = self.batches.draw(fit.batch) if batch is None else batch
        loss = self.task.loss(self.net, batch)
        for parameter in self.parameters:  # what optimizer.zero_grad() does, at a tenth of its cost
            parameter.grad = None
        loss.backward()
        if fit.l1:
            optimizers.add_l1_gradient(self.parameters, fit.l1)
        if fit.clip:
            torch.nn.utils.clip_grad_norm_(self.parameters, fit.clip)
        self.optimizer.step()
        self.index += 1
        if self.averages:
            averaging.update_averages(self.averages, self.parameters, self.index)
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

    def change_settings(self, changes: Mapping[str, Any]) -> None:
        """Change live settings. Raises Problem if one is not live or does not fit; nothing changes then."""
        after = self.experiment.replace_live(changes)
        if changed := self.experiment.changes_to(after):
            self.setting_changes.append((self.index, changed))
        self.stopping.on_settings_changed(changed, self.index)
        before, self.experiment = self.experiment.fit, after
        fit = self.experiment.fit
        if fit.optimizer != before.optimizer:
            self.optimizer = optimizers.build_optimizer(self.parameters, fit, self.experiment.rows)
        else:
            optimizers.apply_settings(self.optimizer, fit)
        for module in self.modules:  # a live setting of the net, such as dropout, is an attribute of its modules
            for key in changes:
                section, name = key.split(".")
                if section == "net" and hasattr(module, name):
                    setattr(module, name, self.experiment.value(key))

    def _set_rate(self) -> None:
        rate = optimizers.learning_rate(self.experiment.fit, self.index)
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def _report(self) -> dict[str, float]:
        for module in self.modules:  # what net.eval() does, and net.train() below
            module.training = False
        with torch.no_grad():
            figures = self.task.report(self.net)
            if self.averages:
                with averaging.averaged_weights(self.net):
                    means = self.task.report(self.net)
                figures |= {averaging.PREFIX + name: means[name] for name in means if name.startswith("test_")}
        for module in self.modules:
            module.training = True
        return figures | {"lr": self.optimizer.param_groups[0]["lr"]}

    def _gradient_norms(self) -> dict[str, float]:
        return dict(zip(self.gradient_names, optimizers.gradient_norms(self.parameters), strict=True))
