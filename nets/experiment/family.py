"""A model family: its experiment, builder, challenges, formulas and script; torch-free until `build`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from nets.experiment.experiment import Experiment
from nets.experiment.formulas import Formula
from nets.experiment.script_parts import ScriptParts
from nets.experiment.source_excerpts import Source

if TYPE_CHECKING:
    from torch import Generator, nn

    from nets.training.challenge import Challenge
    from nets.training.task import Task


def no_formulas(experiment: Experiment) -> Sequence[Formula]:
    """Return no formulas."""
    return ()


def no_sources(experiment: Experiment) -> Sequence[Source]:
    """Return no source."""
    return ()


@dataclass(frozen=True)
class Family:
    """A model family, declared as `FAMILY` in the file `family.py` beside its experiment.

    Attributes:
        experiment: The settings of one training.
        builder: The function that makes the untrained net, initialised from a generator, and its task, written as
            "module:function". It needs torch, so it is imported when `build` is called, in a worker.
        challenges: Goals to reach on the page of the family.
        formulas: What the net of an experiment computes, with its current sizes.
        sources: The parts of our files that run when an experiment is trained.
        script: The family's part of a script in plain PyTorch. Its argument is the experiment as it began and, for
            each time that settings changed in mid-run, the one after it. None if there is no script.
    """

    experiment: type[Experiment]
    builder: str
    challenges: Sequence[Challenge] = ()
    formulas: Callable[[Any], Sequence[Formula]] = no_formulas
    sources: Callable[[Any], Sequence[Source]] = no_sources
    script: Callable[[Sequence[Any]], ScriptParts] | None = None

    @property
    def name(self) -> str:
        """The name in links, stored runs and on the command line."""
        return str(self.experiment.model_fields["family"].default)

    def build(self, experiment: Experiment, generator: Generator) -> tuple[nn.Module, Task]:
        """Return the untrained net, initialised from `generator`, and its task. Imports torch."""
        module, function = self.builder.split(":")
        net, task = getattr(import_module(module), function)(experiment, generator)
        return net, task


def family_of(experiment: Experiment | type[Experiment]) -> Family:
    """Return the family of an experiment: `FAMILY` in the module `family` beside its class."""
    package = experiment.__module__.rpartition(".")[0]
    family = import_module(f"{package}.family").FAMILY
    assert isinstance(family, Family)
    return family


def build(experiment: Experiment, generator: Generator) -> tuple[Any, Any]:
    """Return the net of an experiment, initialised from `generator`, and its task. Imports torch."""
    return family_of(experiment).build(experiment, generator)
